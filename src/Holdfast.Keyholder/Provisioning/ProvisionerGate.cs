using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Keyholder.Provisioning;

/// <summary>The one door for provisioning sources: a bearer token of a source that was neither retired nor has run out. Every act behind it is an entry.</summary>
internal sealed class ProvisionerGate(Journal journal, Refusals refusals)
{
    private const string Name = "provision";
    private const int SecretLength = 32;
    private const int LongestToken = 64;

    /// <summary>A source that reads its list every minute makes four; above this it is a program gone wrong, and its entries would fill the disk.</summary>
    private const double PerSecond = 5;
    private const double Burst = 300;

    private readonly Dictionary<string, (double Tokens, DateTimeOffset At)> _rates = [];

    public static string NewToken() => Base64Url.Encode(RandomNumberGenerator.GetBytes(SecretLength));

    public static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    public Task<TReply> Hear<TReply>(CallerIdentity caller, string token, Func<Draft, ProvisionerRow, TReply> decide) where TReply : class, IMessage, new() => journal.Decide(draft =>
    {
        if (journal.Tables.IsFrozen(caller.Node)) return Refuse<TReply>(draft, caller, Why.Frozen, "this node is frozen");
        var hash = token.Length is > 0 and <= LongestToken ? HashOf(token) : "";
        if (journal.Tables.Provisioners.Rows.FirstOrDefault(row => row.TokenHash == hash) is not { } source) return Refuse<TReply>(draft, caller, Why.Unknown, "no source has this token");
        if (!source.Speaks(draft.NowMs)) return Refuse<TReply>(draft, caller, Why.Expired, "the source was retired, or its approval has run out: have it registered again");
        return Slowly(source.Source, draft.Now) ? decide(draft, source) : Refuse<TReply>(draft, caller, Why.SlowDown, "too many requests a second");
    });

    public TReply Refuse<TReply>(Draft draft, CallerIdentity caller, Why why, string detail) where TReply : class, IMessage, new() => refusals.Unsigned<TReply>(draft, caller, Name, why, detail);

    /// <param name="what">docs/LEDGER.md, "provisioning".</param>
    /// <param name="more">Members after those that every such entry has.</param>
    public static void Record(Draft draft, string source, string what, ProvisionedId? user = null, PersonId? person = null, Action<Utf8JsonWriter>? more = null) => draft.Record("provisioning", json =>
    {
        json.WriteString("service", source);
        json.WriteString("what", what);
        Entries.Optional(json, "user", user);
        Entries.Optional(json, "person", person);
        more?.Invoke(json);
    });

    private bool Slowly(string source, DateTimeOffset now)
    {
        var (tokens, at) = _rates.GetValueOrDefault(source, (Burst, now));
        tokens = Math.Min(Burst, tokens + Math.Max(0, (now - at).TotalSeconds) * PerSecond);
        _rates[source] = (tokens < 1 ? tokens : tokens - 1, now);
        return tokens >= 1;
    }
}

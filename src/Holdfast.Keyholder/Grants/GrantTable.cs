using Holdfast.Keyholder.Ledger;
using Holdfast.Wire;

namespace Holdfast.Keyholder.Grants;

/// <summary>The right of one person to one chart, or to search the directory. Tokens are not here: of the access tokens the SHA-256 (hexadecimal), of refresh tokens the serial number.</summary>
/// <param name="Chart">Null: a search grant, which has no chart, reads and writes nothing of any, and brings no key.</param>
/// <param name="Node">Where the keys are now: the records node that redeemed or refreshed last, and the run of it.</param>
/// <param name="FormerAccess">The access token before the last refresh; good until its own expiry, for requests under way.</param>
/// <param name="RefreshSerial">Of the refresh token that is good now; an earlier one is a copy in other hands.</param>
/// <param name="Jkt">Thumbprint of the client's key; empty: a bearer token.</param>
/// <param name="Ended">When it ended; it is kept a while so that a node that was away hears of it.</param>
internal sealed record GrantRow(
    GrantId Id, PersonId Person, SessionId Session, ChartId? Chart, string Purpose,
    string Client, string Scope, string Jkt, string[] Reads, string[] Writes,
    string Node, NodeInstanceId Instance,
    string Access, long AccessExpiry, string? FormerAccess, long FormerAccessExpiry, int RefreshSerial,
    long Made, long? Ended, string? EndedWhy)
{
    public bool IsBearer => Jkt.Length == 0;

    public bool IsSearch => Chart is null;

    /// <summary>A client with a key of its own goes on while the session lives; one without only when it asked to, and was registered for it.</summary>
    public bool MayRefresh => !IsBearer || Scope.Split(' ').Contains("online_access");

    public bool HasAccess(string accessHash, long nowMs) =>
        (Access == accessHash && nowMs < AccessExpiry) || (FormerAccess == accessHash && nowMs < FormerAccessExpiry);
}

/// <summary>Grants of people: live ones, and ended ones until no node can still believe in them.</summary>
internal sealed class GrantTable(Expiry expiry) : ExpiringTable<GrantId, GrantRow>(
    "grant", row => row.Id, id => id.ToString(), expiry, row => row.Ended + GrantLimits.EndedKeptMs)
{
    private readonly Dictionary<SessionId, List<GrantId>> _live = [];
    private readonly Dictionary<string, GrantId> _byAccess = new(StringComparer.Ordinal);

    /// <summary>Live grants of a session, oldest first.</summary>
    public IReadOnlyList<GrantId> LiveOf(SessionId session) => _live.TryGetValue(session, out var ids) ? ids : [];

    public GrantRow? Live(GrantId id) => Find(id) is { Ended: null } row ? row : null;

    public GrantRow? LiveByAccess(string accessHash) => _byAccess.TryGetValue(accessHash, out var id) ? Live(id) : null;

    internal override void Loaded()
    {
        foreach (var ids in _live.Values) ids.Sort((one, other) => Find(one)!.Made.CompareTo(Find(other)!.Made));
    }

    protected override void Changed(GrantRow? before, GrantRow? after)
    {
        base.Changed(before, after);
        if (before is { Ended: null }) _byAccess.Remove(before.Access);
        if (after is { Ended: null }) _byAccess[after.Access] = after.Id;
        if (before is null && after is { Ended: null }) (_live.TryGetValue(after.Session, out var ids) ? ids : _live[after.Session] = []).Add(after.Id);
        if (before is { Ended: null } && after is not { Ended: null })
        {
            _live[before.Session].Remove(before.Id);
            if (_live[before.Session].Count == 0) _live.Remove(before.Session);
        }
    }
}

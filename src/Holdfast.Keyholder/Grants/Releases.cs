using System.Security.Cryptography;
using Google.Protobuf;
using Holdfast.Keyholder.Clients;
using Holdfast.Keyholder.Keys;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.PatientDirectory;
using Holdfast.Keyholder.People;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Records;

namespace Holdfast.Keyholder.Grants;

/// <summary>
/// Which subkeys of one chart go out: of each class that is there and may be read, the generations in which it was
/// written; and of each class that may be written, the present generation. Nothing that would open nothing.
/// </summary>
internal sealed record ReleasePlan(ChartRow Chart, HeadRow Head, IReadOnlyList<(RecordClass Class, int Generation)> Keys)
{
    /// <param name="reads">Contents to be read: "clinical" brings "clinical" and every service's "clinical@…".</param>
    /// <param name="writes">Classes to be written.</param>
    public static ReleasePlan Of(ChartRow chart, HeadRow head, IEnumerable<string> reads, IEnumerable<RecordClass> writes, int writeGeneration)
    {
        var contents = reads.ToHashSet(StringComparer.Ordinal);
        var keys = new SortedSet<(string Class, int Generation)>();
        foreach (var row in head.Contents)
            if (contents.Contains(RecordClass.Parse(row.Class).Content))
                foreach (var generation in row.Generations) keys.Add((row.Class, generation));
        foreach (var recordClass in writes) keys.Add((recordClass.Text, writeGeneration));
        return new ReleasePlan(chart, head, [.. keys.Select(key => (RecordClass.Parse(key.Class), key.Generation))]);
    }

    /// <summary>Of a service that reads back at most what it wrote.</summary>
    public static ReleasePlan OfService(ChartRow chart, HeadRow head, string service, int writeGeneration)
    {
        var own = RecordClass.Own.Select(content => content.Of(service)).ToList();
        var keys = own.SelectMany(c => head.GenerationsOf(c.Text).Append(writeGeneration).Distinct().Select(generation => (c, generation)));
        return new ReleasePlan(chart, head, [.. keys]);
    }

    /// <summary>Unwraps the chart's root and derives.</summary>
    public void Derive(ChartVault vault, ICollection<ReleasedKey> released)
    {
        if (Keys.Count == 0) return;
        using var root = vault.Open(Chart);
        Derive(root, released);
    }

    /// <summary>Some microseconds a key, so it is done after the lock was given back.</summary>
    public void Derive(ChartRoot root, ICollection<ReleasedKey> released)
    {
        Span<byte> subkey = stackalloc byte[Subkey.Length];
        foreach (var (recordClass, generation) in Keys)
        {
            root.Derive(generation, recordClass, subkey);
            released.Add(new ReleasedKey { Chart = Chart.Id.ToByteString(), Generation = generation, RecordClass = recordClass.Text, Subkey = ByteString.CopyFrom(subkey) });
        }

        CryptographicOperations.ZeroMemory(subkey);
    }
}

/// <summary>Enters a release and fills the reply that carries it: the same for the first redemption and for each refresh.</summary>
internal sealed class Releases(InstallationId installation, Journal journal, ChartVault vault, StaffNames names, AccessTokens tokens)
{
    /// <param name="grant">As it is after this release; <paramref name="accessToken"/> is the token behind its access hash.</param>
    public RedeemReply Release(Draft draft, CallerIdentity caller, GrantRow grant, string accessToken, bool refresh)
    {
        if (grant.Chart is not { } chartId) return GiveSearch(draft, caller, grant, accessToken, refresh);
        var tables = journal.Tables;
        var generation = Generation.At(draft.Now);
        var writes = grant.Writes.Select(RecordClass.Parse).ToList();
        var chart = ReleasePlan.Of(tables.Charts.Find(chartId)!, tables.Heads.Find(chartId)!, grant.Reads, writes, generation);
        var provider = ProviderPlan();
        draft.Change(tables.Grants.Put(grant));
        Record(draft, caller, grant.Id, grant.Instance, chart, refresh, json =>
        {
            Entries.Id(json, "person", grant.Person);
            Entries.Id(json, "session", grant.Session);
        });

        var person = tables.People.Find(grant.Person)!;
        var entry = tables.Directory.Of(chartId);
        var owner = tables.Employments.OwnerOf(chartId) is { } whose ? tables.People.Find(whose) : null;
        var reply = new RedeemReply
        {
            AccessToken = accessToken,
            AccessExpiryMs = grant.AccessExpiry,
            RefreshToken = grant.MayRefresh ? tokens.Refresh(grant.Id, grant.RefreshSerial) : "",
            Grant = grant.Id.ToByteString(),
            Session = grant.Session.ToByteString(),
            Purpose = grant.Purpose,
            Scope = grant.Scope,
            ClientId = grant.Client,
            DpopJkt = grant.Jkt,
            Chart = chart.Head.Head.ToMessage(chartId),
            ProviderChart = provider.Head.Head.ToMessage(provider.Chart.Id),
            WriteGeneration = generation,
        };
        reply.WritableClasses.AddRange(grant.Writes);
        draft.After(() =>
        {
            reply.Person = names.Card(person);
            if (owner is not null) reply.Staff = names.Card(owner);
            using var root = vault.Open(chart.Chart);
            reply.Directory = entry?.Show(root);
            if (grant.Client == RegisteredClients.ChartApplication) reply.DraftSecret = DraftSecret(root, grant.Person);
            chart.Derive(root, reply.Keys);
            provider.Derive(vault, reply.Keys);
        });
        return reply;
    }

    /// <summary>A search grant: its token leaves, and no key does.</summary>
    private RedeemReply GiveSearch(Draft draft, CallerIdentity caller, GrantRow grant, string accessToken, bool refresh)
    {
        draft.Change(journal.Tables.Grants.Put(grant));
        draft.Record("search-token", json =>
        {
            Entries.Id(json, "grant", grant.Id);
            Entries.Id(json, "person", grant.Person);
            Entries.Id(json, "session", grant.Session);
            json.WriteString("node", caller.Node);
            Entries.Id(json, "instance", grant.Instance);
            json.WriteBoolean("refresh", refresh);
        });
        var person = journal.Tables.People.Find(grant.Person)!;
        var reply = new RedeemReply
        {
            AccessToken = accessToken, AccessExpiryMs = grant.AccessExpiry, RefreshToken = grant.MayRefresh ? tokens.Refresh(grant.Id, grant.RefreshSerial) : "",
            Grant = grant.Id.ToByteString(), Session = grant.Session.ToByteString(), Scope = grant.Scope, ClientId = grant.Client, DpopJkt = grant.Jkt, Search = true,
        };
        draft.After(() => reply.Person = names.Card(person));
        return reply;
    }

    private static ByteString DraftSecret(ChartRoot root, PersonId person)
    {
        Span<byte> secret = stackalloc byte[KeyHandle.Length];
        root.DeriveDraft(person, secret);
        var bytes = ByteString.CopyFrom(secret);
        CryptographicOperations.ZeroMemory(secret);
        return bytes;
    }

    /// <summary>The provider's own chart opens, all of it, under every grant; nobody writes it but imports.</summary>
    public ReleasePlan ProviderPlan()
    {
        var tables = journal.Tables;
        var id = tables.Provider.Find(installation.ToString())!.Chart;
        return ReleasePlan.Of(tables.Charts.Find(id)!, tables.Heads.Find(id)!, RecordClass.Own.Select(c => c.Text), [], 0);
    }

    public static void Record(Draft draft, CallerIdentity caller, GrantId grant, NodeInstanceId instance, ReleasePlan plan, bool refresh, Action<System.Text.Json.Utf8JsonWriter> whose) =>
        draft.Record("release", json =>
        {
            Entries.Id(json, "grant", grant);
            whose(json);
            Entries.Id(json, "chart", plan.Chart.Id);
            json.WriteString("node", caller.Node);
            Entries.Id(json, "instance", instance);
            Entries.List(json, "classes", plan.Keys.Select(key => key.Class.Text).Distinct());
            Entries.List(json, "generations", plan.Keys.Select(key => key.Generation).Distinct().Order());
            json.WriteNumber("sequence", plan.Head.Sequence);
            json.WriteBoolean("refresh", refresh);
        });
}

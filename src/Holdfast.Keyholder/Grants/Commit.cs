using System.Security.Cryptography;
using Holdfast.Keyholder.Imports;
using Holdfast.Keyholder.Keys;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Records;

namespace Holdfast.Keyholder.Grants;

/// <summary>
/// Moves a chart's head over new rows, by compare-and-swap: of two writers on one head one wins, and the other is told
/// the present head. The rows are already in the record store; only this makes them part of the chart. A retry with the
/// same idempotency key and rows gets the answer of the first try.
/// </summary>
internal sealed class Commit(InstallationId installation, Journal journal, NodeGate nodes, Refusals refusals)
{
    private const string Name = "commit";

    /// <summary>A writer may still hold last month's keys for as long as its access token lives.</summary>
    private static readonly TimeSpan MonthGrace = Budgets.Limits.AccessToken;

    public Task<CommitReply> Run(CallerIdentity caller, CommitRequest request) => nodes.Ask<CommitReply>(caller, request.Instance, Name, (draft, instance) =>
    {
        if (Read(request) is not { } asked) return refusals.Unsigned<CommitReply>(draft, caller, Name, Why.Malformed, "ids, hashes or rows are not of their form, or are too many");
        var subject = new RefusalSubject(Chart: asked.Chart, Grant: asked.Grant);
        var writer = caller.Role == "import" ? Importer(asked, instance) : Person(asked, instance, request.AccessToken, draft.NowMs);
        if (writer.Classes is not { } writable)
            return writer.Honest ? refusals.Unsigned<CommitReply>(draft, caller, Name, writer.Why, writer.Detail, subject)
                : nodes.Misuse<CommitReply>(draft, caller, Name, writer.Why, writer.Detail, subject);
        if (asked.Rows.Any(row => !writable(row.Class))) return nodes.Misuse<CommitReply>(draft, caller, Name, Why.NotAllowed, "the grant may not write a row of this class", subject);
        if (asked.Rows.Any(row => row.Generation != Generation.At(draft.Now) && row.Generation != Generation.At(draft.Now - MonthGrace)))
            return refusals.Unsigned<CommitReply>(draft, caller, Name, Why.Expired, "the rows were sealed under another month's keys: refresh, and seal them anew", subject);
        return Swap(draft, caller, asked, subject);
    });

    private CommitReply Swap(Draft draft, CallerIdentity caller, Asked asked, RefusalSubject subject)
    {
        var head = journal.Tables.Heads.Find(asked.Chart)!;
        if (head.Recent.FirstOrDefault(commit => commit.Key == asked.Key) is { } before && before.Rows == asked.Digest)
            return new CommitReply { Head = new ChainHead(before.Sequence, before.Hash).ToMessage(asked.Chart) };
        if (head.Head != asked.Expected)
        {
            var refused = refusals.Unsigned<CommitReply>(draft, caller, Name, Why.Conflict, "the head has moved", subject);
            refused.Head = head.Head.ToMessage(asked.Chart);
            return refused;
        }

        var moved = head.Head;
        foreach (var row in asked.Rows) moved = ChartChain.Append(moved, row.Hash);
        draft.Change(journal.Tables.Heads.Put(new HeadRow(
            asked.Chart, moved.Sequence, moved.Hash.ToArray(), Contents(head.Contents, asked.Rows),
            [.. head.Recent.TakeLast(GrantLimits.CommitsRemembered - 1), new CommitRow(asked.Key, asked.Digest, moved.Sequence, moved.Hash.ToArray())])));
        draft.Record("head", json =>
        {
            Entries.Id(json, "chart", asked.Chart);
            Entries.Id(json, "grant", asked.Grant);
            json.WriteString("node", caller.Node);
            json.WriteNumber("from", head.Sequence);
            json.WriteNumber("sequence", moved.Sequence);
            json.WriteString("hash", Convert.ToHexStringLower(moved.Hash.Span));
            json.WriteStartArray("rows");
            foreach (var row in asked.Rows)
            {
                json.WriteStartArray();
                json.WriteStringValue(row.Class.Text);
                json.WriteStringValue(Convert.ToHexStringLower(row.Hash));
                json.WriteEndArray();
            }

            json.WriteEndArray();
        });
        return new CommitReply { Head = moved.ToMessage(asked.Chart) };
    }

    private static ContentRow[] Contents(ContentRow[] before, IReadOnlyList<Row> rows)
    {
        var contents = before.ToDictionary(content => content.Class, content => content.Generations.ToHashSet());
        foreach (var row in rows) (contents.TryGetValue(row.Class.Text, out var months) ? months : contents[row.Class.Text] = []).Add(row.Generation);
        return [.. contents.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => new ContentRow(c.Key, [.. c.Value.Order()]))];
    }

    private Writer Person(Asked asked, InstanceRow instance, string accessToken, long nowMs)
    {
        if (journal.Tables.Grants.Find(asked.Grant) is not { } grant) return Writer.Dishonest(Why.Unknown, "no such grant");
        if (grant.Instance != instance.Id || grant.Chart != asked.Chart) return Writer.Dishonest(Why.NotAllowed, "the grant is of another node or chart");
        // An end may cross a write on its way: an honest node tries this now and then.
        if (grant.Ended is not null || !grant.HasAccess(AccessTokens.HashOf(accessToken), nowMs)) return Writer.Late("the grant has ended, or the access token has expired");
        return Writer.May(recordClass => grant.Writes.Contains(recordClass.Text));
    }

    private Writer Importer(Asked asked, InstanceRow instance)
    {
        var tables = journal.Tables;
        if (tables.Imports.Find(asked.Grant) is not { } import || import.Instance != instance.Id) return Writer.Dishonest(Why.Unknown, "no such import of this node");
        if (import.Ended is not null) return Writer.Late("the import has ended");
        var own = tables.Sources.Made(import.Service, asked.Chart) || tables.Provider.Find(installation.ToString())!.Chart == asked.Chart;
        return own ? Writer.May(recordClass => recordClass.Text == $"{recordClass.Content}@{import.Service}") : Writer.Dishonest(Why.NotAllowed, "the chart was not made by this service");
    }

    private static Asked? Read(CommitRequest request)
    {
        if (request.Grant.Length != 16 || request.IdempotencyKey.Length != 16 || request.Rows.Count is 0 or > GrantLimits.RowsPerCommit) return null;
        if (request.Expected is not { Chart.Length: 16, Hash.Length: ChartChain.HashLength }) return null;
        var rows = new List<Row>(request.Rows.Count);
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var row in request.Rows)
        {
            if (row.Hash.Length != ChartChain.HashLength || !RecordClass.TryParse(row.RecordClass, out var recordClass) || !Generation.IsValid(row.Generation)) return null;
            rows.Add(new Row(recordClass, row.Generation, row.Hash.ToByteArray()));
            digest.AppendData(System.Text.Encoding.ASCII.GetBytes($"{row.RecordClass}/{row.Generation}/"));
            digest.AppendData(row.Hash.Span);
        }

        return new Asked(GrantId.From(request.Grant), ChartId.From(request.Expected.Chart), ChainHead.From(request.Expected), rows,
            Convert.ToHexStringLower(request.IdempotencyKey.Span), Convert.ToHexStringLower(digest.GetHashAndReset()));
    }

    private sealed record Row(RecordClass Class, int Generation, byte[] Hash);

    private sealed record Asked(GrantId Grant, ChartId Chart, ChainHead Expected, IReadOnlyList<Row> Rows, string Key, string Digest);

    /// <summary>Who writes: the classes that they may, or why they may not and whether an honest node can have asked.</summary>
    private sealed record Writer(Func<RecordClass, bool>? Classes, Why Why, string Detail, bool Honest)
    {
        public static Writer May(Func<RecordClass, bool> classes) => new(classes, Why.Unspecified, "", true);

        public static Writer Late(string detail) => new(null, Why.Expired, detail, true);

        public static Writer Dishonest(Why why, string detail) => new(null, why, detail, false);
    }
}

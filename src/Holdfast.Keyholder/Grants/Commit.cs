using System.Text.Json;
using Holdfast.Keyholder.BackendServices;
using Holdfast.Keyholder.Imports;
using Holdfast.Keyholder.Keys;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Records;

namespace Holdfast.Keyholder.Grants;

/// <summary>
/// Moves the head of a chart, or of several charts of one grant, over new rows, by compare-and-swap: all of them move or
/// none does. Of two writers on one head one wins, and the other is told the present heads. The rows are already in the
/// record store; only this makes them part of their charts. A retry with the same idempotency key and rows gets the
/// answer of the first try.
/// <para>
/// It is one ledger entry however many charts there are: an entry reaches the disk whole or not at all, two may be torn
/// apart by a crash.
/// </para>
/// </summary>
internal sealed class Commit(InstallationId installation, Journal journal, NodeGate nodes, Refusals refusals)
{
    private const string Name = "commit";

    /// <summary>A writer may still hold last month's keys for as long as its access token lives.</summary>
    private static readonly TimeSpan MonthGrace = Budgets.Limits.AccessToken;

    public Task<CommitReply> Run(CallerIdentity caller, CommitRequest request) => nodes.Ask<CommitReply>(caller, request.Instance, Name, (draft, instance) =>
    {
        if (AskedCommit.Read(request) is not { } asked) return refusals.Unsigned<CommitReply>(draft, caller, Name, Why.Malformed, "ids, hashes or rows are not of their form, or are too many");
        var subject = new RefusalSubject(Chart: asked.Moves[0].Chart, Grant: asked.Grant);
        var writer = caller.Role == "import" ? Importer(asked, instance) : Person(asked, instance, request.AccessToken, draft.NowMs);
        if (writer.Classes is not { } writable)
            return writer.Honest ? refusals.Unsigned<CommitReply>(draft, caller, Name, writer.Why, writer.Detail, subject)
                : nodes.Misuse<CommitReply>(draft, caller, Name, writer.Why, writer.Detail, subject);
        if (asked.Rows.Any(row => !writable(row.Class))) return nodes.Misuse<CommitReply>(draft, caller, Name, Why.NotAllowed, "the grant may not write a row of this class", subject);
        if (asked.Rows.Any(row => row.Generation != Generation.At(draft.Now) && row.Generation != Generation.At(draft.Now - MonthGrace)))
            return refusals.Unsigned<CommitReply>(draft, caller, Name, Why.Expired, "the rows were sealed under another month's keys: refresh, and seal them anew", subject);
        return Swap(draft, caller, asked, subject);
    });

    private CommitReply Swap(Draft draft, CallerIdentity caller, AskedCommit asked, RefusalSubject subject)
    {
        var heads = asked.Moves.Select(move => journal.Tables.Heads.Find(move.Chart)!).ToList();
        var before = heads.ConvertAll(head => head.Recent.FirstOrDefault(commit => commit.Key == asked.Key && commit.Rows == asked.Digest));
        if (before.TrueForAll(commit => commit is not null)) return Reply(asked, before.Select(commit => new ChainHead(commit!.Sequence, commit.Hash)));
        if (asked.Moves.Zip(heads).Any(pair => pair.First.Expected != pair.Second.Head))
        {
            var refused = refusals.Unsigned<CommitReply>(draft, caller, Name, Why.Conflict, "a head has moved", subject);
            refused.MergeFrom(Reply(asked, heads.Select(head => head.Head)));
            return refused;
        }

        var moved = asked.Moves.Select(move => move.After).ToList();
        foreach (var ((move, head), after) in asked.Moves.Zip(heads).Zip(moved))
            draft.Change(journal.Tables.Heads.Put(new HeadRow(
                move.Chart, after.Sequence, after.Hash.ToArray(), Contents(head.Contents, move.Rows),
                [.. head.Recent.TakeLast(GrantLimits.CommitsRemembered - 1), new CommitRow(asked.Key, asked.Digest, after.Sequence, after.Hash.ToArray())])));
        if (asked.Moves is [var only]) RecordHead(draft, caller, asked.Grant, only, moved[0]);
        else RecordHeads(draft, caller, asked, moved);
        return Reply(asked, moved);
    }

    private static CommitReply Reply(AskedCommit asked, IEnumerable<ChainHead> heads)
    {
        var messages = asked.Moves.Zip(heads).Select(pair => pair.Second.ToMessage(pair.First.Chart)).ToList();
        var reply = new CommitReply { Head = messages[0] };
        reply.More.AddRange(messages.Skip(1));
        return reply;
    }

    private static void RecordHead(Draft draft, CallerIdentity caller, GrantId grant, AskedMove move, ChainHead after) => draft.Record("head", json =>
    {
        Entries.Id(json, "chart", move.Chart);
        Entries.Id(json, "grant", grant);
        json.WriteString("node", caller.Node);
        json.WriteNumber("from", move.Expected.Sequence);
        json.WriteNumber("sequence", after.Sequence);
        json.WriteString("hash", Convert.ToHexStringLower(after.Hash.Span));
        WriteRows(json, move.Rows);
    });

    private static void RecordHeads(Draft draft, CallerIdentity caller, AskedCommit asked, List<ChainHead> moved) => draft.Record("heads", json =>
    {
        Entries.Id(json, "grant", asked.Grant);
        json.WriteString("node", caller.Node);
        json.WriteStartArray("moves");
        foreach (var (move, after) in asked.Moves.Zip(moved))
        {
            json.WriteStartArray();
            json.WriteStringValue(move.Chart.ToString());
            json.WriteNumberValue(move.Expected.Sequence);
            json.WriteNumberValue(after.Sequence);
            json.WriteStringValue(Convert.ToHexStringLower(after.Hash.Span));
            json.WriteEndArray();
        }

        json.WriteEndArray();
        WriteRows(json, asked.Rows);
    });

    private static void WriteRows(Utf8JsonWriter json, IEnumerable<AskedRow> rows)
    {
        json.WriteStartArray("rows");
        foreach (var row in rows)
        {
            json.WriteStartArray();
            json.WriteStringValue(row.Class.Text);
            json.WriteStringValue(Convert.ToHexStringLower(row.Hash));
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static ContentRow[] Contents(ContentRow[] before, IReadOnlyList<AskedRow> rows)
    {
        var contents = before.ToDictionary(content => content.Class, content => content.Generations.ToHashSet());
        foreach (var row in rows) (contents.TryGetValue(row.Class.Text, out var months) ? months : contents[row.Class.Text] = []).Add(row.Generation);
        return [.. contents.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => new ContentRow(c.Key, [.. c.Value.Order()]))];
    }

    private Writer Person(AskedCommit asked, InstanceRow instance, string accessToken, long nowMs)
    {
        if (journal.Tables.ServiceGrants.Find(asked.Grant) is { } service) return Service(asked, instance, service, accessToken, nowMs);
        if (journal.Tables.Grants.Find(asked.Grant) is not { } grant) return Writer.Dishonest(Why.Unknown, "no such grant");
        if (grant.IsSearch || grant.Instance != instance.Id || asked.Moves.Any(move => move.Chart != grant.Chart)) return Writer.Dishonest(Why.NotAllowed, "the grant is of another node or chart");
        // An end may cross a write on its way: an honest node tries this now and then.
        if (grant.Ended is not null || !grant.HasAccess(AccessTokens.HashOf(accessToken), nowMs)) return Writer.Late("the grant has ended, or the access token has expired");
        return Writer.May(recordClass => grant.Writes.Contains(recordClass.Text));
    }

    private Writer Service(AskedCommit asked, InstanceRow instance, ServiceGrantRow grant, string accessToken, long nowMs)
    {
        if (grant.Instance != instance.Id) return Writer.Dishonest(Why.NotAllowed, "the grant is of another node");
        if (grant.Ended is not null || !grant.HasAccess(AccessTokens.HashOf(accessToken), nowMs)) return Writer.Late("the grant has ended, or the access token has expired");
        var (client, now) = (journal.Tables.Clients.Find(grant.Client), DateTimeOffset.FromUnixTimeMilliseconds(nowMs));
        var reached = asked.Moves.Select(move => ServiceCharts.Reaches(journal.Tables, client, move.Chart, now)).FirstOrDefault(why => why is not null);
        return reached switch
        {
            null => Writer.May(recordClass => grant.Writes.Contains(recordClass.Text)),
            Why.NotAllowed => Writer.Dishonest(Why.NotAllowed, "a chart is not one of the service's"),
            _ => Writer.Late("the service does not have this chart any more"),
        };
    }

    private Writer Importer(AskedCommit asked, InstanceRow instance)
    {
        var tables = journal.Tables;
        if (tables.Imports.Find(asked.Grant) is not { } import || import.Instance != instance.Id) return Writer.Dishonest(Why.Unknown, "no such import of this node");
        if (import.Ended is not null) return Writer.Late("the import has ended");
        var provider = tables.Provider.Find(installation.ToString())!.Chart;
        return asked.Moves.All(move => move.Chart == provider || tables.Sources.Made(import.Service, move.Chart))
            ? Writer.May(recordClass => recordClass.Text == $"{recordClass.Content}@{import.Service}") : Writer.Dishonest(Why.NotAllowed, "a chart was not made by this service");
    }

    /// <summary>Who writes: the classes that they may, or why they may not and whether an honest node can have asked.</summary>
    private sealed record Writer(Func<RecordClass, bool>? Classes, Why Why, string Detail, bool Honest)
    {
        public static Writer May(Func<RecordClass, bool> classes) => new(classes, Why.Unspecified, "", true);

        public static Writer Late(string detail) => new(null, Why.Expired, detail, true);

        public static Writer Dishonest(Why why, string detail) => new(null, why, detail, false);
    }
}

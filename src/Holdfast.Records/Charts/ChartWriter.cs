using System.Security.Cryptography;
using Google.Protobuf;
using Holdfast.Records.Store;
using Holdfast.Wire;
using Holdfast.Wire.Records;

namespace Holdfast.Records.Charts;

/// <summary>
/// Writes to an open chart: seals candidate rows, makes them durable, asks the keyholder to move the head over them, and
/// only then acknowledges. When another writer was faster, goes to the new head, decides again and tries again.
/// </summary>
internal sealed class ChartWriter(RowStore store, SharedCharts charts, KeyholderClient keyholder)
{
    /// <summary>Each lost race means that somebody else's write got through; a writer that loses this often is told to come back.</summary>
    public const int MostAttempts = 16;

    /// <summary>After a lost race a writer waits up to this long for each it has lost, by chance, so that two do not keep step.</summary>
    private const int LongestPauseMs = 4;

    public const int IdempotencyKeyLength = 16;

    /// <summary>To the chart of a person's grant.</summary>
    public Task<WriteOutcome> Write(LiveGrant live, Func<OpenChart, WritePlan> plan, CancellationToken cancellation) => Write(live, live.Chart, plan, cancellation);

    /// <param name="live">The grant under which it is written.</param>
    /// <param name="chart">Which of the grant's charts.</param>
    /// <param name="plan">Decides on the chart as it stands: preconditions and what to append. Called again after a lost race.</param>
    /// <param name="cancellation">Before the head has moved; afterwards the write stands.</param>
    /// <exception cref="KeyholderSilentException">Whether it was written is not known.</exception>
    /// <exception cref="StoreException">Nothing was written.</exception>
    public async Task<WriteOutcome> Write(LiveGrant live, OpenChart chart, Func<OpenChart, WritePlan> plan, CancellationToken cancellation)
    {
        await chart.Changing.WaitAsync(cancellation);
        try
        {
            for (var attempt = 0; attempt < MostAttempts; attempt++)
            {
                switch (plan(chart))
                {
                    case WritePlan.Nothing:
                        return new WriteOutcome.NothingToWrite();
                    case WritePlan.Append append:
                        if (append.Entries.Select(e => live.ContentOf(e.Type)).FirstOrDefault(c => !live.WritableClasses.Contains(c)) is { } closed)
                            return new WriteOutcome.ClassNotWritable(closed);
                        if (await Try(live, chart, append.Entries, cancellation) is { } outcome) return outcome;
                        await Pause(attempt, cancellation);
                        break;
                }
            }

            return new WriteOutcome.TooBusy();
        }
        catch (ObjectDisposedException)
        {
            return new WriteOutcome.GrantEnded();
        }
        finally
        {
            chart.Changing.Release();
        }
    }

    /// <summary>Null when another writer was faster and the chart now stands on the new head.</summary>
    private async Task<WriteOutcome?> Try(LiveGrant live, OpenChart chart, IReadOnlyList<ContentEntry> entries, CancellationToken cancellation)
    {
        var expected = chart.Head;
        var candidates = RowSealer.Seal(chart.Installation, chart.Id, live.Grant, expected, Drafts(live, chart, entries));
        await store.Insert(candidates.Rows);
        var request = new CommitRequest
        {
            Grant = live.Grant.ToByteString(),
            AccessToken = live.Token,
            Expected = expected.ToMessage(chart.Id),
            IdempotencyKey = ByteString.CopyFrom(RandomNumberGenerator.GetBytes(IdempotencyKeyLength)),
        };
        request.Rows.AddRange(candidates.Wire);
        var reply = await keyholder.Commit(request, cancellation);
        if (reply.Refusal is null)
        {
            if (!ChainHead.From(reply.Head).Equals(candidates.Head)) throw new InvalidOperationException("The keyholder's new head is not the one over the rows that it was given.");
            var versions = chart.Adopt(candidates.Contents, candidates.Head);
            Tell(charts.OtherCopies(chart), candidates.Head);
            return new WriteOutcome.Written(versions);
        }

        // Our candidates lost: no chain will ever name them.
        await store.Sweep(candidates.Rows);
        if (reply.Refusal.Why != Why.Conflict || reply.Head is null) return new WriteOutcome.Refused(reply.Refusal.Why);
        chart.MoveTo(ChainHead.From(reply.Head), isLatest: true);
        return null;
    }

    /// <summary>One row for each class that the entries are of.</summary>
    internal static List<RowDraft> Drafts(LiveGrant live, OpenChart chart, IReadOnlyList<ContentEntry> entries)
    {
        var drafts = new List<RowDraft>();
        foreach (var recordClass in RecordClass.Any)
        {
            var ofClass = entries.Where(e => live.ContentOf(e.Type) == recordClass.Text).ToList();
            if (ofClass.Count == 0) continue;
            var own = live.WriteClass(recordClass.Text)!.Value;
            var key = chart.Keys.Find(live.WriteGeneration, own)
                ?? throw new InvalidOperationException($"The release allowed writing {own} but brought no key of generation {live.WriteGeneration} for it.");
            drafts.Add(new RowDraft(own, live.WriteGeneration, key, ofClass));
        }

        return drafts;
    }

    internal static Task Pause(int attempt, CancellationToken cancellation) => Task.Delay(RandomNumberGenerator.GetInt32(LongestPauseMs * (attempt + 1)), cancellation);

    internal static void Tell(IReadOnlyList<OpenChart> others, ChainHead head)
    {
        foreach (var other in others)
            _ = Task.Run(async () =>
            {
                await other.Changing.WaitAsync();
                try
                {
                    other.MoveTo(head, isLatest: false);
                }
                finally
                {
                    other.Changing.Release();
                }
            });
    }
}

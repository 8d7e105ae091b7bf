using System.Security.Cryptography;
using Google.Protobuf;
using Holdfast.Records.Store;
using Holdfast.Wire;
using Holdfast.Wire.Records;

namespace Holdfast.Records.Charts;

/// <summary>What is to be appended to one of several charts.</summary>
internal sealed record JointPart(OpenChart Chart, IReadOnlyList<ContentEntry> Entries);

/// <summary>
/// Writes to several charts of one grant, all of them or none: the rows of every chart become durable first, then one commit
/// moves all their heads (docs/decisions/0013). When another writer was faster on any of them, all is decided again.
/// </summary>
internal sealed class JointWriter(RowStore store, SharedCharts charts, KeyholderClient keyholder)
{
    private sealed record Sealed(JointPart Part, CandidateRows Rows);

    /// <param name="live">The grant, with all of the charts.</param>
    /// <param name="several">The charts, each once.</param>
    /// <param name="plan">Decides on the charts as they stand; parts without entries are left out. Called again after a lost race.</param>
    /// <param name="cancellation">Before the heads have moved; afterwards the write stands.</param>
    /// <exception cref="KeyholderSilentException">Whether it was written is not known.</exception>
    /// <exception cref="StoreException">Nothing was written.</exception>
    public async Task<WriteOutcome> Write(LiveGrant live, IReadOnlyList<OpenChart> several, Func<IReadOnlyList<JointPart>> plan, CancellationToken cancellation)
    {
        // In one order everywhere, so that two writers do not each wait for the other's chart.
        var ordered = several.OrderBy(chart => chart.Id.ToString(), StringComparer.Ordinal).ToList();
        var taken = 0;
        try
        {
            foreach (var chart in ordered)
            {
                await chart.Changing.WaitAsync(cancellation);
                taken++;
            }

            for (var attempt = 0; attempt < ChartWriter.MostAttempts; attempt++)
            {
                var parts = plan();
                if (parts.Count == 0) return new WriteOutcome.NothingToWrite();
                if (parts.SelectMany(part => part.Entries).Select(e => live.ContentOf(e.Type)).FirstOrDefault(c => !live.WritableClasses.Contains(c)) is { } closed)
                    return new WriteOutcome.ClassNotWritable(closed);
                if (await Try(live, parts, cancellation) is { } outcome) return outcome;
                await ChartWriter.Pause(attempt, cancellation);
            }

            return new WriteOutcome.TooBusy();
        }
        catch (ObjectDisposedException)
        {
            return new WriteOutcome.GrantEnded();
        }
        finally
        {
            foreach (var chart in ordered.Take(taken)) chart.Changing.Release();
        }
    }

    /// <summary>Null when another writer was faster on one of the charts and all now stand on their new heads.</summary>
    private async Task<WriteOutcome?> Try(LiveGrant live, IReadOnlyList<JointPart> parts, CancellationToken cancellation)
    {
        List<Sealed> moving = [.. parts.Select(part => new Sealed(part, RowSealer.Seal(part.Chart.Installation, part.Chart.Id, live.Grant, part.Chart.Head, ChartWriter.Drafts(live, part.Chart, part.Entries))))];
        List<ChartRow> rows = [.. moving.SelectMany(part => part.Rows.Rows)];
        await store.Insert(rows);
        var reply = await keyholder.Commit(Request(live, moving), cancellation);
        if (reply.Refusal is null)
        {
            var heads = reply.More.Prepend(reply.Head).Select(ChainHead.From).ToList();
            if (heads.Count != moving.Count || moving.Zip(heads).Any(pair => !pair.First.Rows.Head.Equals(pair.Second))) throw new InvalidOperationException("The keyholder's new heads are not those over the rows that it was given.");
            var versions = moving.ConvertAll(part => part.Part.Chart.Adopt(part.Rows.Contents, part.Rows.Head));
            foreach (var part in moving) ChartWriter.Tell(charts.OtherCopies(part.Part.Chart), part.Rows.Head);
            return new WriteOutcome.WrittenEach([.. moving.Zip(versions, (part, made) => (part.Part.Chart, made))]);
        }

        // Our candidates lost: no chain will ever name them.
        await store.Sweep(rows);
        if (reply.Refusal.Why != Why.Conflict || reply.Head is null) return new WriteOutcome.Refused(reply.Refusal.Why);
        foreach (var (part, head) in moving.Zip(reply.More.Prepend(reply.Head))) part.Part.Chart.MoveTo(ChainHead.From(head), isLatest: true);
        return null;
    }

    private static CommitRequest Request(LiveGrant live, List<Sealed> moving)
    {
        var first = moving[0];
        var request = new CommitRequest
        {
            Grant = live.Grant.ToByteString(), AccessToken = live.Token, Expected = first.Part.Chart.Head.ToMessage(first.Part.Chart.Id),
            IdempotencyKey = ByteString.CopyFrom(RandomNumberGenerator.GetBytes(ChartWriter.IdempotencyKeyLength)),
        };
        request.Rows.AddRange(first.Rows.Wire);
        foreach (var part in moving.Skip(1))
        {
            var more = new ChartRows { Expected = part.Part.Chart.Head.ToMessage(part.Part.Chart.Id) };
            more.Rows.AddRange(part.Rows.Wire);
            request.More.Add(more);
        }

        return request;
    }
}

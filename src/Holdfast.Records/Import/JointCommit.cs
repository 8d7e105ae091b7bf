using System.Security.Cryptography;
using Google.Protobuf;
using Holdfast.Records.Charts;
using Holdfast.Records.Store;
using Holdfast.Wire;
using Holdfast.Wire.Records;

namespace Holdfast.Records.Import;

/// <summary>What one chart is to hold of the input.</summary>
internal sealed record ChartPart(ImportedChart Chart, IReadOnlyList<ContentEntry> Entries);

/// <summary>
/// Brings parts into several charts, all of them or none: the rows of every chart become durable first, then one commit
/// moves all their heads. Whenever the process dies, the rows are on no chain or on all of them.
/// </summary>
internal sealed class JointCommit(ImportGrant grant, RowStore store)
{
    private const int MostAttempts = 8;

    private sealed record Sealed(ChartPart Part, IReadOnlyList<ContentEntry> Fresh, CandidateRows Rows);

    /// <summary>The entries of each part that were new or changed, in the order of the parts. The caller keeps other writers of this import away from the charts.</summary>
    /// <exception cref="ImportRefusedException">The keyholder refuses, or it is too much to go in at once. Nothing was written.</exception>
    public async Task<IReadOnlyList<IReadOnlyList<ContentEntry>>> Put(IReadOnlyList<ChartPart> parts, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            var moving = parts.Select(Seal).Where(part => part.Fresh.Count > 0).ToList();
            if (moving.Count == 0 || await Try(moving, cancellation))
                return [.. parts.Select(part => moving.Find(moved => moved.Part == part)?.Fresh ?? [])];
        }

        throw new ImportRefusedException(Why.Conflict, "others write to this chart without pause; run the import again");
    }

    private static Sealed Seal(ChartPart part)
    {
        var fresh = part.Chart.New(part.Entries);
        return new Sealed(part, fresh, part.Chart.Seal(fresh));
    }

    /// <summary>False when others have written and the charts now stand on the new heads.</summary>
    private async Task<bool> Try(List<Sealed> moving, CancellationToken cancellation)
    {
        var rows = moving.SelectMany(part => part.Rows.Rows).ToList();
        if (rows.Count > ImportLimits.RowsPerCommit || moving.Count > ImportLimits.ChartsPerCommit) throw ImportLimits.TooMuchAtOnce();
        await store.Insert(rows);
        var reply = await grant.Commit(Request(moving), cancellation);
        if (reply.Refusal is null)
        {
            foreach (var part in moving) part.Part.Chart.Adopt(part.Rows);
            return true;
        }

        await store.Sweep(rows);
        if (reply.Refusal.Why != Why.Conflict || reply.Head is null) throw new ImportRefusedException(reply.Refusal.Why, reply.Refusal.Detail);
        foreach (var (part, head) in moving.Zip(reply.More.Prepend(reply.Head))) part.Part.Chart.MoveTo(ChainHead.From(head));
        return false;
    }

    private static CommitRequest Request(List<Sealed> moving)
    {
        var first = moving[0];
        var request = new CommitRequest { Expected = first.Part.Chart.Head.ToMessage(first.Part.Chart.Id), IdempotencyKey = ByteString.CopyFrom(RandomNumberGenerator.GetBytes(16)) };
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

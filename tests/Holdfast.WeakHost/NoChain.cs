using Holdfast.Records.Charts;
using Holdfast.Records.Store;
using Holdfast.Wire.Records;

namespace Holdfast.WeakHost;

/// <summary>Control of attack 12: a records that takes whatever rows the database holds, asks no head, and misses nothing.</summary>
internal static class NoChain
{
    public static Task<int> Run(string folder) => WeakRecords.Run(folder, follow: Believe);

    private static ChainWalk Believe(ChainHead from, ChainHead to, IReadOnlyList<ChartRow> rows)
    {
        var adopted = new List<AdoptedRow>();
        foreach (var row in rows.OrderBy(r => r.Sequence))
            if (SealedRecord.TryReadHeader(row.Body, out var header)) adopted.Add(new AdoptedRow(row, header));
        return new ChainWalk(adopted, [], [], true);
    }
}

using System.Security.Cryptography;
using Holdfast.Wire;
using Holdfast.Wire.Records;

namespace Holdfast.Records.Store;

/// <summary>
/// One row as it lies in the store: a sealed record at a place in a chart. The store's word for any of it is not
/// believed: <see cref="Hash"/> is recomputed from <see cref="Body"/> by whoever reads.
/// </summary>
internal sealed record ChartRow(ChartId Chart, long Sequence, byte[] Hash, byte[] Body)
{
    public static ChartRow Of(ChartId chart, long sequence, byte[] body) => new(chart, sequence, SHA256.HashData(body), body);

    /// <summary>The contents outside that its body names.</summary>
    public IReadOnlyList<BlobSeal> Blobs => SealedRecord.TryReadHeader(Body, out var header) ? header.Blobs : [];
}

using Holdfast.Wire;
using Holdfast.Wire.Records;

namespace Holdfast.Keyholder.Grants;

/// <summary>Where a chart's chain stands, under which classes and generations it was written, and the last commits by idempotency key.</summary>
internal sealed record HeadRow(ChartId Chart, long Sequence, byte[] Hash, ContentRow[] Contents, CommitRow[] Recent)
{
    public ChainHead Head => new(Sequence, Hash);

    public static HeadRow Start(InstallationId installation, ChartId chart) =>
        new(chart, 0, ChartChain.Start(installation, chart).Hash.ToArray(), [], []);

    /// <summary>Months in which rows of this class were written.</summary>
    public int[] GenerationsOf(string recordClass) => Contents.FirstOrDefault(c => c.Class == recordClass)?.Generations ?? [];
}

/// <summary>One class of a chart's rows, and the months (yyyymm) in which such rows were written, oldest first.</summary>
internal sealed record ContentRow(string Class, int[] Generations);

/// <param name="Key">Idempotency key, hexadecimal.</param>
/// <param name="Rows">SHA-256 over what was asked for, hexadecimal: the same key with other rows is another commit.</param>
internal sealed record CommitRow(string Key, string Rows, long Sequence, byte[] Hash);

/// <summary>One run of a records or import process, until the node starts again.</summary>
internal sealed record InstanceRow(NodeInstanceId Id, string Role, string Node, string Version, long Started);

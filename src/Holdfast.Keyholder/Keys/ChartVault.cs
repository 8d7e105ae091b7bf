using Holdfast.Keyholder.PatientDirectory;
using Holdfast.Wire;

namespace Holdfast.Keyholder.Keys;

/// <summary>Makes and unwraps chart roots. A root lives in memory for one operation; between operations only its wrapped form does. Safe to use from several threads.</summary>
internal sealed class ChartVault(InstallationId installation, EpochKeys epochs)
{
    public InstallationId Installation => installation;

    /// <summary>A new chart under the newest epoch, and its root for the caller to use and dispose of.</summary>
    public (ChartRow Row, ChartRoot Root) Make(long nowMs)
    {
        var chart = ChartId.New();
        var root = ChartRoot.New(installation, chart);
        var (epoch, key) = epochs.Newest();
        return (new ChartRow(chart, epoch, root.WrapUnder(key), nowMs), root);
    }

    /// <exception cref="InvalidDataException">The epoch's key is not here, or the row is not this chart's.</exception>
    public ChartRoot Open(ChartRow row)
    {
        var epoch = epochs.Find(row.Epoch)
            ?? throw new InvalidDataException($"The key of epoch {row.Epoch} is missing from {EpochKeys.FolderName}/. Bring it back from its custody copy.");
        return ChartRoot.Unwrap(epoch, installation, row.Id, row.WrappedRoot)
            ?? throw new InvalidDataException($"A chart's root does not open under epoch {row.Epoch}: store.db and {EpochKeys.FolderName}/ are not of one installation.");
    }
}

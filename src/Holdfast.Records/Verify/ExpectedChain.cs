using Holdfast.Wire;
using Holdfast.Wire.Records;

namespace Holdfast.Records.Verify;

/// <summary>What the ledger says of one chart: the hash of every row's body, in order, and the head over them.</summary>
internal sealed class ExpectedChain(InstallationId installation, ChartId chart)
{
    private readonly List<byte[]> _bodyHashes = [];

    public IReadOnlyList<byte[]> BodyHashes => _bodyHashes;

    public ChainHead Head { get; private set; } = ChartChain.Start(installation, chart);

    /// <summary>Follows one move of the head. Null when it continues the chain and its hash is right; else what is wrong with it.</summary>
    public string? Follow(LoggedMove move)
    {
        if (move.From != Head.Sequence) return $"goes from row {move.From} to {move.Sequence} where the chart stood at {Head.Sequence}";
        if (move.Follow(Head) is not { } after) return $"names a head over row {move.Sequence} that does not follow from its rows";
        _bodyHashes.AddRange(move.BodyHashes);
        Head = after;
        return null;
    }
}

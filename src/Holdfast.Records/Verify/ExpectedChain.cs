using System.Text.Json;
using Holdfast.Wire;
using Holdfast.Wire.Records;

namespace Holdfast.Records.Verify;

/// <summary>What the ledger says of one chart: the hash of every row's body, in order, and the head over them.</summary>
internal sealed class ExpectedChain(InstallationId installation, ChartId chart)
{
    private readonly List<byte[]> _bodyHashes = [];

    public IReadOnlyList<byte[]> BodyHashes => _bodyHashes;

    public ChainHead Head { get; private set; } = ChartChain.Start(installation, chart);

    /// <summary>Follows one "head" entry. Null when it continues the chain and its hash is right; else what is wrong with it.</summary>
    public string? Follow(JsonElement entry)
    {
        var (from, sequence) = (entry.GetProperty("from").GetInt64(), entry.GetProperty("sequence").GetInt64());
        var rows = entry.GetProperty("rows");
        if (from != Head.Sequence || sequence != from + rows.GetArrayLength()) return $"goes from row {from} to {sequence} where the chart stood at {Head.Sequence}";
        foreach (var row in rows.EnumerateArray())
        {
            var hash = Convert.FromHexString(row[1].GetString()!);
            _bodyHashes.Add(hash);
            Head = ChartChain.Append(Head, hash);
        }

        return Convert.ToHexStringLower(Head.Hash.Span) == entry.GetProperty("hash").GetString() ? null : $"names a head over row {sequence} that does not follow from its rows";
    }
}

using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Holdfast.Wire.Records;

/// <summary>
/// The chain of a chart: a head commits to every row up to it.
/// <code>
/// head(0) = SHA-256("holdfast/chain/v1" ‖ installation[16] ‖ chart[16])
/// head(n) = SHA-256("holdfast/link/v1"  ‖ head(n-1)[32] ‖ n[8, big-endian] ‖ SHA-256(body of row n)[32])
/// </code>
/// It covers hashes of bodies, so a body can be disposed of and the chain still be whole.
/// </summary>
public static class ChartChain
{
    public const int HashLength = 32;

    public static ChainHead Start(InstallationId installation, ChartId chart)
    {
        Span<byte> text = stackalloc byte[17 + 16 + 16];
        "holdfast/chain/v1"u8.CopyTo(text);
        installation.WriteTo(text[17..]);
        chart.WriteTo(text[33..]);
        return new ChainHead(0, SHA256.HashData(text));
    }

    public static ChainHead Append(ChainHead head, ReadOnlySpan<byte> bodyHash)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bodyHash.Length, HashLength);
        Span<byte> text = stackalloc byte[16 + HashLength + 8 + HashLength];
        "holdfast/link/v1"u8.CopyTo(text);
        head.Hash.Span.CopyTo(text[16..]);
        BinaryPrimitives.WriteInt64BigEndian(text[48..], head.Sequence + 1);
        bodyHash.CopyTo(text[56..]);
        return new ChainHead(head.Sequence + 1, SHA256.HashData(text));
    }
}

/// <summary>Where a chart's chain stands: <see cref="Sequence"/> rows, and the hash over all of them.</summary>
public sealed record ChainHead(long Sequence, ReadOnlyMemory<byte> Hash)
{
    public bool Equals(ChainHead? other) => other is not null && Sequence == other.Sequence && Hash.Span.SequenceEqual(other.Hash.Span);

    public override int GetHashCode() => HashCode.Combine(Sequence, BinaryPrimitives.ReadInt32BigEndian(Hash.Span));

    public static ChainHead From(ChartHead head) => new(head.Sequence, head.Hash.Memory);

    public ChartHead ToMessage(ChartId chart) =>
        new() { Chart = chart.ToByteString(), Sequence = Sequence, Hash = Google.Protobuf.ByteString.CopyFrom(Hash.Span) };
}

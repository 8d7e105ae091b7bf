using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Holdfast.Wire.Records;

/// <summary>
/// What a row says in the open about a content that lies outside it: how many chunks it has, and a digest of them all. The
/// row is on the chain, so the keyholder's head covers every chunk.
/// <code>
/// id 16 ‖ chunks[4, big-endian] ‖ digest 32
/// digest = SHA-256("holdfast/blob/v1" ‖ id ‖ chunks[4] ‖ SHA-256(sealed chunk 0) ‖ … ‖ SHA-256(sealed chunk n−1))
/// </code>
/// </summary>
public sealed record BlobSeal(BlobId Blob, int Chunks, ReadOnlyMemory<byte> Digest)
{
    public const int HashLength = 32;
    internal const int Length = 16 + 4 + HashLength;

    /// <param name="blob">Which content.</param>
    /// <param name="chunkHashes">SHA-256 of each sealed chunk, in order, one after the other.</param>
    public static BlobSeal Of(BlobId blob, ReadOnlySpan<byte> chunkHashes)
    {
        var chunks = chunkHashes.Length / HashLength;
        var text = new byte[16 + 16 + 4 + chunkHashes.Length];
        "holdfast/blob/v1"u8.CopyTo(text);
        blob.WriteTo(text.AsSpan(16));
        BinaryPrimitives.WriteInt32BigEndian(text.AsSpan(32), chunks);
        chunkHashes.CopyTo(text.AsSpan(36));
        return new BlobSeal(blob, chunks, SHA256.HashData(text));
    }

    public bool Equals(BlobSeal? other) => other is not null && Blob == other.Blob && Chunks == other.Chunks && Digest.Span.SequenceEqual(other.Digest.Span);

    public override int GetHashCode() => Blob.GetHashCode();

    internal static BlobSeal Read(ReadOnlySpan<byte> bytes) => new(BlobId.From(bytes[..16]), BinaryPrimitives.ReadInt32BigEndian(bytes[16..]), bytes.Slice(20, HashLength).ToArray());

    internal void WriteTo(Span<byte> destination)
    {
        Blob.WriteTo(destination);
        BinaryPrimitives.WriteInt32BigEndian(destination[16..], Chunks);
        Digest.Span.CopyTo(destination[20..]);
    }
}

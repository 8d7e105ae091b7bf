using Holdfast.Wire;
using Holdfast.Wire.Records;

namespace Holdfast.Records.Store;

/// <summary>
/// A content that lies outside the rows, as the row that has it knows it: which keys opened it, how long it is, what it
/// hashes to, and the hash of each sealed chunk.
/// </summary>
/// <param name="Blob">Its id, and the name of its file.</param>
/// <param name="Class">Whose key sealed it: that of the row.</param>
/// <param name="Generation">The same.</param>
/// <param name="Length">Bytes of content, without the padding.</param>
/// <param name="Sha256">Of the content.</param>
/// <param name="Sha1">Of the content: what FHIR R4 calls Attachment.hash. Nothing here relies on it.</param>
/// <param name="ChunkHashes">SHA-256 of each sealed chunk, in order, one after the other.</param>
internal sealed record BlobManifest(
    BlobId Blob, RecordClass Class, int Generation, long Length, ReadOnlyMemory<byte> Sha256, ReadOnlyMemory<byte> Sha1, ReadOnlyMemory<byte> ChunkHashes)
{
    public const int Sha1Length = 20;

    /// <summary>1 GiB: what the format holds of one content, padding included. A scan of a whole paper file has a few hundred MiB.</summary>
    public const long MostContent = 1L << 30;

    public int Chunks => ChunkHashes.Length / BlobSeal.HashLength;

    /// <summary>What the row says of it in the open.</summary>
    public BlobSeal Seal => BlobSeal.Of(Blob, ChunkHashes.Span);

    public int EncodedLength => 16 + 1 + Class.Text.Length + 4 + 8 + BlobSeal.HashLength + Sha1Length + 4 + ChunkHashes.Length;

    /// <summary>Of the sealed file.</summary>
    public long SealedLength => SealedLengthOf(Length);

    /// <summary>The hash of one sealed chunk.</summary>
    public ReadOnlySpan<byte> ChunkHash(int index) => ChunkHashes.Span.Slice(index * BlobSeal.HashLength, BlobSeal.HashLength);

    /// <summary>Content and zeros: what is cut into chunks.</summary>
    public static long PaddedLengthOf(long length) => Padme.Pad(checked((int)length));

    public static int ChunksOf(long length) => checked((int)((PaddedLengthOf(length) + SealedChunk.ContentLength - 1) / SealedChunk.ContentLength));

    public static long SealedLengthOf(long length) => PaddedLengthOf(length) + (long)ChunksOf(length) * SealedChunk.Overhead;
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Holdfast.Wire.Records;

/// <summary>Where a chunk belongs. All of it is authenticated and none of it stands in the chunk: it is known to whoever has opened the row.</summary>
/// <param name="Class">Whose key seals it: that of the row which names it.</param>
/// <param name="Generation">The same.</param>
/// <param name="Blob">The content of which it is a part: one version of one Binary.</param>
/// <param name="Index">Its place, from 0.</param>
/// <param name="IsLast">True for the last one: what was cut off at a chunk's end does not open.</param>
public sealed record ChunkPlace(InstallationId Installation, ChartId Chart, RecordClass Class, int Generation, BlobId Blob, long Index, bool IsLast);

/// <summary>
/// A part of a document's content, format 1, as it lies in a file of the blob folder.
/// <code>
///  0  salt                                         16, random
///     commitment                                   32
///     AES-256-GCM ciphertext                       256 KiB; the last chunk 1 byte to 256 KiB
///     tag                                          16
///
///  key[32] ‖ commitment[32] = HKDF-Expand-SHA-256(subkey, label ‖ salt ‖ chart ‖ blob ‖ index[8, big-endian], 64)
///  nonce = 12 zero bytes: each key seals once
///  AAD   = label ‖ installation ‖ chart ‖ class length[1] ‖ class ‖ generation[4] ‖ blob ‖ index[8] ‖ last[1: 0 or 1]
///  label = "holdfast/chunk/v1"; of the unfinished rest of an upload "holdfast/upload/v1"
/// </code>
/// The label is another than a sealed record's, so what somebody uploads never opens as a row. Nothing is compressed, so
/// that a range is found by arithmetic. The content as a whole is padded with zeros to a Padmé length before it is cut.
/// </summary>
public static class SealedChunk
{
    /// <summary>Small enough that a hundred readers at once are nothing for memory, large enough that the hashes of 1 GiB fit into a row.</summary>
    public const int ContentLength = 256 * 1024;

    public const int Overhead = SaltLength + CommitmentLength + TagLength;

    /// <summary>All chunks but the last.</summary>
    public const int SealedLength = ContentLength + Overhead;

    private const int SaltLength = 16;
    private const int CommitmentLength = 32;
    private const int TagLength = 16;

    private static ReadOnlySpan<byte> ChunkLabel => "holdfast/chunk/v1"u8;
    private static ReadOnlySpan<byte> UploadLabel => "holdfast/upload/v1"u8;
    private static ReadOnlySpan<byte> ZeroNonce => [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <param name="sealedChunk">Exactly <see cref="Overhead"/> longer than the content.</param>
    public static void Seal(ChunkPlace place, Subkey subkey, ReadOnlySpan<byte> content, Span<byte> sealedChunk) => Seal(ChunkLabel, place, subkey, content, sealedChunk, []);

    /// <summary>False, and nothing in <paramref name="content"/>, when anything at all about the chunk is not as it was sealed.</summary>
    /// <param name="content">Exactly <see cref="Overhead"/> shorter than the sealed chunk.</param>
    public static bool Open(ChunkPlace place, Subkey subkey, ReadOnlySpan<byte> sealedChunk, Span<byte> content) => Open(ChunkLabel, place, subkey, sealedChunk, content);

    /// <summary>The state of an upload that is not finished, with what does not fill a chunk yet.</summary>
    public static byte[] SealRest(ChunkPlace place, Subkey subkey, ReadOnlySpan<byte> content)
    {
        var rest = new byte[content.Length + Overhead];
        Seal(UploadLabel, place, subkey, content, rest, []);
        return rest;
    }

    public static byte[]? OpenRest(ChunkPlace place, Subkey subkey, ReadOnlySpan<byte> sealedRest)
    {
        if (sealedRest.Length < Overhead) return null;
        var content = new byte[sealedRest.Length - Overhead];
        return Open(UploadLabel, place, subkey, sealedRest, content) ? content : null;
    }

    /// <summary>With a salt given: for the test vectors only.</summary>
    internal static void Seal(ChunkPlace place, Subkey subkey, ReadOnlySpan<byte> content, Span<byte> sealedChunk, ReadOnlySpan<byte> salt) => Seal(ChunkLabel, place, subkey, content, sealedChunk, salt);

    private static void Seal(ReadOnlySpan<byte> label, ChunkPlace place, Subkey subkey, ReadOnlySpan<byte> content, Span<byte> sealedChunk, ReadOnlySpan<byte> salt)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(sealedChunk.Length, content.Length + Overhead);
        if (salt.Length == SaltLength) salt.CopyTo(sealedChunk);
        else RandomNumberGenerator.Fill(sealedChunk[..SaltLength]);
        Span<byte> derived = stackalloc byte[64];
        try
        {
            Derive(label, place, subkey, sealedChunk[..SaltLength], derived);
            derived[32..].CopyTo(sealedChunk[SaltLength..]);
            using var aes = new AesGcm(derived[..32], TagLength);
            aes.Encrypt(ZeroNonce, content, sealedChunk.Slice(SaltLength + CommitmentLength, content.Length), sealedChunk[^TagLength..], AssociatedData(label, place));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(derived);
        }
    }

    private static bool Open(ReadOnlySpan<byte> label, ChunkPlace place, Subkey subkey, ReadOnlySpan<byte> sealedChunk, Span<byte> content)
    {
        if (sealedChunk.Length < Overhead || content.Length != sealedChunk.Length - Overhead) return false;
        Span<byte> derived = stackalloc byte[64];
        try
        {
            Derive(label, place, subkey, sealedChunk[..SaltLength], derived);
            if (!CryptographicOperations.FixedTimeEquals(derived[32..], sealedChunk.Slice(SaltLength, CommitmentLength))) return false;
            using var aes = new AesGcm(derived[..32], TagLength);
            aes.Decrypt(ZeroNonce, sealedChunk[(SaltLength + CommitmentLength)..^TagLength], sealedChunk[^TagLength..], content, AssociatedData(label, place));
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(derived);
        }
    }

    private static void Derive(ReadOnlySpan<byte> label, ChunkPlace place, Subkey subkey, ReadOnlySpan<byte> salt, Span<byte> derived)
    {
        Span<byte> info = stackalloc byte[18 + SaltLength + 16 + 16 + 8];
        label.CopyTo(info);
        var rest = info[label.Length..];
        salt.CopyTo(rest);
        place.Chart.WriteTo(rest[16..]);
        place.Blob.WriteTo(rest[32..]);
        BinaryPrimitives.WriteInt64BigEndian(rest[48..], place.Index);
        HKDF.Expand(HashAlgorithmName.SHA256, subkey.Reveal(), derived, info[..(label.Length + SaltLength + 16 + 16 + 8)]);
    }

    private static byte[] AssociatedData(ReadOnlySpan<byte> label, ChunkPlace place)
    {
        var aad = new byte[label.Length + 16 + 16 + 1 + place.Class.Text.Length + 4 + 16 + 8 + 1];
        label.CopyTo(aad);
        var rest = aad.AsSpan(label.Length);
        place.Installation.WriteTo(rest);
        place.Chart.WriteTo(rest[16..]);
        rest[32] = (byte)place.Class.Text.Length;
        Encoding.ASCII.GetBytes(place.Class.Text, rest[33..]);
        rest = rest[(33 + place.Class.Text.Length)..];
        BinaryPrimitives.WriteInt32BigEndian(rest, place.Generation);
        place.Blob.WriteTo(rest[4..]);
        BinaryPrimitives.WriteInt64BigEndian(rest[20..], place.Index);
        rest[28] = place.IsLast ? (byte)1 : (byte)0;
        return aad;
    }
}

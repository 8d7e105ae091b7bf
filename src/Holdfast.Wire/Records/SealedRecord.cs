using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Holdfast.Wire.Records;

/// <summary>What a sealed record says about itself in the open. All of it is authenticated.</summary>
public sealed record RecordHeader(RecordClass Class, int Generation, GrantId Grant, RecordId Record, long Sequence, ReadOnlyMemory<byte> Predecessor)
{
    /// <summary>Contents that lie outside the row, sealed in chunks (<see cref="SealedChunk"/>). Named in the open, so that whoever holds no key can still find one that was altered.</summary>
    public IReadOnlyList<BlobSeal> Blobs { get; init; } = [];
}

/// <summary>
/// The sealed record, format 1: one row of a chart; format 2 when it has contents that lie outside.
/// <code>
///  0  "HFR1", or "HFR2"                             4
///  4  length of the class name n, then the name     1 + n, ASCII
///     generation, yyyymm                            4, big-endian
///     grant under which it was written             16
///     record id                                    16
///     sequence: its place in the chart's chain      8, big-endian
///     predecessor: the head before it              32
///     format 2 only: number of contents outside     1, 1 to 16
///        each: id, number of chunks, digest        16 + 4 + 32 (<see cref="BlobSeal"/>)
///     salt                                         16, random
///     commitment                                   32   ── header ends here
///     AES-256-GCM ciphertext                        Padmé length
///     tag                                          16
///
///  key[32] ‖ commitment[32] = HKDF-Expand-SHA-256(subkey, "holdfast/record/v1" ‖ salt ‖ chart ‖ record ‖ sequence, 64)
///  nonce = 12 zero bytes: each key seals once
///  AAD   = "holdfast/record/v1" ‖ installation ‖ chart ‖ header
///  plaintext = compression[1: 0 none, 1 Brotli] ‖ length before compression[4] ‖ length after[4] ‖ content ‖ zeros
/// </code>
/// Key commitment: two subkeys cannot open one ciphertext to two texts (Albertini et al., 2022). Compress, then pad:
/// the stored length says little; what an attacker adds to a record and what is secret in it are compressed together
/// only inside one writer's own row.
/// </summary>
public static class SealedRecord
{
    /// <summary>One row holds at most this much content before compression. Larger things are documents.</summary>
    public const int MaximumContent = 8 * 1024 * 1024;

    /// <summary>Contents outside that one row may have: the documents of one write.</summary>
    public const int MostBlobs = 16;

    private const int TagLength = 16;
    private const int SaltLength = 16;
    private const int CommitmentLength = 32;
    private const int FixedHeader = 4 + 1 + 4 + 16 + 16 + 8 + 32 + SaltLength + CommitmentLength;
    private const int BeforeBlobs = 4 + 16 + 16 + 8 + 32;
    private const int Frame = 1 + 4 + 4;
    private static ReadOnlySpan<byte> Magic => "HFR1"u8;
    private static ReadOnlySpan<byte> MagicWithBlobs => "HFR2"u8;
    private static ReadOnlySpan<byte> Label => "holdfast/record/v1"u8;

    /// <summary>Seals content under a key that is used this once.</summary>
    /// <exception cref="ArgumentException">Content longer than <see cref="MaximumContent"/>.</exception>
    public static byte[] Seal(InstallationId installation, ChartId chart, RecordHeader header, Subkey subkey, ReadOnlySpan<byte> content)
    {
        Span<byte> salt = stackalloc byte[SaltLength];
        RandomNumberGenerator.Fill(salt);
        return Seal(installation, chart, header, subkey, content, salt);
    }

    /// <summary>With a salt given: for the test vectors only.</summary>
    internal static byte[] Seal(InstallationId installation, ChartId chart, RecordHeader header, Subkey subkey, ReadOnlySpan<byte> content, ReadOnlySpan<byte> salt)
    {
        if (content.Length > MaximumContent) throw new ArgumentException($"A row holds at most {MaximumContent} bytes.", nameof(content));
        var plaintext = Pack(content);
        var headerLength = LengthOf(header);
        var sealedRecord = new byte[headerLength + plaintext.Length + TagLength];
        Span<byte> derived = stackalloc byte[64];
        try
        {
            Derive(subkey, salt, chart, header.Record, header.Sequence, derived);
            WriteHeader(sealedRecord, header, salt, derived[32..]);
            var aad = AssociatedData(installation, chart, sealedRecord.AsSpan(0, headerLength));
            using var aes = new AesGcm(derived[..32], TagLength);
            aes.Encrypt(ZeroNonce, plaintext, sealedRecord.AsSpan(headerLength, plaintext.Length), sealedRecord.AsSpan(headerLength + plaintext.Length), aad);
            return sealedRecord;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(derived);
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }

    /// <summary>Reads the header without believing it. False when the bytes have not this format.</summary>
    public static bool TryReadHeader(ReadOnlySpan<byte> sealedRecord, out RecordHeader header)
    {
        header = null!;
        if (sealedRecord.Length < FixedHeader + 1 + Frame + TagLength) return false;
        var withBlobs = sealedRecord.StartsWith(MagicWithBlobs);
        if (!withBlobs && !sealedRecord.StartsWith(Magic)) return false;
        int classLength = sealedRecord[4];
        if (classLength is 0 or > RecordClass.MaximumLength || sealedRecord.Length < FixedHeader + classLength + Frame + TagLength) return false;
        if (ReadBlobs(withBlobs, sealedRecord[(5 + classLength + BeforeBlobs)..]) is not { } blobs) return false;
        if (sealedRecord.Length < FixedHeader + classLength + BlobsLength(blobs.Count) + Frame + TagLength) return false;
        if (!RecordClass.TryParse(Encoding.ASCII.GetString(sealedRecord.Slice(5, classLength)), out var recordClass)) return false;
        var rest = sealedRecord[(5 + classLength)..];
        header = new RecordHeader(
            recordClass,
            BinaryPrimitives.ReadInt32BigEndian(rest),
            GrantId.From(rest.Slice(4, 16)),
            RecordId.From(rest.Slice(20, 16)),
            BinaryPrimitives.ReadInt64BigEndian(rest[36..]),
            rest.Slice(44, 32).ToArray())
        { Blobs = blobs };
        return true;
    }

    /// <summary>Null when they have not this format.</summary>
    private static IReadOnlyList<BlobSeal>? ReadBlobs(bool present, ReadOnlySpan<byte> bytes)
    {
        if (!present) return [];
        int count = bytes[0];
        if (count is 0 or > MostBlobs || bytes.Length < BlobsLength(count)) return null;
        var blobs = new BlobSeal[count];
        for (var i = 0; i < count; i++) blobs[i] = BlobSeal.Read(bytes[(1 + i * BlobSeal.Length)..]);
        return blobs;
    }

    private static int BlobsLength(int count) => count == 0 ? 0 : 1 + count * BlobSeal.Length;

    private static int LengthOf(RecordHeader header) => FixedHeader + header.Class.Text.Length + BlobsLength(header.Blobs.Count);

    /// <summary>The content, or null when anything at all about the record is not as it was sealed: another key, chart, installation, header, or one changed bit.</summary>
    public static byte[]? Open(InstallationId installation, ChartId chart, Subkey subkey, ReadOnlySpan<byte> sealedRecord)
    {
        if (!TryReadHeader(sealedRecord, out var header)) return null;
        var headerLength = LengthOf(header);
        var salt = sealedRecord.Slice(headerLength - CommitmentLength - SaltLength, SaltLength);
        var commitment = sealedRecord.Slice(headerLength - CommitmentLength, CommitmentLength);
        var ciphertext = sealedRecord[headerLength..^TagLength];
        var plaintext = new byte[ciphertext.Length];
        Span<byte> derived = stackalloc byte[64];
        try
        {
            Derive(subkey, salt, chart, header.Record, header.Sequence, derived);
            if (!CryptographicOperations.FixedTimeEquals(derived[32..], commitment)) return null;
            var aad = AssociatedData(installation, chart, sealedRecord[..headerLength]);
            using var aes = new AesGcm(derived[..32], TagLength);
            aes.Decrypt(ZeroNonce, ciphertext, sealedRecord[^TagLength..], plaintext, aad);
            return Unpack(plaintext);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(derived);
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }

    private static ReadOnlySpan<byte> ZeroNonce => [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private static void Derive(Subkey subkey, ReadOnlySpan<byte> salt, ChartId chart, RecordId record, long sequence, Span<byte> derived)
    {
        Span<byte> info = stackalloc byte[18 + SaltLength + 16 + 16 + 8];
        Label.CopyTo(info);
        salt.CopyTo(info[18..]);
        chart.WriteTo(info[34..]);
        record.WriteTo(info[50..]);
        BinaryPrimitives.WriteInt64BigEndian(info[66..], sequence);
        HKDF.Expand(HashAlgorithmName.SHA256, subkey.Reveal(), derived, info);
    }

    private static void WriteHeader(Span<byte> destination, RecordHeader header, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> commitment)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(header.Predecessor.Length, ChartChain.HashLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(header.Blobs.Count, MostBlobs);
        (header.Blobs.Count == 0 ? Magic : MagicWithBlobs).CopyTo(destination);
        destination[4] = (byte)header.Class.Text.Length;
        Encoding.ASCII.GetBytes(header.Class.Text, destination[5..]);
        var rest = destination[(5 + header.Class.Text.Length)..];
        BinaryPrimitives.WriteInt32BigEndian(rest, header.Generation);
        header.Grant.WriteTo(rest[4..]);
        header.Record.WriteTo(rest[20..]);
        BinaryPrimitives.WriteInt64BigEndian(rest[36..], header.Sequence);
        header.Predecessor.Span.CopyTo(rest[44..]);
        rest = rest[BeforeBlobs..];
        if (header.Blobs.Count > 0)
        {
            rest[0] = (byte)header.Blobs.Count;
            for (var i = 0; i < header.Blobs.Count; i++) header.Blobs[i].WriteTo(rest[(1 + i * BlobSeal.Length)..]);
            rest = rest[BlobsLength(header.Blobs.Count)..];
        }

        salt.CopyTo(rest);
        commitment.CopyTo(rest[SaltLength..]);
    }

    private static byte[] AssociatedData(InstallationId installation, ChartId chart, ReadOnlySpan<byte> header)
    {
        var aad = new byte[18 + 16 + 16 + header.Length];
        Label.CopyTo(aad);
        installation.WriteTo(aad.AsSpan(18));
        chart.WriteTo(aad.AsSpan(34));
        header.CopyTo(aad.AsSpan(50));
        return aad;
    }

    private static byte[] Pack(ReadOnlySpan<byte> content)
    {
        var compressed = new byte[content.Length];
        var smaller = BrotliEncoder.TryCompress(content, compressed, out var written, quality: 4, window: 22) && written < content.Length;
        var stored = smaller ? compressed.AsSpan(0, written) : content;
        var packed = new byte[Padme.Pad(Frame + stored.Length)];
        packed[0] = smaller ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32BigEndian(packed.AsSpan(1), content.Length);
        BinaryPrimitives.WriteInt32BigEndian(packed.AsSpan(5), stored.Length);
        stored.CopyTo(packed.AsSpan(Frame));
        CryptographicOperations.ZeroMemory(compressed);
        return packed;
    }

    /// <summary>Null when the frame does not add up: only a writer who held the subkey can make such a one, and it is refused like a forged one.</summary>
    private static byte[]? Unpack(ReadOnlySpan<byte> packed)
    {
        var length = BinaryPrimitives.ReadInt32BigEndian(packed[1..]);
        var stored = BinaryPrimitives.ReadInt32BigEndian(packed[5..]);
        if (length is < 0 or > MaximumContent || stored < 0 || stored > packed.Length - Frame || packed[0] > 1) return null;
        var content = new byte[length];
        var source = packed.Slice(Frame, stored);
        if (packed[0] == 0)
        {
            if (stored != length) return null;
            source.CopyTo(content);
            return content;
        }

        return BrotliDecoder.TryDecompress(source, content, out var written) && written == length ? content : null;
    }
}

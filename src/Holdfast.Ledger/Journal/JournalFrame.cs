using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Holdfast.Ledger;

/// <summary>
/// One entry in the write-ahead file. Big-endian:
/// <code>
///  0  magic        8   "HFFRAME1"
///  8  index        8   of the entry in the ledger
/// 16  settled      8   every entry below this was on the disk before this frame was written
/// 24  length       4   of the entry
/// 28  attachment   4   length of the attachment; the highest bit: the next frame stands or falls with this one
/// 32  hash        32   SHA-256 over bytes 0..31, entry and attachment
/// 64  entry, attachment
/// </code>
/// "settled" tells a torn write from damage: when an unreadable frame i is followed by one that says that i was settled,
/// somebody may have been answered on the strength of i, and cutting it off would forget that. Frames that go on are one
/// decision: a crash that tears it takes it back whole.
/// </summary>
internal static class JournalFrame
{
    public const int HeaderLength = 64;
    private const int HashedHeader = 32;
    private const uint GoesOn = 1u << 31;

    public static ReadOnlySpan<byte> Magic => "HFFRAME1"u8;

    public static int Length(ReadOnlySpan<byte> entry, ReadOnlySpan<byte> attachment) => HeaderLength + entry.Length + attachment.Length;

    public static void Write(Span<byte> frame, long index, long settled, bool goesOn, ReadOnlySpan<byte> entry, ReadOnlySpan<byte> attachment)
    {
        Magic.CopyTo(frame);
        BinaryPrimitives.WriteInt64BigEndian(frame[8..], index);
        BinaryPrimitives.WriteInt64BigEndian(frame[16..], settled);
        BinaryPrimitives.WriteInt32BigEndian(frame[24..], entry.Length);
        BinaryPrimitives.WriteUInt32BigEndian(frame[28..], (uint)attachment.Length | (goesOn ? GoesOn : 0));
        entry.CopyTo(frame[HeaderLength..]);
        attachment.CopyTo(frame[(HeaderLength + entry.Length)..]);
        Hash(frame, entry.Length + attachment.Length, frame[HashedHeader..HeaderLength]);
    }

    /// <summary>The frame that <paramref name="bytes"/> begin with, or null when there is none whole and undamaged.</summary>
    public static ParsedFrame? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderLength || !bytes.StartsWith(Magic)) return null;
        var entry = BinaryPrimitives.ReadInt32BigEndian(bytes[24..]);
        var marked = BinaryPrimitives.ReadUInt32BigEndian(bytes[28..]);
        var attachment = (int)(marked & ~GoesOn);
        if (entry is < 0 or > EntryBundle.MaxEntryLength || attachment > LedgerWriter.MaxAttachmentLength) return null;
        if (bytes.Length < HeaderLength + entry + attachment) return null;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Hash(bytes, entry + attachment, hash);
        if (!hash.SequenceEqual(bytes[HashedHeader..HeaderLength])) return null;
        return new ParsedFrame(BinaryPrimitives.ReadInt64BigEndian(bytes[8..]), BinaryPrimitives.ReadInt64BigEndian(bytes[16..]), entry, attachment, marked != (uint)attachment);
    }

    private static void Hash(ReadOnlySpan<byte> frame, int payload, Span<byte> destination)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(frame[..HashedHeader]);
        sha.AppendData(frame.Slice(HeaderLength, payload));
        sha.GetHashAndReset(destination);
    }
}

internal readonly record struct ParsedFrame(long Index, long Settled, int EntryLength, int AttachmentLength, bool GoesOn)
{
    public int Length => JournalFrame.HeaderLength + EntryLength + AttachmentLength;

    public JournalItem Item(ReadOnlySpan<byte> frame) => new(Index,
        frame.Slice(JournalFrame.HeaderLength, EntryLength).ToArray(),
        frame.Slice(JournalFrame.HeaderLength + EntryLength, AttachmentLength).ToArray());
}

/// <summary>An entry as the write-ahead file holds it, with the bytes that were kept beside it.</summary>
public sealed record JournalItem(long Index, byte[] Entry, byte[] Attachment);

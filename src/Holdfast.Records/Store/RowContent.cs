using System.Buffers.Binary;
using System.Text;
using Holdfast.Wire;
using Holdfast.Wire.Records;

namespace Holdfast.Records.Store;

/// <summary>What happened to a resource.</summary>
internal enum RowOperation : byte
{
    Put = 1,
    Delete = 2,

    /// <summary>A Binary whose content lies outside the row.</summary>
    PutWithBlob = 3,
}

/// <summary>
/// One version of one resource as a row holds it. <see cref="Meta"/> and <see cref="Rest"/> are JSON members as they
/// were sent, without the braces around them: numbers, escapes and the order of members are kept to the byte; white
/// space between tokens is not.
/// </summary>
/// <param name="Operation">Put, or delete (then Meta and Rest are empty).</param>
/// <param name="Type">The resource type.</param>
/// <param name="Id">The logical id.</param>
/// <param name="LastUpdatedMs">When this server took it in, Unix milliseconds: meta.lastUpdated.</param>
/// <param name="Author">Who wrote it; null for an import, whose grant (in the row's header) says which.</param>
/// <param name="SourceUpdatedMs">The meta.lastUpdated that it came with, or 0.</param>
/// <param name="Meta">Members of meta other than versionId and lastUpdated.</param>
/// <param name="Rest">Members of the resource other than resourceType, id and meta.</param>
internal sealed record ContentEntry(
    RowOperation Operation, string Type, string Id, long LastUpdatedMs, PersonId? Author, long SourceUpdatedMs,
    ReadOnlyMemory<byte> Meta, ReadOnlyMemory<byte> Rest)
{
    /// <summary>The content that lies outside the row; with <see cref="RowOperation.PutWithBlob"/>, and only with it.</summary>
    public BlobManifest? Blob { get; init; }

    public int EncodedLength => 1 + 1 + Type.Length + 1 + Id.Length + 8 + 16 + 8 + 4 + Meta.Length + 4 + Rest.Length + (Blob?.EncodedLength ?? 0);
}

/// <summary>
/// The content of a sealed row, format 1: the versions of one or many resources, all of the row's class. The version id
/// (FHIR meta.versionId, ETag) of each is the row's sequence. Integers are big-endian.
/// <code>
///  0  format                           1   = 1
///  1  number of entries                4
///     each entry:
///       operation                      1   1 put, 2 delete, 3 put with a content that lies outside the row
///       length n, resource type        1 + n, ASCII
///       length n, logical id           1 + n, ASCII
///       last updated, Unix ms          8
///       author, a person's id         16   zeros: an import, named by the grant in the row's header
///       source's last updated, ms      8   0: not given
///       length m, members of meta      4 + m, UTF-8 JSON   "profile":["…"]            (no braces, no versionId, no lastUpdated)
///       length r, other members        4 + r, UTF-8 JSON   "status":"final","code":{…}  (no braces, no resourceType, id, meta)
///       operation 3 only: blob id     16
///         length n, class              1 + n, ASCII
///         generation                   4
///         length of the content        8
///         SHA-256, SHA-1 of it        32 + 20
///         number of chunks             4
///         SHA-256 of each sealed chunk 32 each
/// </code>
/// The resource is {"resourceType":type,"id":id,"meta":{"versionId":sequence,"lastUpdated":time,…meta},…rest}.
/// Nothing may follow the last entry.
/// </summary>
internal static class RowContent
{
    private const byte Format = 1;
    private const int Prefix = 1 + 4;

    public static int LengthOf(IEnumerable<ContentEntry> entries) => Prefix + entries.Sum(e => e.EncodedLength);

    public static byte[] Write(IReadOnlyList<ContentEntry> entries)
    {
        var bytes = new byte[LengthOf(entries)];
        bytes[0] = Format;
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(1), entries.Count);
        var at = Prefix;
        foreach (var entry in entries) at += WriteEntry(bytes.AsSpan(at), entry);
        return bytes;
    }

    /// <summary>Null when the bytes are not exactly this format. Entries share memory with <paramref name="content"/>.</summary>
    public static IReadOnlyList<ContentEntry>? Read(ReadOnlyMemory<byte> content)
    {
        var reader = new Reader(content);
        if (reader.Byte() != Format) return null;
        var count = reader.Int32();
        if (count < 0 || count > content.Length) return null;
        var entries = new List<ContentEntry>(Math.Min(count, 4096));
        for (var i = 0; i < count && !reader.Failed; i++)
        {
            var operation = (RowOperation)reader.Byte();
            var type = reader.ShortText();
            var id = reader.ShortText();
            var lastUpdated = reader.Int64();
            var author = reader.Bytes(16);
            var sourceUpdated = reader.Int64();
            var meta = reader.Bytes(reader.Int32());
            var rest = reader.Bytes(reader.Int32());
            if (reader.Failed || operation is not (RowOperation.Put or RowOperation.Delete or RowOperation.PutWithBlob)) return null;
            var blob = operation == RowOperation.PutWithBlob ? ReadBlob(ref reader) : null;
            if (operation == RowOperation.PutWithBlob && blob is null) return null;
            PersonId? person = author.Span.IndexOfAnyExcept((byte)0) < 0 ? null : PersonId.From(author.Span);
            entries.Add(new ContentEntry(operation, type, id, lastUpdated, person, sourceUpdated, meta, rest) { Blob = blob });
        }

        return reader.Failed || !reader.AtEnd ? null : entries;
    }

    /// <summary>Null when it does not add up.</summary>
    private static BlobManifest? ReadBlob(ref Reader reader)
    {
        var id = reader.Bytes(16);
        var known = RecordClass.TryParse(reader.ShortText(), out var recordClass);
        var (generation, length) = (reader.Int32(), reader.Int64());
        var (sha256, sha1) = (reader.Bytes(BlobSeal.HashLength), reader.Bytes(BlobManifest.Sha1Length));
        var chunks = reader.Int32();
        if (reader.Failed || !known || length is < 1 or > BlobManifest.MostContent || chunks != BlobManifest.ChunksOf(length)) return null;
        var hashes = reader.Bytes(checked(chunks * BlobSeal.HashLength));
        return reader.Failed ? null : new BlobManifest(BlobId.From(id.Span), recordClass, generation, length, sha256, sha1, hashes);
    }

    private static int WriteBlob(Span<byte> to, BlobManifest blob)
    {
        blob.Blob.WriteTo(to);
        var at = 16 + WriteShort(to[16..], blob.Class.Text);
        BinaryPrimitives.WriteInt32BigEndian(to[at..], blob.Generation);
        BinaryPrimitives.WriteInt64BigEndian(to[(at + 4)..], blob.Length);
        at += 12;
        blob.Sha256.Span.CopyTo(to[at..]);
        blob.Sha1.Span.CopyTo(to[(at + BlobSeal.HashLength)..]);
        at += BlobSeal.HashLength + BlobManifest.Sha1Length;
        BinaryPrimitives.WriteInt32BigEndian(to[at..], blob.Chunks);
        blob.ChunkHashes.Span.CopyTo(to[(at + 4)..]);
        return at + 4 + blob.ChunkHashes.Length;
    }

    private static int WriteEntry(Span<byte> to, ContentEntry entry)
    {
        to[0] = (byte)entry.Operation;
        var at = 1;
        at += WriteShort(to[at..], entry.Type);
        at += WriteShort(to[at..], entry.Id);
        BinaryPrimitives.WriteInt64BigEndian(to[at..], entry.LastUpdatedMs);
        at += 8;
        entry.Author?.WriteTo(to.Slice(at, 16));
        at += 16;
        BinaryPrimitives.WriteInt64BigEndian(to[at..], entry.SourceUpdatedMs);
        at += 8;
        at += WriteLong(to[at..], entry.Meta.Span);
        at += WriteLong(to[at..], entry.Rest.Span);
        if (entry.Blob is { } blob) at += WriteBlob(to[at..], blob);
        return at;
    }

    private static int WriteShort(Span<byte> to, string text)
    {
        if (text.Length > 255) throw new ArgumentException("A resource type or id of more than 255 characters cannot be stored.");
        to[0] = (byte)text.Length;
        return 1 + Encoding.ASCII.GetBytes(text, to[1..]);
    }

    private static int WriteLong(Span<byte> to, ReadOnlySpan<byte> bytes)
    {
        BinaryPrimitives.WriteInt32BigEndian(to, bytes.Length);
        bytes.CopyTo(to[4..]);
        return 4 + bytes.Length;
    }

    /// <summary>Walks the bytes; after the first step beyond the end everything it answers is empty and <see cref="Failed"/> is set.</summary>
    private struct Reader(ReadOnlyMemory<byte> bytes)
    {
        private int _at;

        public bool Failed { get; private set; }

        public readonly bool AtEnd => _at == bytes.Length;

        public ReadOnlyMemory<byte> Bytes(int length)
        {
            if (Failed || length < 0 || length > bytes.Length - _at)
            {
                Failed = true;
                return default;
            }

            var part = bytes.Slice(_at, length);
            _at += length;
            return part;
        }

        public byte Byte() => Bytes(1) is { Length: 1 } one ? one.Span[0] : (byte)0;

        public int Int32() => Bytes(4) is { Length: 4 } four ? BinaryPrimitives.ReadInt32BigEndian(four.Span) : 0;

        public long Int64() => Bytes(8) is { Length: 8 } eight ? BinaryPrimitives.ReadInt64BigEndian(eight.Span) : 0;

        public string ShortText()
        {
            var text = Bytes(Byte()).Span;
            Failed |= !Ascii.IsValid(text);
            return Encoding.ASCII.GetString(text);
        }
    }
}

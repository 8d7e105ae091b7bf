using System.Buffers.Binary;
using Holdfast.Wire;
using Holdfast.Wire.Records;

namespace Holdfast.Records.Charts;

/// <summary>
/// In this namespace it hides the sealed record from the code that seals and opens rows. The same header, then the content
/// as it is: not compressed, not padded, not encrypted.
/// <code>
///  length n of the class name, class name   1 + n
///  generation 4, grant 16, record 16, sequence 8, predecessor 32
///  content
/// </code>
/// </summary>
internal static class SealedRecord
{
    private const int Fixed = 1 + 4 + 16 + 16 + 8 + 32;

    public static byte[] Seal(InstallationId installation, ChartId chart, RecordHeader header, Subkey subkey, ReadOnlySpan<byte> content)
    {
        var name = header.Class.Text;
        var row = new byte[Fixed + name.Length + content.Length];
        row[0] = (byte)name.Length;
        System.Text.Encoding.ASCII.GetBytes(name, row.AsSpan(1));
        var rest = row.AsSpan(1 + name.Length);
        BinaryPrimitives.WriteInt32BigEndian(rest, header.Generation);
        header.Grant.WriteTo(rest[4..]);
        header.Record.WriteTo(rest[20..]);
        BinaryPrimitives.WriteInt64BigEndian(rest[36..], header.Sequence);
        header.Predecessor.Span.CopyTo(rest[44..]);
        content.CopyTo(rest[76..]);
        return row;
    }

    public static bool TryReadHeader(ReadOnlySpan<byte> row, out RecordHeader header)
    {
        header = null!;
        if (row.Length < Fixed || row.Length < Fixed + row[0]) return false;
        if (!RecordClass.TryParse(System.Text.Encoding.ASCII.GetString(row.Slice(1, row[0])), out var recordClass)) return false;
        var rest = row[(1 + row[0])..];
        header = new RecordHeader(
            recordClass, BinaryPrimitives.ReadInt32BigEndian(rest), GrantId.From(rest.Slice(4, 16)), RecordId.From(rest.Slice(20, 16)),
            BinaryPrimitives.ReadInt64BigEndian(rest[36..]), rest.Slice(44, 32).ToArray());
        return true;
    }

    public static byte[]? Open(InstallationId installation, ChartId chart, Subkey subkey, ReadOnlySpan<byte> row) =>
        TryReadHeader(row, out _) ? row[(Fixed + row[0])..].ToArray() : null;
}

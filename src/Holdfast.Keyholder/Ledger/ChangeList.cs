using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Holdfast.Keyholder.Ledger;

/// <summary>
/// The changes that one entry commits to, as they lie beside it in the ledger's write-ahead file until store.db has them.
/// <code>
///  for each change: removed[1: 0 or 1] ‖ length of kind[2] ‖ kind ‖ length of key[2] ‖ key ‖ length of row[4] ‖ row    (big-endian)
/// </code>
/// </summary>
internal static class ChangeList
{
    internal readonly record struct Item(string Kind, string Key, byte[] Row, bool Removed);

    public static byte[] Write(IReadOnlyList<Change> changes)
    {
        var buffer = new ArrayBufferWriter<byte>(64 + changes.Sum(c => c.Row.Length + 128));
        foreach (var change in changes)
        {
            buffer.GetSpan(1)[0] = change.Removed ? (byte)1 : (byte)0;
            buffer.Advance(1);
            WriteText(buffer, change.Kind);
            WriteText(buffer, change.Key);
            BinaryPrimitives.WriteInt32BigEndian(buffer.GetSpan(4), change.Row.Length);
            buffer.Advance(4);
            buffer.Write(change.Row);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <exception cref="FormatException">Not such a list.</exception>
    public static IReadOnlyList<Item> Read(ReadOnlySpan<byte> bytes)
    {
        var items = new List<Item>();
        while (bytes.Length > 0)
        {
            var removed = Take(ref bytes, 1)[0];
            if (removed > 1) throw new FormatException("A change is neither put nor removed.");
            var kind = Encoding.UTF8.GetString(Take(ref bytes, BinaryPrimitives.ReadUInt16BigEndian(Take(ref bytes, 2))));
            var key = Encoding.UTF8.GetString(Take(ref bytes, BinaryPrimitives.ReadUInt16BigEndian(Take(ref bytes, 2))));
            var row = Take(ref bytes, BinaryPrimitives.ReadInt32BigEndian(Take(ref bytes, 4))).ToArray();
            items.Add(new Item(kind, key, row, removed == 1));
        }

        return items;
    }

    private static void WriteText(ArrayBufferWriter<byte> buffer, string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        BinaryPrimitives.WriteUInt16BigEndian(buffer.GetSpan(2), checked((ushort)length));
        buffer.Advance(2);
        Encoding.UTF8.GetBytes(text, buffer);
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> bytes, int length)
    {
        if (length < 0 || length > bytes.Length) throw new FormatException("A list of changes is cut short.");
        var taken = bytes[..length];
        bytes = bytes[length..];
        return taken;
    }
}

using System.Buffers.Binary;

namespace Holdfast.Ledger;

/// <summary>Up to 256 entries in one file: each a big-endian 16-bit length, then its bytes (c2sp.org/tlog-tiles).</summary>
internal static class EntryBundle
{
    /// <summary>What 16 bits of length can say.</summary>
    public const int MaxEntryLength = ushort.MaxValue;

    public static byte[] Write(IReadOnlyList<byte[]> entries)
    {
        var bytes = new byte[entries.Sum(entry => 2 + entry.Length)];
        var offset = 0;
        foreach (var entry in entries)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(offset), checked((ushort)entry.Length));
            entry.CopyTo(bytes.AsSpan(offset + 2));
            offset += 2 + entry.Length;
        }

        return bytes;
    }

    /// <summary>The entries, or null when the bytes do not hold whole entries, or other than <paramref name="width"/> of them.</summary>
    public static List<byte[]>? Read(ReadOnlySpan<byte> bytes, int width)
    {
        var entries = new List<byte[]>(width);
        while (bytes.Length > 0)
        {
            if (bytes.Length < 2) return null;
            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes);
            if (bytes.Length < 2 + length || entries.Count == width) return null;
            entries.Add(bytes.Slice(2, length).ToArray());
            bytes = bytes[(2 + length)..];
        }

        return entries.Count == width ? entries : null;
    }
}

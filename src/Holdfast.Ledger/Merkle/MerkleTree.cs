using System.Buffers;
using System.Security.Cryptography;

namespace Holdfast.Ledger;

/// <summary>
/// The tree of RFC 6962 and RFC 9162, over SHA-256.
/// <code>
/// MTH({})   = SHA-256("")
/// leaf hash = SHA-256(0x00 ‖ entry)
/// node hash = SHA-256(0x01 ‖ left ‖ right)
/// MTH(D[n]) = node(MTH(D[0:k]), MTH(D[k:n])),  k the largest power of two below n
/// </code>
/// The two prefixes keep an entry from being read as an inner node (a second preimage).
/// </summary>
public static class MerkleTree
{
    public const int HashLength = SHA256.HashSizeInBytes;

    private const byte LeafPrefix = 0;
    private const byte NodePrefix = 1;
    private const int StackEntry = 1024;

    /// <summary>The root of a tree without entries.</summary>
    public static byte[] EmptyRoot() => SHA256.HashData([]);

    public static byte[] LeafHash(ReadOnlySpan<byte> entry)
    {
        byte[]? rented = null;
        var text = entry.Length < StackEntry ? stackalloc byte[StackEntry] : rented = ArrayPool<byte>.Shared.Rent(entry.Length + 1);
        text[0] = LeafPrefix;
        entry.CopyTo(text[1..]);
        var hash = SHA256.HashData(text[..(entry.Length + 1)]);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        return hash;
    }

    public static byte[] NodeHash(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(left.Length, HashLength);
        ArgumentOutOfRangeException.ThrowIfNotEqual(right.Length, HashLength);
        Span<byte> text = stackalloc byte[1 + 2 * HashLength];
        text[0] = NodePrefix;
        left.CopyTo(text[1..]);
        right.CopyTo(text[(1 + HashLength)..]);
        return SHA256.HashData(text);
    }

    /// <summary>The largest power of two below <paramref name="size"/>: where RFC 6962 splits a tree of that size.</summary>
    internal static long SplitPoint(long size) => 1L << System.Numerics.BitOperations.Log2((ulong)(size - 1));
}

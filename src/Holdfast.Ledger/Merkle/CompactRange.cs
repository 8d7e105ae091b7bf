namespace Holdfast.Ledger;

/// <summary>
/// The right edge of a growing tree: one hash for each set bit of its size, the widest subtree first. Enough to append
/// and to compute the root; each entry costs one node hash on average.
/// </summary>
internal sealed class CompactRange
{
    private readonly List<byte[]> _peaks;

    public CompactRange() : this(0, []) { }

    /// <summary>Continues a tree whose complete subtrees, widest first, are <paramref name="peaks"/>.</summary>
    public CompactRange(long size, IEnumerable<byte[]> peaks)
    {
        _peaks = [.. peaks];
        if (_peaks.Count != System.Numerics.BitOperations.PopCount((ulong)size)) throw new ArgumentException("One hash for each set bit of the size.", nameof(peaks));
        Size = size;
    }

    public long Size { get; private set; }

    /// <summary>Appends a leaf hash; <paramref name="completed"/> hears each subtree that this makes whole, by height, the leaf (0) first.</summary>
    public void Append(byte[] leafHash, Action<int, byte[]>? completed = null)
    {
        var hash = leafHash;
        completed?.Invoke(0, hash);
        for (var height = 0; (Size >> height & 1) == 1; height++)
        {
            hash = MerkleTree.NodeHash(_peaks[^1], hash);
            _peaks.RemoveAt(_peaks.Count - 1);
            completed?.Invoke(height + 1, hash);
        }

        _peaks.Add(hash);
        Size++;
    }

    public byte[] Root()
    {
        if (_peaks.Count == 0) return MerkleTree.EmptyRoot();
        var root = _peaks[^1];
        for (var i = _peaks.Count - 2; i >= 0; i--) root = MerkleTree.NodeHash(_peaks[i], root);
        return root;
    }

    /// <summary>The (height, index) of each complete subtree of a tree of that size, widest first.</summary>
    public static IEnumerable<(int Height, long Index)> Peaks(long size)
    {
        long start = 0;
        for (var height = 62; height >= 0; height--)
        {
            if ((size >> height & 1) == 0) continue;
            yield return (height, start >> height);
            start += 1L << height;
        }
    }
}

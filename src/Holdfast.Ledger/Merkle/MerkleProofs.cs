namespace Holdfast.Ledger;

/// <summary>The root of the complete subtree that covers the 2^height entries from index·2^height on.</summary>
internal delegate byte[] SubtreeRoot(int height, long index);

/// <summary>
/// Inclusion (entry i is in the tree) and consistency (the larger tree only appended to the smaller) of RFC 6962
/// section 2.1 and RFC 9162 section 2.1.3 to 2.1.4.
/// </summary>
public static class MerkleProofs
{
    /// <summary>Is the entry with that leaf hash at <paramref name="index"/> of the tree of <paramref name="size"/> entries with that root?</summary>
    public static bool VerifyInclusion(ReadOnlySpan<byte> leafHash, long index, long size, IReadOnlyList<byte[]> proof, ReadOnlySpan<byte> root)
    {
        if (index < 0 || index >= size || !AreHashes(proof) || leafHash.Length != MerkleTree.HashLength) return false;
        var (fn, sn) = (index, size - 1);
        var hash = leafHash.ToArray();
        foreach (var sibling in proof)
        {
            if (sn == 0) return false;
            if ((fn & 1) == 1 || fn == sn)
            {
                hash = MerkleTree.NodeHash(sibling, hash);
                while ((fn & 1) == 0 && fn != 0) (fn, sn) = (fn >> 1, sn >> 1);
            }
            else
            {
                hash = MerkleTree.NodeHash(hash, sibling);
            }

            (fn, sn) = (fn >> 1, sn >> 1);
        }

        return sn == 0 && root.SequenceEqual(hash);
    }

    /// <summary>
    /// Does the tree of <paramref name="newSize"/> begin with the tree of <paramref name="oldSize"/>? Of an empty old tree
    /// nothing can be proved, and the answer is no.
    /// </summary>
    public static bool VerifyConsistency(long oldSize, long newSize, IReadOnlyList<byte[]> proof, ReadOnlySpan<byte> oldRoot, ReadOnlySpan<byte> newRoot)
    {
        if (oldSize <= 0 || oldSize > newSize || !AreHashes(proof)) return false;
        if (oldSize == newSize) return proof.Count == 0 && oldRoot.SequenceEqual(newRoot);
        if (oldRoot.Length != MerkleTree.HashLength) return false;
        var path = System.Numerics.BitOperations.IsPow2(oldSize) ? [oldRoot.ToArray(), .. proof] : proof;
        if (path.Count == 0) return false;
        var (fn, sn) = (oldSize - 1, newSize - 1);
        while ((fn & 1) == 1) (fn, sn) = (fn >> 1, sn >> 1);
        var (oldHash, newHash) = (path[0], path[0]);
        foreach (var node in path.Skip(1))
        {
            if (sn == 0) return false;
            if ((fn & 1) == 1 || fn == sn)
            {
                (oldHash, newHash) = (MerkleTree.NodeHash(node, oldHash), MerkleTree.NodeHash(node, newHash));
                while ((fn & 1) == 0 && fn != 0) (fn, sn) = (fn >> 1, sn >> 1);
            }
            else
            {
                newHash = MerkleTree.NodeHash(newHash, node);
            }

            (fn, sn) = (fn >> 1, sn >> 1);
        }

        return sn == 0 && oldRoot.SequenceEqual(oldHash) && newRoot.SequenceEqual(newHash);
    }

    /// <summary>PATH(index, D[size]): the leaf's sibling first, the root's child last.</summary>
    internal static List<byte[]> Inclusion(long index, long size, SubtreeRoot subtree)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var proof = new List<byte[]>();
        var (low, high) = (0L, size);
        while (high - low > 1)
        {
            var middle = low + MerkleTree.SplitPoint(high - low);
            if (index < middle)
            {
                proof.Add(Range(middle, high, subtree));
                high = middle;
            }
            else
            {
                proof.Add(Range(low, middle, subtree));
                low = middle;
            }
        }

        proof.Reverse();
        return proof;
    }

    /// <summary>PROOF(oldSize, D[newSize]). Empty when the sizes are the same or the old tree is empty.</summary>
    internal static List<byte[]> Consistency(long oldSize, long newSize, SubtreeRoot subtree)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(oldSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(oldSize, newSize);
        var proof = new List<byte[]>();
        if (oldSize == 0 || oldSize == newSize) return proof;
        var (low, high, wholeOldTree) = (0L, newSize, true);
        while (oldSize != high)
        {
            var middle = low + MerkleTree.SplitPoint(high - low);
            if (oldSize <= middle)
            {
                proof.Add(Range(middle, high, subtree));
                high = middle;
            }
            else
            {
                proof.Add(Range(low, middle, subtree));
                low = middle;
                wholeOldTree = false;
            }
        }

        if (!wholeOldTree) proof.Add(Range(low, high, subtree));
        proof.Reverse();
        return proof;
    }

    /// <summary>MTH(D[low:high]), where low is a multiple of the largest power of two in high − low.</summary>
    internal static byte[] Range(long low, long high, SubtreeRoot subtree)
    {
        var size = high - low;
        if (System.Numerics.BitOperations.IsPow2(size)) return subtree(System.Numerics.BitOperations.Log2((ulong)size), low / size);
        var middle = low + MerkleTree.SplitPoint(size);
        return MerkleTree.NodeHash(Range(low, middle, subtree), Range(middle, high, subtree));
    }

    private static bool AreHashes(IReadOnlyList<byte[]> proof) => proof.Count <= 63 && proof.All(hash => hash.Length == MerkleTree.HashLength);
}

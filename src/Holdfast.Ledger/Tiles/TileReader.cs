namespace Holdfast.Ledger;

/// <summary>
/// Reads hashes and entries of a tree of a given size from the tiles in a folder. It believes the files: whoever must
/// not, compares a root (LedgerWriter.Open) or hashes every entry again (LedgerVerification).
/// </summary>
internal sealed class TileReader(LedgerFolder folder, long size)
{
    /// <summary>A proof touches two tiles of each level; more is a walk along the log, which needs only the last one.</summary>
    private const int MaxCachedTiles = 32;

    private readonly Dictionary<TilePath, byte[]> _cache = [];

    public long Size => size;

    public byte[] LeafHash(long index) => Node(0, index);

    /// <summary>The root of the complete subtree over entries index·2^height and 2^height of them.</summary>
    public byte[] Node(int height, long index)
    {
        var (level, within) = (height / 8, height % 8);
        var first = index << within;
        var tile = Read(TilePath.Of(level, first, size));
        var start = (int)(first % TilePath.FullWidth);
        var hashes = Enumerable.Range(start, 1 << within).Select(i => tile.AsSpan(i * MerkleTree.HashLength, MerkleTree.HashLength).ToArray()).ToArray();
        for (var count = hashes.Length; count > 1; count /= 2)
            for (var i = 0; i < count / 2; i++)
                hashes[i] = MerkleTree.NodeHash(hashes[2 * i], hashes[2 * i + 1]);
        return hashes[0];
    }

    public byte[] Root() => size == 0 ? MerkleTree.EmptyRoot() : MerkleProofs.Range(0, size, Node);

    /// <summary>The hashes of one tile, or the first <c>Width</c> of them when only a wider one is there.</summary>
    public byte[] Read(TilePath path)
    {
        if (_cache.TryGetValue(path, out var cached)) return cached;
        var bytes = folder.Read(path, out var actual) ?? throw Missing(path);
        if (bytes.Length != actual.Width * MerkleTree.HashLength) throw Damaged(actual, "has not the length of a tile of its width");
        Array.Resize(ref bytes, path.Width * MerkleTree.HashLength);
        if (_cache.Count >= MaxCachedTiles) _cache.Clear();
        return _cache[path] = bytes;
    }

    /// <summary>The entries of one bundle.</summary>
    public List<byte[]> ReadBundle(TilePath path)
    {
        var bytes = folder.Read(path, out var actual) ?? throw Missing(path);
        var entries = EntryBundle.Read(bytes, actual.Width) ?? throw Damaged(actual, "is not an entry bundle of its width");
        return entries[..path.Width];
    }

    private LedgerException Missing(TilePath path) =>
        new($"{folder[path]} is missing. Restore the ledger's folder whole from a backup or from the watch's copy.");

    private LedgerException Damaged(TilePath path, string how) =>
        new($"{folder[path]} {how}. Restore the ledger's folder whole from a backup or from the watch's copy.");
}

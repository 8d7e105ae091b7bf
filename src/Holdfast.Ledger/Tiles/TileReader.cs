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
        var bytes = ReadFile(path) ?? throw Missing(path);
        var wanted = path.Width * MerkleTree.HashLength;
        if (bytes.Length < wanted || bytes.Length % MerkleTree.HashLength != 0) throw Damaged(path, "has the wrong length");
        Array.Resize(ref bytes, wanted);
        if (_cache.Count >= MaxCachedTiles) _cache.Clear();
        return _cache[path] = bytes;
    }

    /// <summary>The entries of one bundle.</summary>
    public List<byte[]> ReadBundle(TilePath path)
    {
        if (File.Exists(folder[path])) return EntryBundle.Read(File.ReadAllBytes(folder[path]), path.Width) ?? throw Damaged(path, "is not an entry bundle");
        if (path.IsFull || !File.Exists(folder[path.Full])) throw Missing(path);
        var entries = EntryBundle.Read(File.ReadAllBytes(folder[path.Full]), TilePath.FullWidth) ?? throw Damaged(path.Full, "is not an entry bundle");
        return entries[..path.Width];
    }

    // A partial tile goes when its full one is there, so the full one answers for it.
    private byte[]? ReadFile(TilePath path)
    {
        foreach (var candidate in path.IsFull ? [path] : new[] { path, path.Full })
        {
            try
            {
                return File.ReadAllBytes(folder[candidate]);
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
            }
        }

        return null;
    }

    private LedgerException Missing(TilePath path) =>
        new($"{folder[path]} is missing. Restore the ledger's folder whole from a backup or from the watch's copy.");

    private LedgerException Damaged(TilePath path, string how) =>
        new($"{folder[path]} {how}. Restore the ledger's folder whole from a backup or from the watch's copy.");
}

namespace Holdfast.Ledger;

/// <summary>
/// Grows a tree and writes its bundles and tiles: <see cref="Add"/> only counts and hashes, <see cref="Flush"/> writes
/// what is new, bundles first, then tiles from low to high. Only a checkpoint written after that makes them count; until
/// then they are overwritten at will. Not safe for more than one thread.
/// </summary>
internal sealed class TileWriter
{
    private readonly LedgerFolder _folder;
    private readonly CompactRange _range;
    private readonly List<byte[]>[] _hashes = [.. Enumerable.Range(0, TilePath.Levels).Select(_ => new List<byte[]>())];
    private readonly int[] _written = new int[TilePath.Levels];
    private readonly List<(TilePath Path, byte[] Bytes)> _full = [];
    private readonly List<TilePath> _superseded = [];
    private List<byte[]> _entries = [];
    private int _writtenEntries;

    /// <summary>Continues the tree of <paramref name="size"/> entries whose tiles are in the folder.</summary>
    /// <exception cref="LedgerException">A tile is missing or has the wrong length.</exception>
    public TileWriter(LedgerFolder folder, long size)
    {
        _folder = folder;
        var reader = new TileReader(folder, size);
        _range = new CompactRange(size, CompactRange.Peaks(size).Select(peak => reader.Node(peak.Height, peak.Index)).ToList());
        for (var level = 0; level < TilePath.Levels; level++)
        {
            var count = size >> 8 * level;
            if (count % TilePath.FullWidth == 0) continue;
            var tile = reader.Read(TilePath.Of(level, count - 1, size));
            _hashes[level] = [.. tile.Chunk(MerkleTree.HashLength)];
            _written[level] = _hashes[level].Count;
        }

        if (size % TilePath.FullWidth == 0) return;
        _entries = reader.ReadBundle(TilePath.Of(TilePath.Entries, size - 1, size));
        _writtenEntries = _entries.Count;
    }

    public long Size => _range.Size;

    public byte[] Root() => _range.Root();

    /// <summary>The leaf hash of an entry of the last, partial tile; null when the entry is further back.</summary>
    public byte[]? RecentLeafHash(long index)
    {
        var back = index - (Size - _hashes[0].Count);
        return back >= 0 && back < _hashes[0].Count ? _hashes[0][(int)back] : null;
    }

    public void Add(byte[] entry)
    {
        _entries.Add(entry);
        _range.Append(MerkleTree.LeafHash(entry), Completed);
        if (_entries.Count < TilePath.FullWidth) return;
        Complete(TilePath.Of(TilePath.Entries, Size - 1, Size), EntryBundle.Write(_entries), ref _writtenEntries);
        _entries = [];
    }

    private void Completed(int height, byte[] hash)
    {
        if (height % 8 != 0) return;
        var level = height / 8;
        var hashes = _hashes[level];
        hashes.Add(hash);
        if (hashes.Count < TilePath.FullWidth) return;
        // The range counts the entry after it has told us of it, hence Size, not Size - 1.
        Complete(new TilePath(level, Size >> 8 * (level + 1), TilePath.FullWidth), [.. hashes.SelectMany(h => h)], ref _written[level]);
        hashes.Clear();
    }

    private void Complete(TilePath path, byte[] bytes, ref int written)
    {
        _full.Add((path, bytes));
        if (written > 0) _superseded.Add(path);
        written = 0;
    }

    /// <summary>How much would be kept in memory until the next flush; the owner flushes before it grows large.</summary>
    public int FullTilesWaiting => _full.Count;

    /// <summary>Writes full bundles and tiles, then the partial ones of the present size. Durable when it returns.</summary>
    public void Flush()
    {
        FlushFull();
        if (_entries.Count > _writtenEntries)
        {
            _folder.Put(_folder[TilePath.Of(TilePath.Entries, Size - 1, Size)], EntryBundle.Write(_entries));
            _writtenEntries = _entries.Count;
        }

        for (var level = 0; level < TilePath.Levels; level++)
        {
            if (_hashes[level].Count <= _written[level]) continue;
            _folder.Put(_folder[TilePath.Of(level, (Size >> 8 * level) - 1, Size)], [.. _hashes[level].SelectMany(h => h)]);
            _written[level] = _hashes[level].Count;
        }

        _folder.FlushNames();
    }

    /// <summary>Writes the full bundles and tiles only, low to high.</summary>
    public void FlushFull()
    {
        foreach (var (path, bytes) in _full.OrderBy(f => f.Path.Level)) _folder.Put(_folder[path], bytes);
        _full.Clear();
        _folder.FlushNames();
    }

    /// <summary>Removes partial tiles whose full ones a durable checkpoint covers: nobody needs them any more.</summary>
    public void RemoveSuperseded()
    {
        foreach (var path in _superseded)
            if (Directory.Exists(_folder[path] + ".p")) _folder.Files.DeleteFolder(_folder[path] + ".p");
        _superseded.Clear();
    }
}

namespace Holdfast.Ledger;

/// <summary>A file of a ledger as it is served over HTTP.</summary>
/// <param name="FullPath">On this disk.</param>
/// <param name="Immutable">Tiles and bundles never change and may be cached for ever; a checkpoint is a few seconds old.</param>
public sealed record LedgerFile(string FullPath, string ContentType, bool Immutable);

/// <summary>
/// Reads a ledger's folder, or the watch's copy of one, while it grows. It believes the files; see
/// <see cref="LedgerVerification"/> for the opposite.
/// </summary>
public sealed class LedgerReader(string folder)
{
    private readonly LedgerFolder _folder = new(folder, new StorageFiles());

    /// <summary>The newest checkpoint, as a note.</summary>
    /// <exception cref="LedgerException">There is none.</exception>
    public string ReadCheckpointNote() => File.Exists(_folder.Checkpoint) ? File.ReadAllText(_folder.Checkpoint)
        : throw new LedgerException($"{_folder.Checkpoint} is missing: there is no ledger in {folder}.");

    /// <summary>The newest checkpoint, its signature not looked at.</summary>
    public Checkpoint ReadCheckpoint() =>
        SignedNote.TryParse(ReadCheckpointNote(), out var note) && Checkpoint.TryParse(note.Text, out var checkpoint) ? checkpoint
            : throw new LedgerException($"{_folder.Checkpoint} is not a checkpoint. Restore the ledger's folder whole from a backup or from the watch's copy.");

    /// <summary>Entries <paramref name="from"/> up to, not including, <paramref name="to"/>, at most to the newest checkpoint.</summary>
    public IEnumerable<(long Index, byte[] Entry)> ReadEntries(long from, long to)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        var reader = new TileReader(_folder, ReadCheckpoint().Size);
        for (var end = Math.Min(to, reader.Size); from < end;)
        {
            var bundle = reader.ReadBundle(TilePath.Of(TilePath.Entries, from, reader.Size));
            for (var i = (int)(from % TilePath.FullWidth); i < bundle.Count && from < end; i++, from++) yield return (from, bundle[i]);
        }
    }

    /// <summary>That the entry at <paramref name="index"/> is in the tree of <paramref name="size"/> entries.</summary>
    public IReadOnlyList<byte[]> InclusionProof(long index, long size) => MerkleProofs.Inclusion(index, size, Tiles(size).Node);

    /// <summary>That the tree of <paramref name="newSize"/> entries continues that of <paramref name="oldSize"/>.</summary>
    public IReadOnlyList<byte[]> ConsistencyProof(long oldSize, long newSize) => MerkleProofs.Consistency(oldSize, newSize, Tiles(newSize).Node);

    /// <summary>
    /// The file that a path below the ledger's URL names: <c>checkpoint</c>, <c>tile/L/N[.p/W]</c>,
    /// <c>tile/entries/N[.p/W]</c>; null for every other path, whatever lies there, and for files that do not exist.
    /// </summary>
    public LedgerFile? Find(string path)
    {
        LedgerFile? file = null;
        if (path == LedgerFolder.CheckpointName) file = new LedgerFile(_folder.Checkpoint, "text/plain; charset=utf-8", false);
        else if (TilePath.TryParse(path, out var tile)) file = new LedgerFile(_folder[tile], "application/octet-stream", true);
        return file is not null && File.Exists(file.FullPath) ? file : null;
    }

    private TileReader Tiles(long size)
    {
        var published = ReadCheckpoint().Size;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, published);
        return new TileReader(_folder, published);
    }
}

using System.Text;

namespace Holdfast.Ledger;

/// <summary>
/// An independent copy of a log, in the same files (docs/LEDGER.md). Believes nothing: every entry is hashed into a tree
/// that continues the one kept here, and a checkpoint is kept only when the log's key signed exactly that tree, so that
/// what was copied once can never be changed afterwards without being found. One caller at a time.
/// </summary>
public sealed class LedgerCopy : IDisposable
{
    /// <summary>Full tiles kept in memory before they are written: about 8 MiB of entries of a usual size.</summary>
    private const int TilesBeforeWriting = 64;

    private readonly LedgerFolder _folder;
    private readonly NoteVerifier _log;
    private readonly IDisposable _lock;

    private LedgerCopy(LedgerFolder folder, NoteVerifier log, IDisposable folderLock) => (_folder, _log, _lock) = (folder, log, folderLock);

    /// <summary>The newest checkpoint that was checked, as a note; null while nothing is copied.</summary>
    public string? Note { get; private set; }

    /// <summary>The newest checkpoint that was checked; null while nothing is copied.</summary>
    public Checkpoint? Latest { get; private set; }

    /// <summary>Makes the folder of an empty copy.</summary>
    public static void Create(string folder)
    {
        if (Directory.Exists(folder)) throw new LedgerException($"{folder} exists already. It is not overwritten; choose another folder.");
        new LedgerFolder(folder, new StorageFiles()).CreateEmpty();
    }

    /// <exception cref="LedgerException">The folder is missing, in use, or holds what the log did not sign.</exception>
    public static LedgerCopy Open(string folder, NoteVerifier log) => Open(folder, log, new StorageFiles());

    internal static LedgerCopy Open(string root, NoteVerifier log, StorageFiles files)
    {
        var folder = new LedgerFolder(root, files);
        if (!Directory.Exists(root)) throw new LedgerException($"{root} is missing. Restore the copy from a backup; only a new installation begins with nothing.");
        var folderLock = LedgerOpening.Lock(folder);
        try
        {
            folder.ClearTemporary();
            var copy = new LedgerCopy(folder, log, folderLock);
            if (!File.Exists(folder.Checkpoint)) return copy;
            var note = LedgerOpening.ReadNote(folder.Checkpoint, log);
            if (!note.Checkpoint.Root.Span.SequenceEqual(new TileReader(folder, note.Checkpoint.Size).Root()))
                throw new LedgerException($"The tiles in {root} do not give the root of their checkpoint. Restore the copy from a backup.");
            (copy.Note, copy.Latest) = (note.Note.ToString(), note.Checkpoint);
            return copy;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            folderLock.Dispose();
            throw new LedgerException($"The copy in {root} cannot be read: {e.Message}", e);
        }
        catch
        {
            folderLock.Dispose();
            throw;
        }
    }

    /// <summary>Fetches what is new, checks it and keeps it.</summary>
    /// <exception cref="IOException">Our own disk failed. Open the copy again.</exception>
    public async Task<CopyResult> Follow(LedgerFetch fetch, CancellationToken cancellation)
    {
        if (await fetch(LedgerFolder.CheckpointName, cancellation).ConfigureAwait(false) is not { } bytes) return new CopyResult.Unavailable("The log serves no checkpoint.");
        if (!SignedNote.TryParse(bytes, out var note)) return new CopyResult.NotSigned("What the log serves as its checkpoint is not a signed note.");
        if (Checkpoint.Read(note, _log, out var why) is not { } checkpoint) return new CopyResult.NotSigned($"The log's checkpoint is refused: {why}.");
        var size = Latest?.Size ?? 0;
        if (checkpoint.Size < size) return new CopyResult.RolledBack(Note!, note.ToString());
        if (checkpoint.Size == size && Latest is not null)
            return checkpoint == Latest ? new CopyResult.UpToDate(Latest) : new CopyResult.Forked(Note!, note.ToString(), null);
        return await Advance(fetch, note, checkpoint, cancellation).ConfigureAwait(false);
    }

    private async Task<CopyResult> Advance(LedgerFetch fetch, SignedNote note, Checkpoint checkpoint, CancellationToken cancellation)
    {
        var from = Latest?.Size ?? 0;
        var tiles = new TileWriter(_folder, from);
        for (var next = from; next < checkpoint.Size;)
        {
            var path = TilePath.Of(TilePath.Entries, next, checkpoint.Size);
            if (await FetchTile(fetch, path, cancellation).ConfigureAwait(false) is not { } bundle) return new CopyResult.Unavailable($"The log does not serve {path}.");
            if (EntryBundle.Read(bundle.Bytes, bundle.Path.Width) is not { } entries) return new CopyResult.Altered(bundle.Path.ToString(), null, "It is not an entry bundle of that width.");
            entries = entries[..path.Width];
            if (FirstChanged(tiles, entries, path) is { } changed) return await Explain(fetch, note, checkpoint, changed, cancellation).ConfigureAwait(false);
            foreach (var entry in entries.Skip((int)(next % TilePath.FullWidth))) tiles.Add(entry);
            next = tiles.Size;
            if (tiles.FullTilesWaiting >= TilesBeforeWriting) tiles.FlushFull();
        }

        if (!tiles.Root().AsSpan().SequenceEqual(checkpoint.Root.Span)) return await Explain(fetch, note, checkpoint, null, cancellation).ConfigureAwait(false);
        tiles.Flush();
        _folder.Put(_folder.Checkpoint, Encoding.UTF8.GetBytes(note.ToString()));
        _folder.FlushNames();
        tiles.RemoveSuperseded();
        (Note, Latest) = (note.ToString(), checkpoint);
        return new CopyResult.Advanced(from, checkpoint, Note);
    }

    // Which of the entries that we hold already is served as something else? Only the last, partial bundle is served again.
    private static long? FirstChanged(TileWriter tiles, List<byte[]> entries, TilePath path)
    {
        var first = path.Number * TilePath.FullWidth;
        for (var i = 0; i < entries.Count && first + i < tiles.Size; i++)
            if (tiles.RecentLeafHash(first + i) is { } ours && !ours.AsSpan().SequenceEqual(MerkleTree.LeafHash(entries[i]))) return first + i;
        return null;
    }

    /// <summary>
    /// The entries served do not give the signed root. If the log's own hash tiles do, the signed tree continues ours and
    /// only the entries were altered; otherwise the log signed another history than the one it serves or served.
    /// </summary>
    private async Task<CopyResult> Explain(LedgerFetch fetch, SignedNote note, Checkpoint checkpoint, long? changed, CancellationToken cancellation)
    {
        var from = Latest?.Size ?? 0;
        var reader = new TileReader(_folder, from);
        var range = new CompactRange(from, CompactRange.Peaks(from).Select(peak => reader.Node(peak.Height, peak.Index)).ToList());
        var altered = changed;
        while (range.Size < checkpoint.Size)
        {
            var path = TilePath.Of(0, range.Size, checkpoint.Size);
            if (await FetchTile(fetch, path, cancellation).ConfigureAwait(false) is not { } tile) return new CopyResult.Unavailable($"The log does not serve {path}.");
            if (tile.Bytes.Length != tile.Path.Width * MerkleTree.HashLength) return new CopyResult.Altered(path.ToString(), null, "It has not the length of a tile of that width.");
            if (await FetchTile(fetch, path with { Level = TilePath.Entries }, cancellation).ConfigureAwait(false) is not { } bundle) return new CopyResult.Unavailable($"The log does not serve {path}.");
            var entries = EntryBundle.Read(bundle.Bytes, bundle.Path.Width);
            for (var i = (int)(range.Size % TilePath.FullWidth); i < path.Width; i++)
            {
                var leaf = tile.Bytes.AsSpan(i * MerkleTree.HashLength, MerkleTree.HashLength).ToArray();
                if (entries is null || !leaf.AsSpan().SequenceEqual(MerkleTree.LeafHash(entries[i]))) altered ??= range.Size;
                range.Append(leaf);
            }
        }

        return altered is { } index && range.Root().AsSpan().SequenceEqual(checkpoint.Root.Span)
            ? new CopyResult.Altered(TilePath.Of(TilePath.Entries, index, checkpoint.Size).ToString(), index, "The entry is not the one that the log signed.")
            : new CopyResult.Forked(Note, note.ToString(), changed);
    }

    // A log may remove a partial tile once the full one exists.
    private static async Task<(TilePath Path, byte[] Bytes)?> FetchTile(LedgerFetch fetch, TilePath path, CancellationToken cancellation)
    {
        if (await fetch(path.ToString(), cancellation).ConfigureAwait(false) is { } bytes) return (path, bytes);
        if (path.IsFull) return null;
        return await fetch(path.Full.ToString(), cancellation).ConfigureAwait(false) is { } full ? (path.Full, full) : null;
    }

    public void Dispose() => _lock.Dispose();
}

namespace Holdfast.Ledger;

/// <summary>A checkpoint of ours as it stands on the disk.</summary>
internal sealed record PublishedNote(SignedNote Note, Checkpoint Checkpoint);

/// <summary>A ledger that stood every comparison, ready to be written.</summary>
internal sealed record OpenedLedger(IDisposable Lock, LedgerFolder Folder, WriteAheadJournal Journal, TileWriter Tiles, PublishedNote Published, PublishedNote? Witnessed);

/// <summary>
/// Making and opening a ledger's folder. Opening refuses on doubt: our signature on the checkpoint, the root that the
/// tiles give, every journal entry that the checkpoint covers against its leaf hash, and no entry missing between them.
/// </summary>
internal static class LedgerOpening
{
    private const string Restore = "Restore the ledger's folder whole from a backup, or compare it with the watch's copy; start nothing from this one.";

    public static void Create(string root, NoteSigner signer, StorageFiles files)
    {
        var folder = new LedgerFolder(root, files);
        if (File.Exists(folder.Checkpoint) || Directory.Exists(folder.Journal)) throw new LedgerException($"{root} holds a ledger already. It is not overwritten; choose another folder.");
        folder.CreateEmpty();
        WriteAheadJournal.Create(folder);
        folder.Put(folder.Checkpoint, System.Text.Encoding.UTF8.GetBytes(signer.Sign(new Checkpoint(signer.Name, 0, MerkleTree.EmptyRoot())).ToString()));
        folder.FlushNames();
    }

    public static OpenedLedger Open(string root, NoteSigner signer, StorageFiles files)
    {
        var folder = new LedgerFolder(root, files);
        if (!File.Exists(folder.Checkpoint)) throw new LedgerException($"{folder.Checkpoint} is missing. If there never was a ledger, `holdfast init` makes one. Otherwise: {Restore}");
        var folderLock = Lock(folder);
        try
        {
            return OpenLocked(folderLock, folder, signer);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            folderLock.Dispose();
            throw new LedgerException($"The ledger in {root} cannot be read: {e.Message}", e);
        }
        catch
        {
            folderLock.Dispose();
            throw;
        }
    }

    private static OpenedLedger OpenLocked(IDisposable folderLock, LedgerFolder folder, NoteSigner signer)
    {
        folder.ClearTemporary();
        var published = ReadNote(folder.Checkpoint, signer.Verifier);
        var witnessed = File.Exists(folder.Witnessed) ? ReadNote(folder.Witnessed, signer.Verifier) : null;
        var size = published.Checkpoint.Size;
        if (witnessed?.Checkpoint.Size > size)
            throw new LedgerException($"{folder.Checkpoint} has {size} entries, but a witness has signed {witnessed.Checkpoint.Size}: it is an old one. {Restore}");
        var tiles = new TileWriter(folder, size);
        if (!published.Checkpoint.Root.Span.SequenceEqual(tiles.Root())) throw new LedgerException($"The tiles in {folder.Root} do not give the root that its checkpoint states. {Restore}");
        var reader = new TileReader(folder, size);
        var journal = WriteAheadJournal.Open(folder, size, item => Replay(item, tiles, reader, folder));
        if (journal.NextIndex == tiles.Size) return new OpenedLedger(folderLock, folder, journal, tiles, published, witnessed);
        journal.Dispose();
        throw new LedgerException($"The checkpoint has {size} entries, but the journal ends at {journal.NextIndex}. One of them is not of this ledger's last day. {Restore}");
    }

    private static void Replay(JournalItem item, TileWriter tiles, TileReader covered, LedgerFolder folder)
    {
        if (item.Index < covered.Size)
        {
            if (!covered.LeafHash(item.Index).AsSpan().SequenceEqual(MerkleTree.LeafHash(item.Entry)))
                throw new LedgerException($"Entry {item.Index} in the journal of {folder.Root} is not the one that the checkpoint covers. {Restore}");
        }
        else if (item.Index == tiles.Size)
        {
            tiles.Add(item.Entry);
        }
        else
        {
            throw new LedgerException($"Entry {tiles.Size} is neither in the tiles nor in the journal of {folder.Root}. {Restore}");
        }
    }

    public static PublishedNote ReadNote(string path, NoteVerifier log)
    {
        if (!SignedNote.TryParse(File.ReadAllBytes(path), out var note)) throw new LedgerException($"{path} is not a signed note. {Restore}");
        return new PublishedNote(note, Checkpoint.Read(note, log, out var why) ?? throw new LedgerException($"{path} is refused: {why}. If the key is the right one: {Restore}"));
    }

    // The operating system gives an advisory lock back however the process ends.
    public static FileStream Lock(LedgerFolder folder)
    {
        var path = Path.Combine(folder.Root, "lock");
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new LedgerException($"The ledger in {folder.Root} is in use by another process ({e.Message}). Stop that one first: a ledger has one writer.", e);
        }
    }
}

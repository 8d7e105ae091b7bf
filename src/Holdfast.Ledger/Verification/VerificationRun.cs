namespace Holdfast.Ledger;

/// <summary>Carries the first fault out of a run. Never leaves <see cref="LedgerVerification"/>.</summary>
internal sealed class LedgerFaultException(LedgerFault fault) : Exception(fault.ToString())
{
    public LedgerFault Fault => fault;
}

/// <summary>One walk over a ledger, front to back, a bundle at a time; memory does not grow with its length.</summary>
internal sealed class VerificationRun
{
    private readonly LedgerFolder _folder;
    private readonly LedgerFolder? _copy;
    private readonly PublishedNote _published;
    private readonly List<(string Path, Checkpoint Checkpoint)> _expected = [];
    private readonly CompactRange _range = new();
    private readonly List<byte[]>[] _hashes = [.. Enumerable.Range(0, TilePath.Levels).Select(_ => new List<byte[]>())];
    private readonly long _witnessedSize;
    private readonly long _copySize;

    public VerificationRun(string folder, NoteVerifier log, NoteVerifier? witness, string? copy)
    {
        _folder = new LedgerFolder(folder, new StorageFiles());
        _published = ReadNote(_folder.Checkpoint, log);
        _expected.Add((_folder.Checkpoint, _published.Checkpoint));
        if (witness is not null && File.Exists(_folder.Witnessed))
        {
            var witnessed = ReadNote(_folder.Witnessed, log);
            if (witnessed.Note.Check(witness) != NoteSignatureState.Good) throw new LedgerFaultException(new LedgerFault.BadSignature(_folder.Witnessed, $"it is not signed by {witness.Name}"));
            Expect(_folder.Witnessed, witnessed.Checkpoint);
            _witnessedSize = witnessed.Checkpoint.Size;
        }

        if (copy is null) return;
        _copy = new LedgerFolder(copy, new StorageFiles());
        if (!File.Exists(_copy.Checkpoint)) return;
        var copied = ReadNote(_copy.Checkpoint, log).Checkpoint;
        Expect(_copy.Checkpoint, copied);
        _copySize = copied.Size;
    }

    private long Size => _published.Checkpoint.Size;

    public VerificationResult Run(IProgress<long>? progress, CancellationToken cancellation)
    {
        CompareRoots();
        while (_range.Size < Size)
        {
            cancellation.ThrowIfCancellationRequested();
            VerifyBundle(TilePath.Of(TilePath.Entries, _range.Size, Size));
            progress?.Report(_range.Size);
        }

        for (var level = 0; level < TilePath.Levels; level++)
            if (_hashes[level].Count > 0) CompareTile(TilePath.Of(level, (Size >> 8 * level) - 1, Size));
        return new VerificationResult.Sound(_published.Checkpoint, _witnessedSize);
    }

    private void Expect(string path, Checkpoint checkpoint)
    {
        if (checkpoint.Size > Size) throw new LedgerFaultException(new LedgerFault.RolledBack(path, Size, checkpoint.Size));
        _expected.Add((path, checkpoint));
    }

    private void VerifyBundle(TilePath path)
    {
        var entries = EntryBundle.Read(ReadFile(_folder, path, out var actual), actual.Width) ?? throw Bad(_folder[actual], "is not an entry bundle of its width");
        var tile = path with { Level = 0 };
        var stated = ReadTile(tile);
        var first = path.Number * TilePath.FullWidth;
        var hashes = entries.Take(path.Width).Select(entry => MerkleTree.LeafHash(entry)).ToList();
        for (var i = 0; i < path.Width; i++)
            if (!hashes[i].AsSpan().SequenceEqual(stated.AsSpan(i * MerkleTree.HashLength, MerkleTree.HashLength)))
                throw new LedgerFaultException(new LedgerFault.EntryAltered(first + i, actual.ToString(), tile.ToString()));
        CompareWithCopy(entries, first);
        foreach (var hash in hashes)
        {
            _range.Append(hash, Completed);
            CompareRoots();
        }
    }

    private void Completed(int height, byte[] hash)
    {
        if (height % 8 != 0) return;
        var level = height / 8;
        _hashes[level].Add(hash);
        if (_hashes[level].Count < TilePath.FullWidth) return;
        if (level > 0) CompareTile(new TilePath(level, _range.Size >> 8 * (level + 1), TilePath.FullWidth));
        _hashes[level].Clear();
    }

    private void CompareTile(TilePath path)
    {
        if (!ReadTile(path).AsSpan().SequenceEqual(_hashes[path.Level].SelectMany(h => h).ToArray())) throw new LedgerFaultException(new LedgerFault.TileAltered(path.ToString()));
    }

    private void CompareRoots()
    {
        foreach (var (path, checkpoint) in _expected)
        {
            if (checkpoint.Size != _range.Size) continue;
            var root = _range.Root();
            if (!checkpoint.Root.Span.SequenceEqual(root)) throw new LedgerFaultException(new LedgerFault.RootDiffers(path, checkpoint, Convert.ToHexStringLower(root)));
        }
    }

    // The copy is verified by its own run; here only: is it the same history?
    private void CompareWithCopy(List<byte[]> entries, long first)
    {
        if (_copy is null || first >= _copySize) return;
        var path = TilePath.Of(TilePath.Entries, first, _copySize);
        var copied = EntryBundle.Read(ReadFile(_copy, path, out var actual), actual.Width) ?? throw Bad(_copy[actual], "is not an entry bundle of its width");
        for (var i = 0; i < Math.Min(path.Width, entries.Count); i++)
            if (!entries[i].AsSpan().SequenceEqual(copied[i])) throw new LedgerFaultException(new LedgerFault.CopyDiffers(first + i));
    }

    private byte[] ReadTile(TilePath path)
    {
        var bytes = ReadFile(_folder, path, out var actual);
        if (bytes.Length != actual.Width * MerkleTree.HashLength) throw Bad(_folder[actual], "has not the length of a tile of its width");
        return bytes[..(path.Width * MerkleTree.HashLength)];
    }

    private static byte[] ReadFile(LedgerFolder folder, TilePath path, out TilePath actual)
    {
        try
        {
            return folder.Read(path, out actual) ?? throw Bad(folder[path], "is missing");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Bad(folder[path], "cannot be read: " + e.Message.TrimEnd('.'));
        }
    }

    private static PublishedNote ReadNote(string path, NoteVerifier log)
    {
        if (!File.Exists(path)) throw Bad(path, "is missing");
        if (!SignedNote.TryParse(File.ReadAllBytes(path), out var note)) throw Bad(path, "is not a signed note");
        return new PublishedNote(note, Checkpoint.Read(note, log, out var why) ?? throw new LedgerFaultException(new LedgerFault.BadSignature(path, why)));
    }

    private static LedgerFaultException Bad(string path, string detail) => new(new LedgerFault.BadFile(path, detail));
}

using Holdfast.Ledger;

namespace Holdfast.Tests.Ledger;

/// <summary>A log of 15 entries that another program wrote (transparency-dev/tessera), with a checkpoint after each.</summary>
public sealed class TesseraLogTests
{
    private static readonly NoteVerifier Log = NoteVerifier.Parse("example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx");

    private static string Folder => SharedData.Path("tlog-tiles/tessera-log15");

    private static Checkpoint At(int size)
    {
        var note = File.ReadAllText(Path.Combine(Folder, $"checkpoint.{size}"));
        return Checkpoint.Read(note, Log, out var why) ?? throw new InvalidOperationException(why);
    }

    [Fact]
    public void We_verify_it() => Assert.Equal(15, Assert.IsType<VerificationResult.Sound>(LedgerVerification.Verify(Folder, Log)).Checkpoint.Size);

    [Fact]
    public void Each_of_its_checkpoints_continues_each_earlier_one_and_no_other()
    {
        var reader = new LedgerReader(Folder);
        for (var newer = 1; newer <= 15; newer++)
        {
            for (var older = 1; older <= newer; older++)
            {
                var proof = reader.ConsistencyProof(older, newer);
                Assert.True(MerkleProofs.VerifyConsistency(older, newer, proof, At(older).Root.Span, At(newer).Root.Span));
                if (older < newer) Assert.False(MerkleProofs.VerifyConsistency(older, newer, proof, At(newer).Root.Span, At(newer).Root.Span));
            }

            foreach (var (index, entry) in reader.ReadEntries(0, newer))
                Assert.True(MerkleProofs.VerifyInclusion(MerkleTree.LeafHash(entry), index, newer, reader.InclusionProof(index, newer), At(newer).Root.Span));
        }
    }

    [Fact]
    public void The_same_entries_make_the_same_files_byte_by_byte()
    {
        using var folder = new TemporaryFolder();
        var ours = new LedgerFolder(folder.Path, new StorageFiles());
        ours.CreateEmpty();
        var tiles = new TileWriter(ours, 0);
        foreach (var (index, entry) in new LedgerReader(Folder).ReadEntries(0, 15))
        {
            tiles.Add(entry);
            tiles.Flush();
            Assert.Equal(At((int)index + 1).Root.ToArray(), tiles.Root());
        }

        var theirs = Directory.GetFiles(Path.Combine(Folder, "tile"), "*", SearchOption.AllDirectories);
        Assert.True(theirs.Length >= 27);
        foreach (var path in theirs) Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(folder[Path.GetRelativePath(Folder, path)]));
    }

    [Fact]
    public async Task The_watch_can_follow_it()
    {
        using var folder = new TemporaryFolder();
        LedgerCopy.Create(folder["copy"]);
        using var copy = LedgerCopy.Open(folder["copy"], Log);
        for (var size = 1; size <= 15; size++)
        {
            var name = $"checkpoint.{size}";
            var result = await copy.Follow((path, _) => Task.FromResult(Read(path == "checkpoint" ? name : path)), default);
            Assert.Equal(size, Assert.IsType<CopyResult.Advanced>(result).Checkpoint.Size);
        }
    }

    private static byte[]? Read(string path) => File.Exists(Path.Combine(Folder, path)) ? File.ReadAllBytes(Path.Combine(Folder, path)) : null;
}

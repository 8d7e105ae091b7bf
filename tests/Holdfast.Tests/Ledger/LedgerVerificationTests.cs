using System.Text;
using Holdfast.Ledger;

namespace Holdfast.Tests.Ledger;

/// <summary>Offline verification: a whole ledger passes, and whatever was touched is named.</summary>
public sealed class LedgerVerificationTests : IDisposable
{
    private readonly TestLedger _ledger = new();
    private readonly NoteSigner _cosigner = NoteSigner.CreateCosigner("holdfast.internal/watch/test");

    public void Dispose()
    {
        _cosigner.Dispose();
        _ledger.Dispose();
    }

    private LedgerFault Fault(string? copy = null) => Assert.IsType<VerificationResult.Unsound>(Verify(copy)).Fault;

    private VerificationResult Verify(string? copy = null) => LedgerVerification.Verify(_ledger.Root, _ledger.Signer.Verifier, _cosigner.Verifier, copy);

    private string At(string path) => Path.Combine(_ledger.Root, path);

    private void WriteNote(string path, long size, byte[] root, bool cosigned)
    {
        var note = _ledger.Signer.Sign(new Checkpoint(TestLedger.Origin, size, root));
        File.WriteAllText(path, (cosigned ? note.With([_cosigner.Cosign(note.Text, DateTimeOffset.UnixEpoch)]) : note).ToString());
    }

    private byte[] RootAt(long size)
    {
        var range = new CompactRange();
        foreach (var (_, entry) in new LedgerReader(_ledger.Root).ReadEntries(0, size)) range.Append(MerkleTree.LeafHash(entry));
        return range.Root();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(256)]
    [InlineData(700)]
    [InlineData(65_800)]
    public async Task A_whole_ledger_is_sound_and_progress_is_told(int count)
    {
        await _ledger.Fill(count);
        var told = new Told();
        var sound = Assert.IsType<VerificationResult.Sound>(LedgerVerification.Verify(_ledger.Root, _ledger.Signer.Verifier, progress: told));
        Assert.Equal((count, 0), (sound.Checkpoint.Size, sound.WitnessedSize));
        Assert.Equal((count + 255) / 256, told.Times);
        Assert.Equal(count, told.Last);
    }

    private sealed class Told : IProgress<long>
    {
        public int Times { get; private set; }

        public long Last { get; private set; }

        public void Report(long value)
        {
            Times++;
            Last = value;
        }
    }

    [Theory]
    [InlineData("tile/entries/000", 2, 0)]
    [InlineData("tile/entries/000", -1, 255)]
    [InlineData("tile/entries/001", 2, 256)]
    [InlineData("tile/entries/002.p/188", -1, 699)]
    [InlineData("tile/0/000", 0, 0)]
    [InlineData("tile/0/001", -1, 511)]
    [InlineData("tile/0/002.p/188", 40, 513)]
    public async Task An_altered_entry_or_leaf_hash_is_named_by_its_index(string path, int offset, long index)
    {
        await _ledger.Fill(700);
        _ledger.Flip(path, offset);
        var fault = Assert.IsType<LedgerFault.EntryAltered>(Fault());
        Assert.Equal(index, fault.Index);
        Assert.Contains(path, fault.ToString());
    }

    [Fact]
    public async Task Every_byte_of_every_file_counts()
    {
        await _ledger.Fill(260);
        foreach (var full in Directory.GetFiles(At("tile"), "*", SearchOption.AllDirectories).Append(At("checkpoint")))
        {
            // Partial tiles of earlier checkpoints may lie about; they are not part of this one.
            if (TilePath.TryParse(Path.GetRelativePath(_ledger.Root, full), out var tile) && tile != TilePath.Of(tile.Level, tile.Number * 256, 260)) continue;
            var bytes = File.ReadAllBytes(full);
            for (var i = 0; i < bytes.Length; i += bytes.Length < 400 ? 1 : 97)
            {
                var changed = bytes.ToArray();
                changed[i] ^= 1;
                File.WriteAllBytes(full, changed);
                Assert.IsType<VerificationResult.Unsound>(Verify());
            }

            File.WriteAllBytes(full, bytes);
        }

        Assert.IsType<VerificationResult.Sound>(Verify());
    }

    [Fact]
    public async Task An_altered_upper_tile_is_named()
    {
        await _ledger.Fill(700);
        _ledger.Flip("tile/1/000.p/2");
        Assert.Equal("tile/1/000.p/2", Assert.IsType<LedgerFault.TileAltered>(Fault()).Path);
    }

    [Theory]
    [InlineData("checkpoint")]
    [InlineData("tile/entries/001")]
    [InlineData("tile/0/001")]
    [InlineData("tile/1/000.p/2")]
    [InlineData("tile/entries/002.p/188")]
    public async Task A_missing_or_cut_file_is_named(string path)
    {
        await _ledger.Fill(700);
        var bytes = File.ReadAllBytes(At(path));
        File.WriteAllBytes(At(path), bytes[..^1]);
        Assert.Contains(path, Assert.IsType<LedgerFault.BadFile>(Fault()).ToString());
        File.Delete(At(path));
        Assert.Contains(path, Assert.IsType<LedgerFault.BadFile>(Fault()).ToString());
    }

    [Fact]
    public async Task An_entry_changed_together_with_its_hashes_still_misses_the_signed_root()
    {
        await _ledger.Fill(3);
        using (var forged = new TestLedger())
        {
            LedgerWriter.Create(forged.Root, _ledger.Signer);
            await using (var writer = LedgerWriter.Open(forged.Root, _ledger.Signer, TimeProvider.System))
                foreach (var entry in new[] { "a", "b", "c" }) await writer.Append(Encoding.UTF8.GetBytes(entry), default);
            foreach (var tile in new[] { "tile/entries/000.p/3", "tile/0/000.p/3" }) File.Copy(Path.Combine(forged.Root, tile), At(tile), overwrite: true);
        }

        Assert.Contains("give the root", Assert.IsType<LedgerFault.RootDiffers>(Fault()).ToString());
    }

    [Fact]
    public async Task A_checkpoint_of_another_key_or_none_is_refused()
    {
        await _ledger.Fill(3);
        using var thief = NoteSigner.Create(TestLedger.Origin);
        File.WriteAllText(At("checkpoint"), thief.Sign(new Checkpoint(TestLedger.Origin, 3, RootAt(3))).ToString());
        Assert.IsType<LedgerFault.BadSignature>(Fault());
        File.WriteAllText(At("checkpoint"), "nonsense");
        Assert.IsType<LedgerFault.BadFile>(Fault());
    }

    [Fact]
    public async Task What_the_witness_signed_is_verified_at_its_own_size()
    {
        await _ledger.Fill(700);
        WriteNote(At("checkpoint.witnessed"), 600, RootAt(600), cosigned: true);
        Assert.Equal(600, Assert.IsType<VerificationResult.Sound>(Verify()).WitnessedSize);
        WriteNote(At("checkpoint.witnessed"), 600, RootAt(599), cosigned: true);
        Assert.Contains("600 entries", Assert.IsType<LedgerFault.RootDiffers>(Fault()).ToString());
        WriteNote(At("checkpoint.witnessed"), 600, RootAt(600), cosigned: false);
        Assert.IsType<LedgerFault.BadSignature>(Fault());
        WriteNote(At("checkpoint.witnessed"), 701, RootAt(700), cosigned: true);
        Assert.Equal(701, Assert.IsType<LedgerFault.RolledBack>(Fault()).SeenSize);
    }

    [Fact]
    public async Task A_second_copy_must_hold_the_same_history()
    {
        await _ledger.Fill(600);
        _ledger.Folder.CopyOf(_ledger.Root, "copy");
        var copy = _ledger.Folder["copy"];
        await _ledger.Fill(100);
        Assert.IsType<VerificationResult.Sound>(Verify(copy));

        var bundle = Path.Combine(copy, "tile/entries/001");
        var bytes = File.ReadAllBytes(bundle);
        bytes[2] ^= 1;
        File.WriteAllBytes(bundle, bytes);
        Assert.Equal(256, Assert.IsType<LedgerFault.CopyDiffers>(Fault(copy)).Index);
        bytes[2] ^= 1;
        File.WriteAllBytes(bundle, bytes);

        WriteNote(Path.Combine(copy, "checkpoint"), 600, RootAt(599), cosigned: false);
        Assert.IsType<LedgerFault.RootDiffers>(Fault(copy));
        WriteNote(Path.Combine(copy, "checkpoint"), 701, RootAt(700), cosigned: false);
        Assert.Contains("rolled back", Assert.IsType<LedgerFault.RolledBack>(Fault(copy)).ToString());
    }

    [Fact]
    public async Task A_ledger_is_verified_while_it_grows()
    {
        _ledger.Create();
        await using var writer = _ledger.Open();
        for (var round = 0; round < 8; round++)
        {
            var appended = Enumerable.Range(0, 200).Select(i => writer.Append(TestLedger.Entry(i), default)).ToList();
            Assert.IsType<VerificationResult.Sound>(Verify());
            await Task.WhenAll(appended);
        }
    }
}

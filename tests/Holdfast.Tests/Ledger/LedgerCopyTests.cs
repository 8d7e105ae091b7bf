using System.Text;
using Holdfast.Ledger;

namespace Holdfast.Tests.Ledger;

/// <summary>The watch's independent copy: what an honest log adds is kept, and no lie of a dishonest one is.</summary>
public sealed class LedgerCopyTests : IDisposable
{
    private readonly TestLedger _ledger = new();
    private readonly Dictionary<string, byte[]?> _lies = [];

    public void Dispose() => _ledger.Dispose();

    private string Folder => _ledger.Folder["copy"];

    private LedgerCopy Copy()
    {
        if (!Directory.Exists(Folder)) LedgerCopy.Create(Folder);
        return LedgerCopy.Open(Folder, _ledger.Signer.Verifier);
    }

    /// <summary>What the log serves: its files as its reader finds them, but for the lies.</summary>
    private Task<byte[]?> Fetch(string path, CancellationToken cancellation) => Task.FromResult(
        _lies.TryGetValue(path, out var lie) ? lie : new LedgerReader(_ledger.Root).Find(path) is { } file ? File.ReadAllBytes(file.FullPath) : null);

    private async Task<CopyResult> Follow()
    {
        using var copy = Copy();
        return await copy.Follow(Fetch, default);
    }

    private void Lie(string path, int offset)
    {
        var bytes = File.ReadAllBytes(Path.Combine(_ledger.Root, path));
        bytes[offset] ^= 1;
        _lies[path] = bytes;
    }

    private byte[] Signed(long size, byte[] root) => Encoding.UTF8.GetBytes(_ledger.Signer.Sign(new Checkpoint(TestLedger.Origin, size, root)).ToString());

    [Fact]
    public async Task Following_a_growing_log_keeps_every_entry_and_the_same_files()
    {
        foreach (var more in new[] { 1, 4, 250, 1, 1, 600, 70_000 })
        {
            await _ledger.Fill(more);
            Assert.IsType<CopyResult.Advanced>(await Follow());
            Assert.IsType<CopyResult.UpToDate>(await Follow());
        }

        Assert.Equal(70_857, Assert.IsType<VerificationResult.Sound>(LedgerVerification.Verify(Folder, _ledger.Signer.Verifier)).Checkpoint.Size);
        Assert.Equal(70_857, new LedgerReader(Folder).ReadEntries(0, long.MaxValue).Count());
        foreach (var path in new[] { "checkpoint", "tile/0/276.p/201", "tile/1/001.p/20", "tile/2/000.p/1", "tile/entries/276.p/201" })
            Assert.Equal(File.ReadAllBytes(Path.Combine(_ledger.Root, path)), File.ReadAllBytes(Path.Combine(Folder, path)));
    }

    [Fact]
    public async Task An_empty_log_is_followed_too()
    {
        _ledger.Create();
        Assert.Equal(0, Assert.IsType<CopyResult.Advanced>(await Follow()).Checkpoint.Size);
        Assert.IsType<CopyResult.UpToDate>(await Follow());
    }

    [Fact]
    public async Task A_log_that_shrank_is_found_and_both_notes_are_the_evidence()
    {
        await _ledger.Fill(5);
        var old = await File.ReadAllBytesAsync(Path.Combine(_ledger.Root, "checkpoint"));
        await _ledger.Fill(5);
        await Follow();
        _lies["checkpoint"] = old;
        var result = Assert.IsType<CopyResult.RolledBack>(await Follow());
        Assert.Equal(10, _ledger.Read(result.Ours).Size);
        Assert.Equal(5, _ledger.Read(result.Theirs).Size);
    }

    [Fact]
    public async Task A_log_with_another_root_at_the_same_size_is_a_fork()
    {
        await _ledger.Fill(5);
        await Follow();
        _lies["checkpoint"] = Signed(5, new byte[32]);
        Assert.IsType<CopyResult.Forked>(await Follow());
    }

    [Theory]
    [InlineData(5, 10)]
    [InlineData(5, 600)]
    [InlineData(256, 300)]
    public async Task A_log_rewritten_behind_its_back_is_a_fork_and_nothing_of_it_is_kept(int first, int second)
    {
        await _ledger.Fill(first);
        await Follow();
        using var other = new TestLedger();
        LedgerWriter.Create(other.Root, _ledger.Signer);
        await using (var writer = LedgerWriter.Open(other.Root, _ledger.Signer, TimeProvider.System))
        {
            await writer.Append("another beginning"u8.ToArray(), default);
            for (var i = 1; i < second - 1; i++) _ = writer.Append(TestLedger.Entry(i), default);
            await writer.Append("another end"u8.ToArray(), default);
        }

        using var copy = Copy();
        var result = await copy.Follow((path, _) => Task.FromResult(new LedgerReader(other.Root).Find(path) is { } file ? File.ReadAllBytes(file.FullPath) : null), default);
        Assert.Equal(first % 256 == 0 ? null : 0, Assert.IsType<CopyResult.Forked>(result).Index);
        copy.Dispose();

        // The honest log is still followed, from where we were.
        await _ledger.Fill(second);
        Assert.Equal(first, Assert.IsType<CopyResult.Advanced>(await Follow()).From);
        Assert.IsType<VerificationResult.Sound>(LedgerVerification.Verify(Folder, _ledger.Signer.Verifier));
    }

    [Theory]
    [InlineData("tile/entries/001.p/44", 256)]
    [InlineData("tile/entries/000", 0)]
    public async Task An_entry_altered_on_the_way_is_named_and_not_called_a_fork(string path, long index)
    {
        await _ledger.Fill(300);
        Lie(path, 5);
        var result = Assert.IsType<CopyResult.Altered>(await Follow());
        Assert.Equal((path, index), (result.Path, result.Index));
        _lies.Clear();
        Assert.IsType<CopyResult.Advanced>(await Follow());
    }

    [Fact]
    public async Task An_entry_that_we_hold_already_served_as_another_is_named()
    {
        await _ledger.Fill(10);
        await Follow();
        await _ledger.Fill(10);
        Lie("tile/entries/000.p/20", 5);
        Assert.Equal(0, Assert.IsType<CopyResult.Altered>(await Follow()).Index);
    }

    [Fact]
    public async Task A_log_that_signs_another_root_than_its_entries_give_is_a_fork()
    {
        await _ledger.Fill(10);
        await Follow();
        await _ledger.Fill(10);
        _lies["checkpoint"] = Signed(20, new byte[32]);
        Assert.IsType<CopyResult.Forked>(await Follow());
    }

    [Fact]
    public async Task Bundles_and_tiles_of_the_wrong_width_or_form_are_refused()
    {
        await _ledger.Fill(10);
        foreach (var lie in new byte[][] { [], [0], EntryBundle.Write([[1]]), EntryBundle.Write([.. Enumerable.Repeat(new byte[] { 1 }, 11)]) })
        {
            _lies["tile/entries/000.p/10"] = lie;
            Assert.IsType<CopyResult.Altered>(await Follow());
        }
    }

    [Fact]
    public async Task A_checkpoint_that_the_log_did_not_sign_counts_for_nothing()
    {
        await _ledger.Fill(10);
        using var thief = NoteSigner.Create(TestLedger.Origin);
        foreach (var lie in new[] { [], "nonsense"u8.ToArray(), Encoding.UTF8.GetBytes(thief.Sign(new Checkpoint(TestLedger.Origin, 0, MerkleTree.EmptyRoot())).ToString()) })
        {
            _lies["checkpoint"] = lie;
            Assert.IsType<CopyResult.NotSigned>(await Follow());
        }
    }

    [Fact]
    public async Task A_log_that_does_not_answer_is_no_more_than_that()
    {
        await _ledger.Fill(300);
        foreach (var path in new[] { "checkpoint", "tile/entries/000", "tile/entries/001.p/44" })
        {
            _lies.Clear();
            _lies[path] = null;
            Assert.IsType<CopyResult.Unavailable>(await Follow());
        }

        _lies.Clear();
        Assert.IsType<CopyResult.Advanced>(await Follow());
    }

    [Fact]
    public async Task A_partial_bundle_that_made_room_for_the_full_one_is_taken_from_that()
    {
        await _ledger.Fill(200);
        var old = await File.ReadAllBytesAsync(Path.Combine(_ledger.Root, "checkpoint"));
        await _ledger.Fill(100);
        _lies["checkpoint"] = old;
        Assert.Null(await Fetch("tile/entries/000.p/200", default));
        Assert.Equal(200, Assert.IsType<CopyResult.Advanced>(await Follow()).Checkpoint.Size);
    }

    [Fact]
    public async Task A_copy_is_made_once_kept_by_one_and_refused_when_it_was_touched()
    {
        await _ledger.Fill(10);
        await Follow();
        Assert.Throws<LedgerException>(() => LedgerCopy.Create(Folder));
        using (Copy()) Assert.Throws<LedgerException>(Copy);
        var tile = Path.Combine(Folder, "tile/0/000.p/10");
        var bytes = File.ReadAllBytes(tile);
        bytes[0] ^= 1;
        File.WriteAllBytes(tile, bytes);
        Assert.Contains("do not give the root", Assert.Throws<LedgerException>(Copy).Message);
        Directory.Delete(Folder, recursive: true);
        Assert.Contains("missing", Assert.Throws<LedgerException>(() => LedgerCopy.Open(Folder, _ledger.Signer.Verifier)).Message);
    }

    [Fact]
    public async Task Whatever_call_to_the_disk_fails_the_copy_goes_on_from_what_it_had_checked()
    {
        await _ledger.Fill(253);
        await Follow();
        _ledger.Folder.CopyOf(Folder, "before");
        await _ledger.Fill(10);
        for (var call = 0; ; call++)
        {
            Directory.Delete(Folder, recursive: true);
            _ledger.Folder.CopyOf(_ledger.Folder["before"], "copy");
            var files = new UnreliableFiles { FailingCall = call, FailAfterEffect = call % 2 == 0, KeptWhenPowerIsCut = call % 4 == 0 ? 0.5 : null };
            try
            {
                using var copy = LedgerCopy.Open(Folder, _ledger.Signer.Verifier, files);
                await copy.Follow(Fetch, default);
            }
            catch (Exception e) when (e is IOException or LedgerException)
            {
            }

            Assert.IsNotType<CopyResult.Forked>(await Follow());
            Assert.Equal(263, Assert.IsType<VerificationResult.Sound>(LedgerVerification.Verify(Folder, _ledger.Signer.Verifier)).Checkpoint.Size);
            if (files.Calls <= call) break;
        }
    }
}

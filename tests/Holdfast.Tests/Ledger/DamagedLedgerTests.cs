using Holdfast.Ledger;

namespace Holdfast.Tests.Ledger;

/// <summary>What a writer does with a folder that is not as it left it: go on only when nothing answered can be missing.</summary>
public sealed class DamagedLedgerTests : IDisposable
{
    private const string FirstSegment = "journal/00000000000000000000.journal";

    private readonly TestLedger _ledger = new();

    public void Dispose() => _ledger.Dispose();

    private string Refusal() => Assert.Throws<LedgerException>(() => _ledger.Open()).Message;

    private string At(string path) => Path.Combine(_ledger.Root, path);

    /// <summary>A ledger whose process ended after five entries were on the disk and before any checkpoint covered them.</summary>
    private async Task<byte[]> FiveEntriesInTheJournalOnly()
    {
        _ledger.Create();
        var empty = File.ReadAllBytes(At("checkpoint"));
        for (var i = 0; i < 5; i++) await _ledger.Fill(1);
        File.WriteAllBytes(At("checkpoint"), empty);
        Directory.Delete(At("tile"), recursive: true);
        return File.ReadAllBytes(At(FirstSegment));
    }

    [Fact]
    public async Task Entries_that_only_the_journal_has_are_taken_into_the_tree()
    {
        await FiveEntriesInTheJournalOnly();
        await using var writer = _ledger.Open();
        Assert.Equal(5, writer.Size);
        await writer.WaitForCheckpoint(5, default);
        Assert.Equal(5, new LedgerReader(_ledger.Root).ReadEntries(0, 10).Count());
    }

    [Fact]
    public async Task A_write_that_was_torn_anywhere_is_cut_off_and_everything_before_it_kept()
    {
        var journal = await FiveEntriesInTheJournalOnly();
        var frame = journal.Length / 5;
        var empty = File.ReadAllBytes(At("checkpoint"));
        for (var cut = 4 * frame; cut < journal.Length; cut += 7)
        {
            // The length of a file may reach the disk before its bytes: zeros, then.
            foreach (var zeros in new[] { 0, journal.Length - cut, 4096 })
            {
                File.WriteAllBytes(At(FirstSegment), [.. journal[..cut], .. new byte[zeros]]);
                File.WriteAllBytes(At("checkpoint"), empty);
                await using var writer = _ledger.Open();
                Assert.Equal(4, writer.Size);
                Assert.Equal(4, await writer.Append(TestLedger.Entry(4), default));
            }
        }
    }

    [Fact]
    public async Task Of_one_torn_write_of_many_entries_a_later_piece_may_have_reached_the_disk()
    {
        _ledger.Create();
        await _ledger.Fill(1);
        var empty = File.ReadAllBytes(At("checkpoint"));
        var before = new FileInfo(At(FirstSegment)).Length;
        using (var folder = new LedgerFolderJournal(_ledger.Root)) folder.AppendTogether(1, 3);
        var journal = File.ReadAllBytes(At(FirstSegment));
        var frame = (journal.Length - (int)before) / 3;
        journal.AsSpan((int)before + frame, frame).Clear();
        File.WriteAllBytes(At(FirstSegment), journal);
        File.WriteAllBytes(At("checkpoint"), empty);
        await using var writer = _ledger.Open();
        Assert.Equal(2, writer.Size);
    }

    [Fact]
    public async Task Damage_before_entries_that_were_answered_later_is_refused()
    {
        var journal = await FiveEntriesInTheJournalOnly();
        for (var offset = 0; offset < journal.Length * 4 / 5; offset += 11)
        {
            var damaged = journal.ToArray();
            damaged[offset] ^= 0x10;
            File.WriteAllBytes(At(FirstSegment), damaged);
            Assert.Contains("damaged", Refusal());
            Assert.Equal(damaged, File.ReadAllBytes(At(FirstSegment)));
        }
    }

    [Fact]
    public async Task A_journal_shorter_than_the_checkpoint_is_refused()
    {
        await _ledger.Fill(5);
        var journal = File.ReadAllBytes(At(FirstSegment));
        File.WriteAllBytes(At(FirstSegment), journal[..^1]);
        Assert.Contains("damaged", Refusal());
        File.WriteAllBytes(At(FirstSegment), journal[..(journal.Length * 4 / 5)]);
        Assert.Contains("the journal ends at 4", Refusal());
        File.Delete(At(FirstSegment));
        Assert.Contains("no journal", Refusal());
    }

    [Fact]
    public async Task A_journal_of_another_ledger_is_refused()
    {
        await _ledger.Fill(3);
        using var other = new TestLedger();
        other.Create();
        await using (var writer = other.Open())
            for (var i = 0; i < 3; i++) await writer.Append(TestLedger.Entry(i + 100), default);
        File.Copy(Path.Combine(other.Root, FirstSegment), At(FirstSegment), overwrite: true);
        Assert.Contains("Entry 0 in the journal", Refusal());
    }

    [Fact]
    public async Task A_gap_between_segments_and_a_stray_file_are_refused()
    {
        await _ledger.Fill(3);
        File.WriteAllBytes(At("journal/00000000000000000007.journal"), []);
        Assert.Contains("has no entry 3", Refusal());
        File.Move(At("journal/00000000000000000007.journal"), At("journal/notes.txt"));
        Assert.Contains("no file of the journal", Refusal());
    }

    [Theory]
    [InlineData("checkpoint", "checkpoint")] // refused by its signature, or no base64 any more
    [InlineData("tile/0/001.p/44", "do not give the root")]
    [InlineData("tile/1/000.p/1", "do not give the root")]
    public async Task A_changed_byte_at_the_edge_of_the_tree_is_found_at_start(string path, string expected)
    {
        await _ledger.Fill(300);
        _ledger.Flip(path, path == "checkpoint" ? -5 : -1);
        Assert.Contains(expected, Refusal());
    }

    [Theory]
    [InlineData("checkpoint")]
    [InlineData("tile/0/001.p/44")]
    [InlineData("tile/1/000.p/1")]
    [InlineData("tile/entries/001.p/44")]
    public async Task A_missing_file_is_named(string path)
    {
        await _ledger.Fill(300);
        File.Delete(At(path));
        Assert.Contains(path, Refusal());
    }

    [Fact]
    public async Task An_older_checkpoint_alone_is_caught_up_from_the_journal()
    {
        await _ledger.Fill(3);
        var old = File.ReadAllBytes(At("checkpoint"));
        await _ledger.Fill(3);
        File.WriteAllBytes(At("checkpoint"), old);
        await using var writer = _ledger.Open();
        Assert.Equal(6, writer.Size);
    }

    /// <summary>Writes several entries as one batch, as callers that wait together are written.</summary>
    private sealed class LedgerFolderJournal(string root) : IDisposable
    {
        private readonly WriteAheadJournal _journal = WriteAheadJournal.Open(new LedgerFolder(root, new StorageFiles()), 0, _ => { });

        public void AppendTogether(long from, int count) =>
            _journal.Append(Enumerable.Range(0, count).Select(i => new PendingAppend(from + i, TestLedger.Entry(from + i), [], goesOn: false)).ToArray());

        public void Dispose() => _journal.Dispose();
    }
}

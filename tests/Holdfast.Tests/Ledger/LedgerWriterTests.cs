using System.Text;
using Holdfast.Ledger;

namespace Holdfast.Tests.Ledger;

public sealed class LedgerWriterTests : IDisposable
{
    private readonly TestLedger _ledger = new();

    public void Dispose() => _ledger.Dispose();

    private string Root => _ledger.Root;

    private LedgerWriter Open() => _ledger.Open();

    [Theory]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(1000)]
    [InlineData(66000)]
    public async Task What_is_appended_is_read_back_and_proved_after_a_restart(int count)
    {
        _ledger.Create();
        await using (var writer = Open()) await TestLedger.Append(writer, count);
        await using var again = Open();
        Assert.Equal(count, again.Size);
        await TestLedger.Append(again, 3);
        await again.WaitForCheckpoint(count + 3, default);

        var reader = new LedgerReader(Root);
        Assert.Equal(Enumerable.Range(0, count + 3).Select(i => Encoding.UTF8.GetString(TestLedger.Entry(i))), reader.ReadEntries(0, long.MaxValue).Select(e => Encoding.UTF8.GetString(e.Entry)));
        var checkpoint = _ledger.Read(again.PublishedCheckpoint);
        Assert.Equal(count + 3, checkpoint.Size);
        foreach (var i in new long[] { 0, count / 2, count, count + 2 })
            Assert.True(MerkleProofs.VerifyInclusion(MerkleTree.LeafHash(TestLedger.Entry(i)), i, checkpoint.Size, reader.InclusionProof(i, checkpoint.Size), checkpoint.Root.Span));
        Assert.Equal(Enumerable.Range(0, count + 3).Select(i => (long)i), again.ReadJournal(0).Select(item => item.Index));
        Assert.Equal(TestLedger.Attachment(count), again.ReadJournal(count).First().Attachment);
    }

    [Fact]
    public async Task The_order_of_calls_is_the_order_of_entries_however_many_call()
    {
        _ledger.Create();
        await using var writer = Open();
        var gate = new Lock();
        var order = new List<(string Text, Task<long> Index)>();
        await Task.WhenAll(Enumerable.Range(0, 64).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++)
            {
                Task<long> appended;
                lock (gate)
                {
                    appended = writer.Append(Encoding.UTF8.GetBytes($"{caller}/{i}"), default);
                    order.Add(($"{caller}/{i}", appended));
                }

                await appended;
            }
        })));
        for (var i = 0; i < order.Count; i++) Assert.Equal(i, await order[i].Index);
        Assert.Equal(order.Select(o => o.Text), writer.ReadJournal(0).Select(item => Encoding.UTF8.GetString(item.Entry)));
    }

    [Fact]
    public async Task The_caller_may_reuse_its_buffers()
    {
        _ledger.Create();
        await using var writer = Open();
        var buffer = "first"u8.ToArray();
        var first = writer.Append(buffer, buffer);
        "other"u8.CopyTo(buffer);
        await first;
        Assert.Equal("first"u8.ToArray(), writer.ReadJournal(0).Single().Entry);
        Assert.Equal("first"u8.ToArray(), writer.ReadJournal(0).Single().Attachment);
    }

    [Fact]
    public async Task Empty_and_oversized_entries_are_refused_and_leave_no_trace()
    {
        _ledger.Create();
        await using var writer = Open();
        await Assert.ThrowsAsync<ArgumentException>(() => writer.Append(default, default));
        await Assert.ThrowsAsync<ArgumentException>(() => writer.Append(new byte[LedgerWriter.MaxEntryLength + 1], default));
        await Assert.ThrowsAsync<ArgumentException>(() => writer.Append(new byte[1], new byte[LedgerWriter.MaxAttachmentLength + 1]));
        Assert.Equal(0, await writer.Append(new byte[LedgerWriter.MaxEntryLength], new byte[LedgerWriter.MaxAttachmentLength]));
        Assert.Equal(LedgerWriter.MaxAttachmentLength, writer.ReadJournal(0).Single().Attachment.Length);
    }

    [Fact]
    public async Task A_ledger_has_one_writer_and_is_never_made_over()
    {
        _ledger.Create();
        Assert.Contains("not overwritten", Assert.Throws<LedgerException>(_ledger.Create).Message);
        await using (Open()) Assert.Contains("in use", Assert.Throws<LedgerException>(() => Open()).Message);
        await using var again = Open();
    }

    [Fact]
    public async Task Nothing_is_appended_to_a_closed_ledger()
    {
        _ledger.Create();
        var writer = Open();
        var last = writer.Append("last"u8.ToArray(), default);
        await writer.DisposeAsync();
        await writer.DisposeAsync();
        Assert.Equal(0, await last);
        await Assert.ThrowsAsync<LedgerException>(() => writer.Append("later"u8.ToArray(), default));
        Assert.Equal(1, _ledger.Read(writer.PublishedCheckpoint).Size);
    }

    [Fact]
    public async Task Opening_what_was_never_made_or_under_another_key_is_refused()
    {
        Assert.Contains("init", Assert.Throws<LedgerException>(() => Open()).Message);
        _ledger.Create();
        using var other = NoteSigner.Create(TestLedger.Origin);
        Assert.Contains("not signed", Assert.Throws<LedgerException>(() => LedgerWriter.Open(Root, other, TimeProvider.System)).Message);
        await using var writer = Open();
    }

    /// <summary>A disk that takes its time until it is let go.</summary>
    private sealed class SlowFiles : StorageFiles
    {
        public ManualResetEventSlim Go { get; } = new();

        public override void Flush(Microsoft.Win32.SafeHandles.SafeFileHandle file)
        {
            Go.Wait();
            base.Flush(file);
        }
    }

    [Fact]
    public async Task A_disk_that_does_not_keep_up_makes_callers_wait_and_then_refuses_them()
    {
        _ledger.Create();
        var disk = new SlowFiles();
        await using var writer = LedgerWriter.Open(Root, _ledger.Signer, TimeProvider.System, disk, maxBytesHeld: 10_000);
        var waiting = new List<Task<long>>();
        var refusal = await Assert.ThrowsAsync<LedgerException>(async () =>
        {
            while (waiting.Count < 100) waiting.Add(writer.Append(new byte[500], new byte[500]));
            await Task.WhenAll(waiting);
        });
        Assert.Contains("does not keep up", refusal.Message);
        Assert.InRange(waiting.Count, 10, 12);
        Assert.DoesNotContain(waiting, task => task.IsCompleted);
        disk.Go.Set();
        Assert.Equal(Enumerable.Range(0, waiting.Count).Select(i => (long)i), await Task.WhenAll(waiting));
        await writer.WaitForCheckpoint(waiting.Count, default);
        while (true)
        {
            // What is held is given back just after the checkpoint is there.
            try
            {
                Assert.Equal(waiting.Count, await writer.Append("again"u8.ToArray(), default));
                break;
            }
            catch (LedgerException)
            {
                await Task.Delay(5);
            }
        }
    }

    [Fact]
    public async Task When_the_disk_fails_everybody_who_waits_is_told_and_nothing_is_accepted_any_more()
    {
        _ledger.Create();
        var disk = new FailingFiles();
        await using var writer = LedgerWriter.Open(Root, _ledger.Signer, TimeProvider.System, disk);
        Assert.Equal(0, await writer.Append("kept"u8.ToArray(), default));
        await writer.WaitForCheckpoint(1, default);
        disk.Fails = true;
        var waiting = Enumerable.Range(0, 20).Select(async _ => await writer.Append("lost"u8.ToArray(), default)).ToList();
        foreach (var task in waiting) await Assert.ThrowsAsync<LedgerException>(() => task);
        disk.Fails = false;
        Assert.Contains("Mend the disk", (await writer.Broken.WaitAsync(TimeSpan.FromSeconds(10))).Message);
        await Assert.ThrowsAsync<LedgerException>(() => writer.Append("later"u8.ToArray(), default));
        await Assert.ThrowsAsync<LedgerException>(() => writer.WaitForCheckpoint(2, default).WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal(1, writer.Size);
    }

    private sealed class FailingFiles : StorageFiles
    {
        public volatile bool Fails;

        public override void Flush(Microsoft.Win32.SafeHandles.SafeFileHandle file)
        {
            if (Fails) throw new IOException("No space left on device.");
            base.Flush(file);
        }
    }

    [Fact]
    public async Task A_checkpoint_is_published_soon_and_announced()
    {
        _ledger.Create();
        await using var writer = Open();
        var announced = new List<string>();
        writer.CheckpointPublished += announced.Add;
        await TestLedger.Append(writer, 10);
        await writer.WaitForCheckpoint(10, default).WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(10, writer.PublishedSize);
        Assert.Equal(10, _ledger.Read(writer.PublishedCheckpoint).Size);
        Assert.Equal(File.ReadAllText(Path.Combine(Root, "checkpoint")), writer.PublishedCheckpoint);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writer.WaitForCheckpoint(11, new CancellationTokenSource(50).Token));
        await writer.DisposeAsync();
        Assert.Equal(writer.PublishedCheckpoint, announced[^1]);
    }

    [Fact]
    public async Task What_is_served_is_the_checkpoint_and_the_tiles_and_nothing_else_in_the_folder()
    {
        _ledger.Create();
        await using (var writer = Open()) await TestLedger.Append(writer, 300);
        var reader = new LedgerReader(Root);
        foreach (var path in new[] { "checkpoint", "tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/000", "tile/entries/001.p/44" })
            Assert.True(File.Exists(reader.Find(path)?.FullPath), path);
        foreach (var path in new[] { "lock", "journal/00000000000000000000.journal", "tile/0/000.p/7", "tile/0/../../lock", "tile", "", "tmp/0", "../ledger/checkpoint", "checkpoint/" })
            Assert.Null(reader.Find(path));
        Assert.False(Directory.Exists(Path.Combine(Root, "tile/0/000.p")));
    }

    [Fact]
    public async Task The_journal_is_kept_until_its_owner_and_a_checkpoint_cover_it()
    {
        _ledger.Create();
        var large = new byte[1 << 20];
        await using (var writer = Open())
        {
            // Two segments of 32 MiB and the beginning of a third.
            for (var i = 0; i < 70; i++) await writer.Append(TestLedger.Entry(i), large);
            await writer.WaitForCheckpoint(70, default);
            Assert.Equal(3, Directory.GetFiles(Path.Combine(Root, "journal")).Length);
            Assert.Equal(Enumerable.Range(31, 39).Select(i => (long)i), writer.ReadJournal(31).Select(item => item.Index));
            writer.ReleaseJournal(40);
            while (Directory.GetFiles(Path.Combine(Root, "journal")).Length > 2) await Task.Delay(10);
            Assert.Equal(30, writer.ReadJournal(40).Count());
            Assert.Contains("begins at entry", Assert.Throws<LedgerException>(() => writer.ReadJournal(0).Count()).Message);
        }

        await using var again = Open();
        Assert.Equal(70, again.Size);
        await TestLedger.Append(again, 1);
    }

    [Fact]
    public async Task A_cosignature_is_served_with_its_checkpoint_and_remembered()
    {
        _ledger.Create();
        using var witness = NoteSigner.CreateCosigner("example.com/witness");
        string first;
        await using (var writer = Open())
        {
            await TestLedger.Append(writer, 5);
            await writer.WaitForCheckpoint(5, default);
            first = writer.PublishedCheckpoint;
            Assert.Null(writer.WitnessedCheckpoint);
            Assert.True(SignedNote.TryParse(first, out var note));
            writer.AddCosignature(note.With([witness.Cosign(note.Text, DateTimeOffset.UnixEpoch)]));
            while (writer.WitnessedCheckpoint is null) await Task.Delay(10);
            Assert.Equal(NoteSignatureState.Good, State(File.ReadAllText(Path.Combine(Root, "checkpoint")), witness));
            await TestLedger.Append(writer, 5);
            await writer.WaitForCheckpoint(10, default);
            Assert.Equal(NoteSignatureState.Absent, State(writer.PublishedCheckpoint, witness));

            // Nobody can have cosigned what was not published, or what another log published.
            using var other = NoteSigner.Create("example.com/other");
            Assert.Throws<ArgumentException>(() => writer.AddCosignature(_ledger.Signer.Sign(new Checkpoint(TestLedger.Origin, 11, MerkleTree.EmptyRoot()))));
            Assert.Throws<ArgumentException>(() => writer.AddCosignature(other.Sign(new Checkpoint(TestLedger.Origin, 5, MerkleTree.EmptyRoot()))));
        }

        await using (var again = Open()) Assert.Equal(NoteSignatureState.Good, State(again.WitnessedCheckpoint!, witness));
        File.WriteAllText(Path.Combine(Root, "checkpoint"), _ledger.Signer.Sign(new Checkpoint(TestLedger.Origin, 0, MerkleTree.EmptyRoot())).ToString());
        Assert.Contains("a witness has signed 5", Assert.Throws<LedgerException>(() => Open()).Message);
    }

    private static NoteSignatureState State(string note, NoteSigner witness) =>
        SignedNote.TryParse(note, out var parsed) ? parsed.Check(witness.Verifier) : NoteSignatureState.Bad;
}

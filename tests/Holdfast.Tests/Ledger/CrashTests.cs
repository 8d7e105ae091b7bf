using Holdfast.Ledger;

namespace Holdfast.Tests.Ledger;

/// <summary>
/// Every call to the disk fails once before and once after it took effect, and the power is cut after each. Afterwards
/// the ledger opens with everything that was answered, and with nothing that contradicts a checkpoint that was shown.
/// </summary>
public sealed class CrashTests : IDisposable
{
    private const int Before = 253;

    private readonly TestLedger _ledger = new();

    public void Dispose() => _ledger.Dispose();

    /// <summary>A clock on which a second passes between any two looks, so that nothing waits for the next checkpoint's turn.</summary>
    private sealed class HurriedClock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Interlocked.Increment(ref _ticks);
    }

    private LedgerWriter Open(UnreliableFiles files) => LedgerWriter.Open(_ledger.Root, _ledger.Signer, new HurriedClock(), files);

    /// <summary>What the outside has seen by the time of the crash.</summary>
    private sealed class Seen
    {
        public long Answered { get; set; } = Before;

        public List<string> Checkpoints { get; } = [];
    }

    [Fact]
    public async Task Whatever_call_to_the_disk_fails_nothing_answered_is_lost()
    {
        var template = await Template();
        var (healthy, _) = await Live(template, -1, false);
        Assert.InRange(healthy.Calls, 60, 400);
        for (var call = 0; call < healthy.Calls; call++)
        {
            foreach (var after in new[] { false, true })
            {
                var (files, seen) = await Live(template, call, after);
                await OpensWithEverything(seen, files.Failed);
            }
        }
    }

    [Fact]
    public async Task Whenever_the_power_is_cut_nothing_answered_is_lost()
    {
        var template = await Template();
        var (healthy, _) = await Live(template, -1, false);
        for (var call = 0; call < healthy.Calls; call++)
        {
            var (files, seen) = await Live(template, call, after: true, kept: call % 3 * 0.45);
            await OpensWithEverything(seen, $"power cut {files.Failed}");
        }
    }

    [Fact]
    public async Task Whenever_the_power_is_cut_entries_of_one_decision_are_there_together_or_not_at_all()
    {
        await _ledger.Fill(Before);
        _ledger.Folder.CopyOf(_ledger.Root, "template");
        var cutInTwo = 0;
        for (var call = 0; call < 60; call++)
        {
            foreach (var kept in new[] { 0.0, 0.5, 0.9, 1.0 })
            {
                Directory.Delete(_ledger.Root, recursive: true);
                _ledger.Folder.CopyOf(_ledger.Folder["template"], "ledger");
                var answered = await Decide(new UnreliableFiles { FailingCall = call, FailAfterEffect = true, KeptWhenPowerIsCut = kept });
                cutInTwo += JournalHoldsPartOfADecision() ? 1 : 0;
                await using var writer = Open(new UnreliableFiles());
                Assert.True((writer.Size - Before) % 3 == 0 && writer.Size >= answered, $"{writer.Size - Before} entries of decisions of three, power cut at call {call}");
            }
        }

        Assert.True(cutInTwo > 0, "No power cut fell between two entries of a decision: the test shows nothing.");
    }

    /// <summary>Decisions of three entries until the disk fails; how many entries the ledger had when the last was answered.</summary>
    private async Task<long> Decide(UnreliableFiles files)
    {
        long answered = Before;
        try
        {
            await using var writer = Open(files);
            for (var decision = 0; decision < 4; decision++)
                answered = 1 + await writer.Append([.. Enumerable.Range(0, 3).Select(i => new NewEntry(TestLedger.Entry(answered + i), TestLedger.Attachment(answered + i)))]);
        }
        catch (Exception e) when (e is LedgerException or IOException)
        {
            // The power is off.
        }

        return answered;
    }

    private bool JournalHoldsPartOfADecision()
    {
        var last = Directory.GetFiles(Path.Combine(_ledger.Root, "journal")).Max()!;
        ReadOnlySpan<byte> rest = File.ReadAllBytes(last);
        var goesOn = false;
        while (JournalFrame.Read(rest) is { } frame)
        {
            goesOn = frame.GoesOn;
            rest = rest[frame.Length..];
        }

        return goesOn;
    }

    [Fact]
    public void A_ledger_half_made_is_not_taken_for_one()
    {
        var healthy = new UnreliableFiles();
        LedgerOpening.Create(_ledger.Folder["healthy"], _ledger.Signer, healthy);
        for (var call = 0; call < healthy.Calls; call++)
        {
            var files = new UnreliableFiles { FailingCall = call };
            Assert.Throws<IOException>(() => LedgerOpening.Create(_ledger.Root, _ledger.Signer, files));
            if (!File.Exists(Path.Combine(_ledger.Root, "checkpoint"))) Assert.Contains("missing", Assert.Throws<LedgerException>(_ledger.Open).Message);
            if (Directory.Exists(_ledger.Root)) Directory.Delete(_ledger.Root, recursive: true);
        }
    }

    /// <summary>Files of a sound ledger just below 256 entries, so that the tests cross the edge of a tile.</summary>
    private async Task<string> Template()
    {
        await _ledger.Fill(Before);
        _ledger.Folder.CopyOf(_ledger.Root, "template");
        return _ledger.Folder["template"];
    }

    /// <summary>Two lives of a ledger on a disk where one call fails: appends alone and together, a cosignature, a release of the journal.</summary>
    private async Task<(UnreliableFiles Files, Seen Seen)> Live(string template, int failing, bool after, double? kept = null)
    {
        Directory.Delete(_ledger.Root, recursive: true);
        _ledger.Folder.CopyOf(template, "ledger");
        var files = new UnreliableFiles { FailingCall = failing, FailAfterEffect = after, KeptWhenPowerIsCut = kept };
        var seen = new Seen();
        for (var life = 0; life < 2; life++)
        {
            try
            {
                await using var writer = Open(files);
                await Work(writer, seen);
            }
            catch (Exception e) when (e is LedgerException or IOException)
            {
                if (failing < 0) throw;
            }
        }

        return (files, seen);
    }

    private static async Task Work(LedgerWriter writer, Seen seen)
    {
        writer.CheckpointPublished += seen.Checkpoints.Add;
        for (var together = 1; together <= 3; together++)
        {
            var from = writer.Size;
            var appended = Enumerable.Range(0, together).Select(i => writer.Append(TestLedger.Entry(from + i), TestLedger.Attachment(from + i))).ToList();
            for (var i = 0; i < together; i++)
            {
                Assert.Equal(from + i, await appended[i]);
                seen.Answered = from + i + 1;
            }
        }

        await writer.WaitForCheckpoint(writer.Size, default).WaitAsync(TimeSpan.FromSeconds(10));
        Assert.True(SignedNote.TryParse(writer.PublishedCheckpoint, out var note));
        writer.AddCosignature(note);
        writer.ReleaseJournal(writer.Size);
    }

    private async Task OpensWithEverything(Seen seen, string crash)
    {
        await using (var writer = Open(new UnreliableFiles()))
        {
            Assert.True(writer.Size >= seen.Answered, crash);
            await writer.Append(TestLedger.Entry(writer.Size), default);
        }

        var size = Assert.IsType<VerificationResult.Sound>(LedgerVerification.Verify(_ledger.Root, _ledger.Signer.Verifier)).Checkpoint.Size;
        var reader = new LedgerReader(_ledger.Root);
        foreach (var (index, entry) in reader.ReadEntries(0, size)) Assert.Equal(TestLedger.Entry(index), entry);
        var now = reader.ReadCheckpoint();
        foreach (var then in seen.Checkpoints.Select(_ledger.Read))
            Assert.True(MerkleProofs.VerifyConsistency(then.Size, now.Size, reader.ConsistencyProof(then.Size, now.Size), then.Root.Span, now.Root.Span), crash);
    }
}

using System.Globalization;
using System.Security.Cryptography;
using Holdfast.Ledger;

namespace Holdfast.SystemTests.Ledger;

/// <summary>kill -9 at any moment: what was answered is there, in order, with what was kept beside it.</summary>
public sealed class KilledWriterTests
{
    private const int Kills = 8;

    [Fact]
    public async Task Everything_answered_before_a_kill_is_there_after_it()
    {
        var folder = Directory.CreateTempSubdirectory("holdfast-kill-");
        try
        {
            var ledger = Path.Combine(folder.FullName, "ledger");
            using (var made = NoteSigner.Create("holdfast.internal/ledger/kill"))
            {
                LedgerWriter.Create(ledger, made);
                made.Save(ledger + ".key");
            }

            using var signer = NoteSigner.Load(ledger + ".key");
            var checkpoints = new List<Checkpoint>();
            long answered = 0;
            for (var kill = 0; kill < Kills; kill++)
            {
                var before = answered;
                answered = await AppendUntilKilled(ledger, TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(50, 600)));
                Assert.True(answered > before, "Nothing was answered between two kills.");
                // Where the process left it, before anybody mends anything: the published part is sound as it is.
                Assert.IsType<VerificationResult.Sound>(LedgerVerification.Verify(ledger, signer.Verifier));
                checkpoints.Add(await EverythingIsThere(ledger, signer, answered));
                answered = checkpoints[^1].Size;
            }

            var reader = new LedgerReader(ledger);
            var last = reader.ReadCheckpoint();
            foreach (var older in checkpoints)
                Assert.True(MerkleProofs.VerifyConsistency(older.Size, last.Size, reader.ConsistencyProof(older.Size, last.Size), older.Root.Span, last.Root.Span));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>One more than the last index that was answered.</summary>
    private static async Task<long> AppendUntilKilled(string ledger, TimeSpan life)
    {
        using var process = Appender.Start(ledger);
        var errors = process.StandardError.ReadToEndAsync();
        var first = await process.StandardOutput.ReadLineAsync();
        Assert.True(first is not null, await (first is null ? errors : Task.FromResult("")));
        var rest = process.StandardOutput.ReadToEndAsync();
        await Task.Delay(life);
        process.Kill();
        await process.WaitForExitAsync();
        // A line may be torn by the kill; what stands before the last line end was printed whole.
        var text = first + "\n" + await rest;
        var lines = text[..text.LastIndexOf('\n')].Split('\n');
        return long.Parse(lines[^1], CultureInfo.InvariantCulture) + 1;
    }

    private static async Task<Checkpoint> EverythingIsThere(string ledger, NoteSigner signer, long answered)
    {
        await using var writer = LedgerWriter.Open(ledger, signer, TimeProvider.System);
        Assert.True(writer.Size >= answered, $"{answered} entries were answered, {writer.Size} are there.");
        long next = 0;
        foreach (var item in writer.ReadJournal(0))
        {
            Assert.Equal(next, item.Index);
            Assert.Equal(Appender.Entry(next), item.Entry);
            Assert.Equal(Appender.Attachment(next), item.Attachment);
            next++;
        }

        Assert.Equal(writer.Size, next);
        await writer.WaitForCheckpoint(writer.Size, default);
        Assert.Equal(next, Assert.IsType<VerificationResult.Sound>(LedgerVerification.Verify(ledger, signer.Verifier)).Checkpoint.Size);
        return new LedgerReader(ledger).ReadCheckpoint();
    }
}

using System.Text;
using Holdfast.Ledger;

namespace Holdfast.SystemTests.Ledger;

/// <summary>
/// Somebody who trusts none of our code can check our ledger with Go's; and that check is worth something, because it
/// finds what was planted.
/// </summary>
public sealed class OutsideVerifierTests(GoVerifier verifier) : IClassFixture<GoVerifier>, IAsyncLifetime
{
    private const string Origin = "holdfast.internal/ledger/outside";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("holdfast-outside-");
    private readonly NoteSigner _signer = NoteSigner.Create(Origin);
    private readonly NoteSigner _cosigner = NoteSigner.CreateCosigner("holdfast.internal/watch/outside");
    private readonly List<string> _older = [];

    private string Ledger => Path.Combine(_folder.FullName, "ledger");

    /// <summary>A ledger of 700 entries in four lives, each of whose last checkpoints was cosigned and kept.</summary>
    public async ValueTask InitializeAsync()
    {
        LedgerWriter.Create(Ledger, _signer);
        var memory = Path.Combine(_folder.FullName, "witness");
        WitnessState.Create(memory);
        var witness = WitnessState.Open(memory, _cosigner, [_signer.Verifier], TimeProvider.System);
        long seen = 0;
        foreach (var size in new long[] { 1, 255, 600, 700 })
        {
            await using var writer = LedgerWriter.Open(Ledger, _signer, TimeProvider.System);
            await Fill(writer, size);
            await writer.WaitForCheckpoint(size, default);
            Assert.True(SignedNote.TryParse(writer.PublishedCheckpoint, out var note));
            var answer = witness.AddCheckpoint(new WitnessRequest(seen, writer.ConsistencyProof(seen, size), note).Format());
            Assert.Equal(200, answer.Status);
            Assert.True(SignedNote.TryParseSignatures(answer.Body, out var cosignature));
            _older.Add(Path.Combine(_folder.FullName, $"checkpoint.{size}"));
            await File.WriteAllTextAsync(_older[^1], note.With(cosignature).ToString());
            seen = size;
        }
    }

    private static Task Fill(LedgerWriter writer, long size) => Task.WhenAll(Enumerable.Range((int)writer.Size, (int)(size - writer.Size))
        .Select(i => writer.Append(Encoding.UTF8.GetBytes($"{{\"v\":1,\"entry\":{i}}}"), "private"u8.ToArray())));

    public ValueTask DisposeAsync()
    {
        _signer.Dispose();
        _cosigner.Dispose();
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private (int Code, string Output) Verify() => verifier.Verify([Ledger, _signer.VerifierKey, "-witness", _cosigner.VerifierKey, .. _older]);

    [Fact]
    public void An_outsider_finds_the_ledger_right()
    {
        var (code, output) = Verify();
        Assert.Equal("700 entries and 4 older checkpoints are right\n", output);
        Assert.Equal(0, code);
    }

    [Theory]
    [InlineData("tile/entries/000", 5, "entry 0")]
    [InlineData("tile/entries/002.p/188", -1, "entry 699")]
    [InlineData("tile/0/000", 0, "entry")]
    [InlineData("tile/0/002.p/188", -1, "entry")]
    [InlineData("tile/1/000.p/2", 33, "entry")]
    [InlineData("checkpoint", -10, "checkpoint")]
    [InlineData("checkpoint", 36, "checkpoint")]
    [InlineData("../checkpoint.255", -10, "checkpoint.255")]
    public void An_outsider_finds_a_flipped_byte(string path, int offset, string named)
    {
        var full = Path.Combine(Ledger, path);
        var bytes = File.ReadAllBytes(full);
        bytes[offset < 0 ? bytes.Length + offset : offset] ^= 1;
        File.WriteAllBytes(full, bytes);
        var (code, output) = Verify();
        Assert.Equal(1, code);
        Assert.Contains(named, output);
    }

    [Fact]
    public void An_outsider_finds_an_older_checkpoint_of_another_history()
    {
        var note = _signer.Sign(new Checkpoint(Origin, 600, new byte[32]));
        File.WriteAllText(_older[2], note.With([_cosigner.Cosign(note.Text, DateTimeOffset.UnixEpoch)]).ToString());
        var (code, output) = Verify();
        Assert.Equal(1, code);
        Assert.Contains("checkpoint.600", output);
    }

    [Fact]
    public void An_outsider_finds_a_cosignature_by_another_witness()
    {
        using var other = NoteSigner.CreateCosigner("holdfast.internal/watch/outside");
        var (code, _) = verifier.Verify([Ledger, _signer.VerifierKey, "-witness", other.VerifierKey, .. _older]);
        Assert.Equal(1, code);
    }

    [Fact]
    public async Task An_outsider_finds_a_ledger_with_three_levels_of_tiles_right()
    {
        await using (var writer = LedgerWriter.Open(Ledger, _signer, TimeProvider.System))
            await Fill(writer, 66_000);

        var (code, output) = Verify();
        Assert.EndsWith("are right\n", output);
        Assert.Equal(0, code);
    }
}

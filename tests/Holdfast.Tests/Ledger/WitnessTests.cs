using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Ledger;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Tests.Ledger;

public sealed class WitnessTests : IDisposable
{
    private const string WitnessName = "holdfast.internal/watch/test";

    private readonly TestLedger _ledger = new();
    private readonly NoteSigner _cosigner = NoteSigner.CreateCosigner(WitnessName);
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000));

    public void Dispose()
    {
        _cosigner.Dispose();
        _ledger.Dispose();
    }

    private string Folder => _ledger.Folder["witness"];

    private WitnessState Witness()
    {
        if (!Directory.Exists(Folder)) WitnessState.Create(Folder);
        return WitnessState.Open(Folder, _cosigner, [_ledger.Signer.Verifier], _time);
    }

    private string Signed(long size, byte[]? root = null) =>
        _ledger.Signer.Sign(new Checkpoint(TestLedger.Origin, size, root ?? Tree(size).Root())).ToString();

    private static CompactRange Tree(long size)
    {
        var range = new CompactRange();
        for (var i = 0; i < size; i++) range.Append(MerkleTree.LeafHash(TestLedger.Entry(i)));
        return range;
    }

    private static byte[] Subtree(int height, long index) => height == 0 ? MerkleTree.LeafHash(TestLedger.Entry(index))
        : MerkleTree.NodeHash(Subtree(height - 1, 2 * index), Subtree(height - 1, 2 * index + 1));

    private static byte[] Body(long old, IEnumerable<byte[]> proof, string note) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"old {old}\n{string.Concat(proof.Select(h => Convert.ToBase64String(h) + "\n"))}\n{note}"));

    private byte[] Body(long old, long size) => Body(old, MerkleProofs.Consistency(old, size, Subtree), Signed(size));

    [Fact]
    public void A_growing_ledger_is_cosigned_step_by_step_across_restarts()
    {
        long old = 0;
        foreach (var size in new long[] { 0, 1, 2, 7, 8, 8, 300 })
        {
            var answer = Witness().AddCheckpoint(Body(old, size));
            Assert.Equal(200, answer.Status);
            Assert.True(SignedNote.TryParse(Signed(size) + answer.Body, out var note));
            Assert.Equal(NoteSignatureState.Good, note.Check(_cosigner.Verifier));
            Assert.Equal(NoteSignatureState.Good, note.Check(NoteVerifier.Parse(_cosigner.VerifierKey)));
            Assert.Equal(size, Witness().Seen(TestLedger.Origin)!.Size);
            old = size;
        }
    }

    [Fact]
    public void A_cosignature_states_its_time_and_stands_for_no_other_text_or_time()
    {
        var answer = Witness().AddCheckpoint(Body(0, 5));
        Assert.True(SignedNote.TryParseSignatures(answer.Body, out var lines));
        Assert.Equal(1_700_000_000ul, NoteVerifier.TimeOf(lines[0].Blob.Span));
        var later = lines[0].Blob.ToArray();
        later[7]++;
        Assert.True(SignedNote.TryParse(Signed(5), out var note));
        Assert.Equal(NoteSignatureState.Bad, note.With([lines[0] with { Blob = later }]).Check(_cosigner.Verifier));
        Assert.True(SignedNote.TryParse(Signed(6), out var other));
        Assert.Equal(NoteSignatureState.Bad, other.With(lines).Check(_cosigner.Verifier));
        Assert.StartsWith($"\u2014 {WitnessName} ", answer.Body);
        Assert.EndsWith("\n", answer.Body);
    }

    [Fact]
    public void A_log_that_is_not_witnessed_gets_404()
    {
        using var stranger = NoteSigner.Create("example.com/stranger");
        var note = stranger.Sign(new Checkpoint("example.com/stranger", 0, MerkleTree.EmptyRoot())).ToString();
        Assert.Equal(404, Witness().AddCheckpoint(Body(0, [], note)).Status);
    }

    [Fact]
    public void A_checkpoint_that_the_log_did_not_sign_gets_403()
    {
        using var thief = NoteSigner.Create(TestLedger.Origin);
        var forged = thief.Sign(new Checkpoint(TestLedger.Origin, 1, Tree(1).Root())).ToString();
        Assert.Equal(403, Witness().AddCheckpoint(Body(0, [], forged)).Status);
        Assert.Equal(403, Witness().AddCheckpoint(Body(0, [], Signed(1).Replace("\n1\n", "\n2\n"))).Status);
        Assert.Null(Witness().Seen(TestLedger.Origin));
    }

    [Fact]
    public void An_old_size_above_the_checkpoint_gets_400()
    {
        Assert.Equal(200, Witness().AddCheckpoint(Body(0, 8)).Status);
        Assert.Equal(400, Witness().AddCheckpoint(Body(8, [], Signed(5))).Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("old 0\n")]
    [InlineData("old 0\n\n")]
    [InlineData("new 0\n\nNOTE")]
    [InlineData("old -1\n\nNOTE")]
    [InlineData("old 00\n\nNOTE")]
    [InlineData("old 99999999999999999999\n\nNOTE")]
    [InlineData("old 0\r\n\r\nNOTE")]
    [InlineData("old 0\n47DEQpj8HBSa\n\nNOTE")]
    [InlineData("old 0\n*\n\nNOTE")]
    [InlineData("old 0\nMANY\n\nNOTE")]
    public void What_is_not_a_request_gets_400(string body)
    {
        var hashes = string.Join('\n', Enumerable.Repeat(Convert.ToBase64String(new byte[32]), 64));
        Assert.Equal(400, Witness().AddCheckpoint(Encoding.UTF8.GetBytes(body.Replace("NOTE", Signed(1)).Replace("MANY", hashes))).Status);
        Assert.Equal(400, Witness().AddCheckpoint(new byte[WitnessRequest.MaxLength + 1]).Status);
    }

    [Fact]
    public void Another_size_than_the_witnessed_one_gets_409_with_that_size()
    {
        Assert.Equal(200, Witness().AddCheckpoint(Body(0, 8)).Status);
        foreach (var old in new long[] { 0, 7, 9 })
        {
            var answer = Witness().AddCheckpoint(Body(old, 20));
            Assert.Equal((409, "8\n", "text/x.tlog.size"), (answer.Status, answer.Body, answer.ContentType));
        }

        // A ledger that was rolled back is told how far it had been.
        Assert.Equal("8\n", Witness().AddCheckpoint(Body(0, [], Signed(3))).Body);
    }

    [Fact]
    public void A_ledger_with_two_faces_gets_422_and_the_memory_stays()
    {
        Assert.Equal(200, Witness().AddCheckpoint(Body(0, 8)).Status);
        var other = MerkleTree.LeafHash("another entry"u8);
        Assert.Equal(422, Witness().AddCheckpoint(Body(8, [], Signed(8, other))).Status);
        Assert.Equal(422, Witness().AddCheckpoint(Body(8, MerkleProofs.Consistency(8, 20, Subtree), Signed(20, other))).Status);
        Assert.Equal(422, Witness().AddCheckpoint(Body(8, [], Signed(20))).Status);
        Assert.Equal(422, Witness().AddCheckpoint(Body(8, [.. MerkleProofs.Consistency(8, 20, Subtree), other], Signed(20))).Status);
        Assert.Equal(422, Witness().AddCheckpoint(Body(8, [other], Signed(8))).Status);
        Assert.Equal(Tree(8).Root(), Witness().Seen(TestLedger.Origin)!.Root.ToArray());
    }

    [Fact]
    public void A_first_checkpoint_needs_no_proof_and_may_have_none()
    {
        Assert.Equal(422, Witness().AddCheckpoint(Body(0, [new byte[32]], Signed(8))).Status);
        Assert.Equal(422, Witness().AddCheckpoint(Body(0, [], Signed(0, new byte[32]))).Status);
    }

    [Fact]
    public void Anybody_can_read_what_was_cosigned()
    {
        var witness = Witness();
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(TestLedger.Origin)));
        Assert.Null(witness.ReadCheckpoint(hash));
        witness.AddCheckpoint(Body(0, 8));
        Assert.True(SignedNote.TryParse(witness.ReadCheckpoint(hash)!, out var note));
        Assert.Equal(NoteSignatureState.Good, note.Check(_cosigner.Verifier));
        Assert.Null(witness.ReadCheckpoint("../" + hash));
    }

    [Fact]
    public void A_witness_does_not_forget_by_losing_its_folder_or_by_being_made_again()
    {
        Witness().AddCheckpoint(Body(0, 8));
        Assert.Throws<LedgerException>(() => WitnessState.Create(Folder));
        var memory = Directory.GetFiles(Folder).Single();
        var text = File.ReadAllText(memory);
        File.WriteAllText(memory, text.Replace("\n8\n", "\n7\n"));
        Assert.Throws<LedgerException>(Witness);
        File.WriteAllText(memory, Signed(7));
        Assert.Contains("not what this witness signed", Assert.Throws<LedgerException>(Witness).Message);
        Directory.Delete(Folder, recursive: true);
        Assert.Contains("forgot", Assert.Throws<LedgerException>(() => WitnessState.Open(Folder, _cosigner, [_ledger.Signer.Verifier], _time)).Message);
    }

    [Fact]
    public void Whatever_call_to_the_disk_fails_what_was_cosigned_is_remembered()
    {
        for (var call = 0; call < 12; call++)
        {
            foreach (var after in new[] { false, true })
            {
                if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
                WitnessState.Create(Folder);
                var files = new UnreliableFiles { FailingCall = call, FailAfterEffect = after, KeptWhenPowerIsCut = after ? 0 : null };
                var witness = WitnessState.Open(Folder, _cosigner, [_ledger.Signer.Verifier], _time, files);
                long cosigned = 0;
                foreach (var size in new long[] { 3, 9 })
                {
                    try
                    {
                        if (witness.AddCheckpoint(Body(cosigned, size)).Status == 200) cosigned = size;
                    }
                    catch (IOException)
                    {
                        break;
                    }
                }

                Assert.True((Witness().Seen(TestLedger.Origin)?.Size ?? 0) >= cosigned, files.Failed);
            }
        }
    }

    // The log's side.

    private HttpClient Http(Func<byte[], WitnessAnswer> answer) => new(new Wire(answer)) { BaseAddress = new Uri("http://witness.test/prefix/") };

    private sealed class Wire(Func<byte[], WitnessAnswer> answer) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
        {
            Assert.Equal("http://witness.test/prefix/add-checkpoint", request.RequestUri!.ToString());
            var said = answer(await request.Content!.ReadAsByteArrayAsync(cancellation));
            return new HttpResponseMessage((HttpStatusCode)said.Status) { Content = new StringContent(said.Body) };
        }
    }

    [Fact]
    public async Task The_keyholder_is_cosigned_at_start_and_as_it_grows()
    {
        await _ledger.Fill(5);
        var witness = Witness();
        using var http = Http(body => witness.AddCheckpoint(body));
        await using (var writer = _ledger.Open())
        {
            var client = new WitnessClient(http, _cosigner.Verifier);
            Assert.Equal(5, Assert.IsType<WitnessOutcome.Cosigned>(await client.Submit(writer, default)).Size);
            await TestLedger.Append(writer, 300);
            await writer.WaitForCheckpoint(305, default);
            Assert.Equal(305, Assert.IsType<WitnessOutcome.Cosigned>(await client.Submit(writer, default)).Size);
        }

        await using var again = _ledger.Open();
        await TestLedger.Append(again, 1);
        await again.WaitForCheckpoint(306, default);
        Assert.Equal(306, Assert.IsType<WitnessOutcome.Cosigned>(await new WitnessClient(http, _cosigner.Verifier).Submit(again, default)).Size);
        Assert.Equal(306, witness.Seen(TestLedger.Origin)!.Size);
    }

    [Fact]
    public async Task A_witness_asked_again_and_again_at_night_does_not_fill_the_checkpoint()
    {
        await _ledger.Fill(5);
        var witness = Witness();
        using var http = Http(body => witness.AddCheckpoint(body));
        await using var writer = _ledger.Open();
        var client = new WitnessClient(http, _cosigner.Verifier);
        for (var night = 0; night < 100; night++)
        {
            _time.Advance(TimeSpan.FromSeconds(3));
            Assert.IsType<WitnessOutcome.Cosigned>(await client.Submit(writer, default));
        }

        // The last to be filed may still be on its way; whichever it is, there is one.
        while (writer.WitnessedCheckpoint is null) await Task.Delay(10);
        Assert.True(SignedNote.TryParse(writer.WitnessedCheckpoint, out var note));
        Assert.Equal(2, note.Signatures.Count);
        Assert.Equal(2, SignedNote.TryParse(File.ReadAllText(Directory.GetFiles(Folder).Single()), out var kept) ? kept.Signatures.Count : 0);
    }

    [Fact]
    public async Task A_witness_that_answers_with_lines_of_others_does_not_fill_the_checkpoint()
    {
        await _ledger.Fill(5);
        await using var writer = _ledger.Open();
        Assert.True(SignedNote.TryParse(writer.PublishedCheckpoint, out var note));
        var others = Enumerable.Range(0, 63).Select(i => new NoteSignature($"example.com/{i}", 1, new byte[72]).ToString());
        using var http = Http(_ => new WitnessAnswer(200, "", string.Concat(others) + _cosigner.Cosign(note.Text, _time.GetUtcNow())));
        Assert.Equal(2, Assert.IsType<WitnessOutcome.Cosigned>(await new WitnessClient(http, _cosigner.Verifier).Submit(writer, default)).Note.Signatures.Count);
    }

    [Fact]
    public async Task A_keyholder_restored_from_a_backup_is_told_that_its_witness_saw_more()
    {
        await _ledger.Fill(5);
        var backup = _ledger.Folder["backup"];
        _ledger.Folder.CopyOf(_ledger.Root, "backup");
        await _ledger.Fill(5);
        var witness = Witness();
        using var http = Http(body => witness.AddCheckpoint(body));
        await using (var writer = _ledger.Open()) await new WitnessClient(http, _cosigner.Verifier).Submit(writer, default);

        await using var restored = LedgerWriter.Open(backup, _ledger.Signer, TimeProvider.System);
        Assert.Equal(10, Assert.IsType<WitnessOutcome.Ahead>(await new WitnessClient(http, _cosigner.Verifier).Submit(restored, default)).Size);
        for (var i = 0; i < 10; i++) await restored.Append("another history"u8.ToArray(), default);
        await restored.WaitForCheckpoint(15, default);
        Assert.Equal(422, Assert.IsType<WitnessOutcome.Contradicted>(await new WitnessClient(http, _cosigner.Verifier).Submit(restored, default)).Status);
    }

    [Fact]
    public async Task Only_a_cosignature_by_the_right_witness_over_our_checkpoint_counts()
    {
        await _ledger.Fill(2);
        await using var writer = _ledger.Open();
        using var impostor = NoteSigner.CreateCosigner(WitnessName);
        Assert.True(SignedNote.TryParse(writer.PublishedCheckpoint, out var note));
        Assert.True(SignedNote.TryParse(Signed(1), out var other));
        foreach (var answer in new[]
        {
            new WitnessAnswer(200, "", ""), new WitnessAnswer(200, "", "\u2014 nonsense\n"), new WitnessAnswer(200, "", impostor.Cosign(note.Text, _time.GetUtcNow()).ToString()),
            new WitnessAnswer(200, "", _cosigner.Cosign(other.Text, _time.GetUtcNow()).ToString()), new WitnessAnswer(409, "", "many\n"), new WitnessAnswer(409, "", "1\n"),
            new WitnessAnswer(500, "", ""), new WitnessAnswer(200, "", new string('a', 100_000)),
        })
        {
            using var http = Http(_ => answer);
            Assert.IsType<WitnessOutcome.Silent>(await new WitnessClient(http, _cosigner.Verifier).Submit(writer, default));
        }

        using var dead = Http(_ => throw new HttpRequestException("connection refused"));
        Assert.IsType<WitnessOutcome.Silent>(await new WitnessClient(dead, _cosigner.Verifier).Submit(writer, default));
        using var stranger = Http(_ => new WitnessAnswer(404, "", "who?\n"));
        Assert.IsType<WitnessOutcome.Contradicted>(await new WitnessClient(stranger, _cosigner.Verifier).Submit(writer, default));
        Assert.Null(writer.WitnessedCheckpoint);
    }
}

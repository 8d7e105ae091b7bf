using System.Text;
using System.Text.Json;
using Holdfast.Ledger;

namespace Holdfast.Tests.Ledger;

public sealed class NoteTests
{
    private const string GoKey = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
    private const string GoNote = "This is an example message.\n\n\u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

    [Fact]
    public void The_published_note_verifies()
    {
        Assert.True(SignedNote.TryParse(GoNote, out var note));
        Assert.Equal("This is an example message.\n", note.Text);
        Assert.Equal(NoteSignatureState.Good, note.Check(NoteVerifier.Parse(GoKey)));
        Assert.Equal(GoKey, NoteVerifier.Parse(GoKey).ToString());
        Assert.Equal(GoNote, note.ToString());
    }

    [Fact]
    public void Any_changed_character_of_a_note_is_found()
    {
        var verifier = NoteVerifier.Parse(GoKey);
        for (var i = 0; i < GoNote.Length; i++)
        {
            var changed = GoNote[..i] + (GoNote[i] == 'x' ? 'y' : 'x') + GoNote[(i + 1)..];
            Assert.False(SignedNote.TryParse(changed, out var note) && note.Check(verifier) == NoteSignatureState.Good, $"character {i}");
        }
    }

    [Fact]
    public void One_bad_signature_by_a_known_key_condemns_the_note_and_an_unknown_key_does_not()
    {
        using var signer = NoteSigner.Create("example.com/log");
        using var other = NoteSigner.Create("example.com/other");
        var good = signer.Sign(new Checkpoint("example.com/log", 0, MerkleTree.EmptyRoot()));
        var forged = new NoteSignature(signer.Name, signer.Verifier.KeyId, new byte[64]);
        Assert.Equal(NoteSignatureState.Good, good.Check(signer.Verifier));
        Assert.Equal(NoteSignatureState.Bad, good.With([forged]).Check(signer.Verifier));
        Assert.Equal(NoteSignatureState.Bad, SignedNote.Of(good.Text, forged, good.Signatures[0]).Check(signer.Verifier));
        Assert.Equal(NoteSignatureState.Good, good.With([new NoteSignature("example.com/stranger", 7, new byte[64])]).Check(signer.Verifier));
        Assert.Equal(NoteSignatureState.Absent, good.Check(other.Verifier));
    }

    [Theory]
    [InlineData("")]
    [InlineData("text\n")]
    [InlineData("text\n\n")]
    [InlineData("text\n\n\u2014 name Uw2QOkn8srU=")]
    [InlineData("text\n\n- name Uw2QOkn8srU=\n")]
    [InlineData("text\n\n\u2014 name  Uw2QOkn8srU=\n")]
    [InlineData("text\n\n\u2014 na+me Uw2QOkn8srU=\n")]
    [InlineData("text\n\n\u2014 na\u00a0me Uw2QOkn8srU=\n")]
    [InlineData("text\n\n\u2014 name Uw2QOg==\n")]
    [InlineData("text\n\n\u2014 name Uw2QOkn8srU\n")]
    [InlineData("text\n\n\u2014 name Uw2QOkn8srV=\n")]
    [InlineData("text\n\n\u2014 name Uw2Q Okn8srU=\n")]
    [InlineData("te\rxt\n\n\u2014 name Uw2QOkn8srU=\n")]
    [InlineData("text\n\n\u2014 name Uw2QOkn8srU=\n\n")]
    public void What_is_not_a_note_is_refused(string text)
    {
        Assert.False(SignedNote.TryParse(text, out _));
        Assert.False(SignedNote.TryParse(Encoding.UTF8.GetBytes(text), out _));
    }

    [Fact]
    public void A_note_that_is_not_text_or_far_too_long_is_refused()
    {
        Assert.False(SignedNote.TryParse([0xff, .. Encoding.UTF8.GetBytes(GoNote)], out _));
        Assert.False(SignedNote.TryParse("\ud800" + GoNote, out _));
        Assert.False(SignedNote.TryParse(new string('a', SignedNote.MaxLength) + GoNote, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("example.com/foo")]
    [InlineData("example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    [InlineData("example.com/fop+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    [InlineData("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U0=")]
    [InlineData("example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    [InlineData("exam ple.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    public void What_is_not_a_verifier_key_is_refused(string text) => Assert.False(NoteVerifier.TryParse(text, out _));

    [Theory]
    [InlineData("origin\n5\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", true)]
    [InlineData("origin\n5\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nan extension\n", true)]
    [InlineData("origin\n5\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", false)]
    [InlineData("origin\n05\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", false)]
    [InlineData("origin\n-5\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", false)]
    [InlineData("origin\n+5\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", false)]
    [InlineData("origin\n9223372036854775808\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", false)]
    [InlineData("origin\n5\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuA==\n", false)]
    [InlineData("\n5\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", false)]
    [InlineData("origin\n5\n", false)]
    public void Checkpoints_are_read_strictly(string text, bool isOne) => Assert.Equal(isOne, Checkpoint.TryParse(text, out _));

    [Fact]
    public void A_key_is_kept_in_a_private_file_in_the_form_that_Go_reads()
    {
        using var folder = new TemporaryFolder();
        var path = folder["ledger.key"];
        string key;
        using (var made = NoteSigner.Create("example.com/log"))
        {
            made.Save(path);
            key = made.VerifierKey;
            Assert.ThrowsAny<Exception>(() => made.Save(folder["again.key"]));
        }

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Matches(@"^PRIVATE\+KEY\+example\.com/log\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}\n$", File.ReadAllText(path));
        using (var loaded = NoteSigner.Load(path)) Assert.Equal(key, loaded.VerifierKey);

        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Assert.Contains("0600", Assert.Throws<LedgerException>(() => NoteSigner.Load(path)).Message);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(path, File.ReadAllText(path).Replace("log+", "lag+"));
        Assert.Throws<LedgerException>(() => NoteSigner.Load(path));
        Assert.Throws<LedgerException>(() => NoteSigner.Load(folder["missing.key"]));
    }

    [Fact]
    public void A_witness_key_signs_no_checkpoints_and_a_log_key_no_cosignatures()
    {
        using var log = NoteSigner.Create("example.com/log");
        using var witness = NoteSigner.CreateCosigner("example.com/witness");
        Assert.Throws<InvalidOperationException>(() => witness.Sign(new Checkpoint("example.com/log", 0, MerkleTree.EmptyRoot())));
        Assert.Throws<InvalidOperationException>(() => log.Cosign("text\n", DateTimeOffset.UnixEpoch));
    }

    [Fact]
    public void Wycheproof_agrees_with_how_we_verify_Ed25519()
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path("wycheproof/ed25519_test.json")));
        var tests = 0;
        foreach (var group in file.RootElement.GetProperty("testGroups").EnumerateArray())
        {
            var key = Convert.FromHexString(group.GetProperty("publicKey").GetProperty("pk").GetString()!);
            var verifier = NoteVerifier.Parse($"wycheproof+{Ed25519Text.KeyId("wycheproof", NoteKeyKind.Note, key):x8}+{Convert.ToBase64String([1, .. key])}");
            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                var accepted = verifier.VerifyBytes(Convert.FromHexString(test.GetProperty("msg").GetString()!), Convert.FromHexString(test.GetProperty("sig").GetString()!));
                Assert.True(accepted == (test.GetProperty("result").GetString() == "valid"), $"tcId {test.GetProperty("tcId")}");
                tests++;
            }
        }

        Assert.Equal(151, tests);
    }
}

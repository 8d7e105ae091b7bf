using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace Holdfast.Ledger;

/// <summary>
/// The private key of a log or of a witness: a handle, never bytes. Kept in a file of mode 0600 in Go's form,
/// <c>PRIVATE+KEY+NAME+KEYID+BASE64(KIND ‖ SEED)</c>. A witness's key makes cosignatures and nothing else, a log's key
/// notes and nothing else, so that neither can be tricked into the other's words.
/// </summary>
public sealed class NoteSigner : IDisposable
{
    private const string PrivatePrefix = "PRIVATE+KEY+";
    private const int SeedLength = 32;

    private readonly Key _key;

    private NoteSigner(string name, NoteKeyKind kind, Key key)
    {
        _key = key;
        Verifier = new NoteVerifier(name, kind, key.PublicKey);
    }

    /// <summary>The public half.</summary>
    public NoteVerifier Verifier { get; }

    public string Name => Verifier.Name;

    /// <summary>The public half as text, to hand to others.</summary>
    public string VerifierKey => Verifier.ToString();

    /// <summary>A new key for a log. Save it once, at once.</summary>
    /// <exception cref="ArgumentException">The name has a space or a plus sign, or is empty.</exception>
    public static NoteSigner Create(string name) => Create(name, NoteKeyKind.Note);

    /// <summary>A new key for a witness. Save it once, at once.</summary>
    public static NoteSigner CreateCosigner(string name) => Create(name, NoteKeyKind.Cosignature);

    private static NoteSigner Create(string name, NoteKeyKind kind)
    {
        if (!Ed25519Text.IsName(name)) throw new ArgumentException("A key name has no spaces and no plus sign.", nameof(name));
        return new NoteSigner(name, kind, Key.Create(SignatureAlgorithm.Ed25519, new KeyCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextArchiving }));
    }

    /// <exception cref="LedgerException">The file is missing, open to others, or no such key.</exception>
    public static NoteSigner Load(string path)
    {
        if (!File.Exists(path)) throw new LedgerException($"{path} is missing. Restore it from the custody copy; a ledger cannot continue under another key.");
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)) != 0)
            throw new LedgerException($"{path} can be read by others. Set its mode to 0600, and consider whether the key is still secret.");
        var text = File.ReadAllBytes(path);
        try
        {
            return Parse(text) ?? throw new LedgerException($"{path} is not a private key in the form PRIVATE+KEY+NAME+ID+BASE64. Restore it from the custody copy.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }

    /// <summary>Writes the key to a new file of mode 0600. Works once, directly after the key was made; refuses to overwrite.</summary>
    public void Save(string path)
    {
        var seed = _key.Export(KeyBlobFormat.RawPrivateKey);
        byte[] blob = [(byte)Verifier.Kind, .. seed];
        var text = Encoding.UTF8.GetBytes($"{PrivatePrefix}{Name}+{Verifier.KeyId:x8}+");
        var encoded = new byte[System.Buffers.Text.Base64.GetMaxEncodedToUtf8Length(blob.Length)];
        try
        {
            System.Buffers.Text.Base64.EncodeToUtf8(blob, encoded, out _, out _);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using var file = new FileStream(path, options);
            file.Write(text);
            file.Write(encoded);
            file.Write("\n"u8);
            file.Flush(flushToDisk: true);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
            CryptographicOperations.ZeroMemory(blob);
            CryptographicOperations.ZeroMemory(encoded);
        }
    }

    /// <summary>The checkpoint as a note signed by this log.</summary>
    internal SignedNote Sign(Checkpoint checkpoint)
    {
        if (Verifier.Kind != NoteKeyKind.Note) throw new InvalidOperationException("A witness's key signs no checkpoints of its own.");
        var text = checkpoint.Format();
        return SignedNote.Of(text, new NoteSignature(Name, Verifier.KeyId, SignatureAlgorithm.Ed25519.Sign(_key, Encoding.UTF8.GetBytes(text))));
    }

    /// <summary>This witness's cosignature/v1 over the text of a note.</summary>
    internal NoteSignature Cosign(string text, DateTimeOffset now)
    {
        if (Verifier.Kind != NoteKeyKind.Cosignature) throw new InvalidOperationException("A log's key makes no cosignatures.");
        var seconds = checked((ulong)now.ToUnixTimeSeconds());
        var blob = new byte[NoteVerifier.TimeLength + Ed25519Text.SignatureLength];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(blob, seconds);
        SignatureAlgorithm.Ed25519.Sign(_key, NoteVerifier.CosignedText(seconds, text), blob.AsSpan(NoteVerifier.TimeLength));
        return new NoteSignature(Name, Verifier.KeyId, blob);
    }

    public void Dispose() => _key.Dispose();

    private static NoteSigner? Parse(ReadOnlySpan<byte> text)
    {
        text = text.TrimEnd("\r\n"u8);
        var prefix = Encoding.UTF8.GetBytes(PrivatePrefix);
        if (!text.StartsWith(prefix)) return null;
        text = text[prefix.Length..];
        var nameEnd = text.IndexOf((byte)'+');
        if (nameEnd <= 0 || text.Length < nameEnd + 10 || text[nameEnd + 9] != '+') return null;
        var name = Encoding.UTF8.GetString(text[..nameEnd]);
        var keyId = Encoding.ASCII.GetString(text.Slice(nameEnd + 1, 8));
        Span<byte> blob = stackalloc byte[64];
        try
        {
            var encoded = text[(nameEnd + 10)..];
            if (encoded.Length > 64 || System.Buffers.Text.Base64.DecodeFromUtf8(encoded, blob, out _, out var written) != System.Buffers.OperationStatus.Done) return null;
            if (written != 1 + SeedLength || !Ed25519Text.IsName(name) || (NoteKeyKind)blob[0] is not (NoteKeyKind.Note or NoteKeyKind.Cosignature)) return null;
            var signer = new NoteSigner(name, (NoteKeyKind)blob[0], Key.Import(SignatureAlgorithm.Ed25519, blob.Slice(1, SeedLength), KeyBlobFormat.RawPrivateKey));
            if (keyId == signer.Verifier.KeyId.ToString("x8", System.Globalization.CultureInfo.InvariantCulture)) return signer;
            signer.Dispose();
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(blob);
        }
    }
}

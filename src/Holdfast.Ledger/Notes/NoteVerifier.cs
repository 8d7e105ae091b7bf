using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using NSec.Cryptography;

namespace Holdfast.Ledger;

/// <summary>A public key for notes: a log's (Ed25519, 0x01) or a witness's (cosignature/v1, 0x04).</summary>
public sealed class NoteVerifier
{
    /// <summary>Bytes of time (POSIX seconds, big-endian) before the signature in a cosignature.</summary>
    internal const int TimeLength = 8;

    private readonly PublicKey _key;

    internal NoteVerifier(string name, NoteKeyKind kind, PublicKey key)
    {
        (Name, Kind, _key) = (name, kind, key);
        KeyId = Ed25519Text.KeyId(name, kind, key.Export(KeyBlobFormat.RawPublicKey));
    }

    public string Name { get; }

    public NoteKeyKind Kind { get; }

    internal uint KeyId { get; }

    /// <summary>The key as text, as <see cref="Parse"/> reads it.</summary>
    public override string ToString() => Ed25519Text.VerifierKey(Name, Kind, _key);

    /// <exception cref="FormatException">Not a verifier key of a kind that this library knows.</exception>
    public static NoteVerifier Parse(string verifierKey) => TryParse(verifierKey, out var verifier) ? verifier
        : throw new FormatException("A verifier key looks like NAME+8 hexadecimal digits+base64, of an Ed25519 note key or a cosignature key.");

    public static bool TryParse(string verifierKey, [NotNullWhen(true)] out NoteVerifier? verifier)
    {
        verifier = null;
        var parts = verifierKey.Trim().Split('+', 3);
        if (parts.Length != 3 || !Ed25519Text.IsName(parts[0])) return false;
        if (Ed25519Text.FromBase64(parts[2]) is not { Length: 1 + Ed25519Text.PublicKeyLength } blob) return false;
        var kind = (NoteKeyKind)blob[0];
        if (kind is not (NoteKeyKind.Note or NoteKeyKind.Cosignature)) return false;
        if (!PublicKey.TryImport(SignatureAlgorithm.Ed25519, blob.AsSpan(1), KeyBlobFormat.RawPublicKey, out var key) || key is null) return false;
        verifier = new NoteVerifier(parts[0], kind, key);
        return parts[1] == verifier.KeyId.ToString("x8", CultureInfo.InvariantCulture);
    }

    /// <summary>Is <paramref name="blob"/> (what follows the key id in a signature line) this key's over <paramref name="text"/>?</summary>
    internal bool Verify(string text, ReadOnlySpan<byte> blob) => Kind switch
    {
        NoteKeyKind.Note => VerifyBytes(Encoding.UTF8.GetBytes(text), blob),
        _ => TimeOf(blob) is { } seconds && VerifyBytes(CosignedText(seconds, text), blob[TimeLength..]),
    };

    internal bool VerifyBytes(ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature) =>
        signature.Length == Ed25519Text.SignatureLength && SignatureAlgorithm.Ed25519.Verify(_key, signed, signature);

    /// <summary>The time that a cosignature states, POSIX seconds; null when the blob is none.</summary>
    internal static ulong? TimeOf(ReadOnlySpan<byte> blob) =>
        blob.Length == TimeLength + Ed25519Text.SignatureLength ? BinaryPrimitives.ReadUInt64BigEndian(blob) : null;

    internal static byte[] CosignedText(ulong seconds, string text) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"cosignature/v1\ntime {seconds}\n{text}"));
}

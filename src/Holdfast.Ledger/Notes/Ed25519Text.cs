using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace Holdfast.Ledger;

/// <summary>Which kind of signature a key makes: the algorithm byte of c2sp.org/signed-note.</summary>
public enum NoteKeyKind : byte
{
    /// <summary>Ed25519 over the text of the note.</summary>
    Note = 0x01,

    /// <summary>Ed25519 over a time and the text: a witness's cosignature/v1 (c2sp.org/tlog-cosignature).</summary>
    Cosignature = 0x04,
}

/// <summary>The text forms of an Ed25519 key for notes: <c>NAME+KEYID+BASE64(KIND ‖ KEY)</c>.</summary>
internal static class Ed25519Text
{
    public const int PublicKeyLength = 32;
    public const int SignatureLength = 64;

    /// <summary>SHA-256(name ‖ 0x0A ‖ kind ‖ public key)[:4]. A hint to find the key, not an identity.</summary>
    public static uint KeyId(string name, NoteKeyKind kind, ReadOnlySpan<byte> publicKey) =>
        System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', (byte)kind, .. publicKey]));

    public static string VerifierKey(string name, NoteKeyKind kind, PublicKey key)
    {
        var raw = key.Export(KeyBlobFormat.RawPublicKey);
        return $"{name}+{KeyId(name, kind, raw):x8}+{Convert.ToBase64String([(byte)kind, .. raw])}";
    }

    /// <summary>Key names have no space of any alphabet, no plus sign and no control character, and are not empty.</summary>
    public static bool IsName(string name) => name.Length is > 0 and <= 255 && !name.Any(c => c == '+' || char.IsWhiteSpace(c) || char.IsControl(c) || char.IsSurrogate(c));

    /// <summary>Standard base64 with padding in its one canonical form, or null.</summary>
    public static byte[]? FromBase64(ReadOnlySpan<char> text)
    {
        var bytes = new byte[text.Length / 4 * 3];
        if (!Convert.TryFromBase64Chars(text, bytes, out var written)) return null;
        Array.Resize(ref bytes, written);
        return text.SequenceEqual(Convert.ToBase64String(bytes)) ? bytes : null;
    }
}

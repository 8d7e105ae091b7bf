using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Wire.Age;
using NSec.Cryptography;
using ChaCha20Poly1305 = System.Security.Cryptography.ChaCha20Poly1305;

namespace Holdfast.Tests.Records.Export;

/// <summary>The receiver of an export: opens age v1 files as C2SP's text says, written apart from the writer.</summary>
internal sealed class AgeReader : IDisposable
{
    private readonly Key _identity = Key.Create(KeyAgreementAlgorithm.X25519);

    public AgeRecipient Recipient => AgeRecipient.Of(_identity.PublicKey.Export(KeyBlobFormat.RawPublicKey));

    /// <exception cref="CryptographicException">It is not for this reader, was altered, or is not whole.</exception>
    public byte[] Read(ReadOnlySpan<byte> file)
    {
        var text = Encoding.Latin1.GetString(file);
        var end = text.IndexOf("\n---", StringComparison.Ordinal) + 4;
        var lines = text[..end].Split('\n');
        if (lines is not ["age-encryption.org/v1", var stanza, var body, "---"] || !stanza.StartsWith("-> X25519 ", StringComparison.Ordinal)) throw new CryptographicException("Not an age file.");
        var fileKey = Unwrap(Decode(stanza["-> X25519 ".Length..]), Decode(body));
        var newline = text.IndexOf('\n', end);
        var mac = HMACSHA256.HashData(HKDF.DeriveKey(HashAlgorithmName.SHA256, fileKey, 32, [], "header"u8.ToArray()), file[..end]);
        if (!mac.AsSpan().SequenceEqual(Decode(text[(end + 1)..newline]))) throw new CryptographicException("The header was altered.");
        var payload = file[(newline + 1)..];
        var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, fileKey, 32, payload[..16].ToArray(), "payload"u8.ToArray());
        return Open(key, payload[16..]);
    }

    public void Dispose() => _identity.Dispose();

    private static byte[] Open(byte[] key, ReadOnlySpan<byte> chunks)
    {
        using var plain = new MemoryStream();
        using var cipher = new ChaCha20Poly1305(key);
        for (long counter = 0; ; counter++)
        {
            var last = chunks.Length <= 65536 + 16;
            var chunk = last ? chunks : chunks[..(65536 + 16)];
            if (chunk.Length < 16) throw new CryptographicException("Cut short.");
            var nonce = new byte[12];
            BinaryPrimitives.WriteInt64BigEndian(nonce.AsSpan(3), counter);
            nonce[11] = last ? (byte)1 : (byte)0;
            var opened = new byte[chunk.Length - 16];
            cipher.Decrypt(nonce, chunk[..^16], chunk[^16..], opened);
            if (last && counter > 0 && opened.Length == 0) throw new CryptographicException("An empty last chunk.");
            plain.Write(opened);
            if (last) return plain.ToArray();
            chunks = chunks[chunk.Length..];
        }
    }

    private byte[] Unwrap(byte[] share, byte[] wrapped)
    {
        using var shared = KeyAgreementAlgorithm.X25519.Agree(_identity, PublicKey.Import(KeyAgreementAlgorithm.X25519, share, KeyBlobFormat.RawPublicKey))!;
        var wrapping = KeyDerivationAlgorithm.HkdfSha256.DeriveBytes(shared, (byte[])[.. share, .. _identity.PublicKey.Export(KeyBlobFormat.RawPublicKey)], "age-encryption.org/v1/X25519"u8, 32);
        var fileKey = new byte[16];
        using var cipher = new ChaCha20Poly1305(wrapping);
        cipher.Decrypt(new byte[12], wrapped.AsSpan(0, 16), wrapped.AsSpan(16), fileKey);
        return fileKey;
    }

    private static byte[] Decode(string text) => Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='));
}

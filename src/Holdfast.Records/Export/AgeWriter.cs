using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Wire.Age;
using NSec.Cryptography;
using ChaCha20Poly1305 = System.Security.Cryptography.ChaCha20Poly1305;
using KeyDerivation = NSec.Cryptography.KeyDerivationAlgorithm;

namespace Holdfast.Records.Export;

/// <summary>
/// Writes one file in the age v1 format (C2SP age) for one X25519 recipient, sealed while it is written: nothing but
/// ciphertext reaches the stream below, and at most 64 KiB of plaintext are in memory.
/// <code>
/// header   = "age-encryption.org/v1" LF "-> X25519 " b64(share) LF b64(wrapped file key) LF "--- " b64(MAC) LF
/// share    = X25519(ephemeral, 9);  salt = share ‖ recipient
/// wrapped  = ChaCha20-Poly1305(HKDF(X25519(ephemeral, recipient), salt, "age-encryption.org/v1/X25519"), nonce 0, file key[16])
/// MAC      = HMAC-SHA-256(HKDF(file key, "", "header"), header up to and with "---")
/// payload  = nonce[16] ‖ chunks;  key = HKDF(file key, nonce, "payload");  b64 without padding, HKDF-SHA-256, 32 bytes
/// chunk i  = ChaCha20-Poly1305(key, i[11, big-endian] ‖ last?[1], 64 KiB of plaintext, less in the last) ‖ tag[16]
/// </code>
/// A file is whole only with its last chunk: one that a crash cut short does not open.
/// </summary>
internal sealed class AgeWriter : IDisposable
{
    private const int ChunkLength = 64 * 1024;
    private const int TagLength = 16;
    private const int FileKeyLength = 16;
    private const int KeyLength = 32;
    private const int CounterLength = 11;

    private readonly Stream _below;
    private readonly byte[] _key = new byte[KeyLength];
    private readonly byte[] _chunk = new byte[ChunkLength];
    private readonly byte[] _sealed = new byte[ChunkLength + TagLength];
    private int _held;
    private long _counter;
    private bool _finished;

    /// <param name="below">Left open.</param>
    /// <param name="recipient">Whoever holds its private key reads the file, and nobody else: not we either.</param>
    public AgeWriter(Stream below, AgeRecipient recipient)
    {
        _below = below;
        Span<byte> fileKey = stackalloc byte[FileKeyLength];
        RandomNumberGenerator.Fill(fileKey);
        Span<byte> nonce = stackalloc byte[FileKeyLength];
        RandomNumberGenerator.Fill(nonce);
        below.Write(Header(fileKey, recipient));
        below.Write(nonce);
        HKDF.DeriveKey(HashAlgorithmName.SHA256, fileKey, _key, nonce, "payload"u8);
        CryptographicOperations.ZeroMemory(fileKey);
    }

    public void Write(ReadOnlySpan<byte> plain)
    {
        ObjectDisposedException.ThrowIf(_finished, this);
        while (plain.Length > 0)
        {
            // A full chunk is written only when more follows: the last one must say that it is.
            if (_held == ChunkLength) Seal(last: false);
            var taken = Math.Min(plain.Length, ChunkLength - _held);
            plain[..taken].CopyTo(_chunk.AsSpan(_held));
            _held += taken;
            plain = plain[taken..];
        }
    }

    public void Finish()
    {
        ObjectDisposedException.ThrowIf(_finished, this);
        Seal(last: true);
        _finished = true;
    }

    public void Dispose()
    {
        _finished = true;
        CryptographicOperations.ZeroMemory(_key);
        CryptographicOperations.ZeroMemory(_chunk);
    }

    private void Seal(bool last)
    {
        Span<byte> nonce = stackalloc byte[CounterLength + 1];
        nonce.Clear();
        BinaryPrimitives.WriteInt64BigEndian(nonce[(CounterLength - 8)..], _counter++);
        nonce[CounterLength] = last ? (byte)1 : (byte)0;
        using (var cipher = new ChaCha20Poly1305(_key)) cipher.Encrypt(nonce, _chunk.AsSpan(0, _held), _sealed.AsSpan(0, _held), _sealed.AsSpan(_held, TagLength));
        _below.Write(_sealed, 0, _held + TagLength);
        CryptographicOperations.ZeroMemory(_chunk.AsSpan(0, _held));
        _held = 0;
    }

    private static byte[] Header(ReadOnlySpan<byte> fileKey, AgeRecipient recipient)
    {
        using var ephemeral = Key.Create(KeyAgreementAlgorithm.X25519);
        var share = ephemeral.PublicKey.Export(KeyBlobFormat.RawPublicKey);
        var to = PublicKey.Import(KeyAgreementAlgorithm.X25519, recipient.Key, KeyBlobFormat.RawPublicKey);
        // Null: the shared secret would be zero, known to everybody. Such recipients are not taken in the first place.
        using var shared = KeyAgreementAlgorithm.X25519.Agree(ephemeral, to) ?? throw new CryptographicException("The recipient is no key.");
        Span<byte> wrapping = stackalloc byte[KeyLength];
        KeyDerivation.HkdfSha256.DeriveBytes(shared, (byte[])[.. share, .. recipient.Key], "age-encryption.org/v1/X25519"u8, wrapping);
        Span<byte> wrapped = stackalloc byte[FileKeyLength + TagLength];
        using (var cipher = new ChaCha20Poly1305(wrapping)) cipher.Encrypt(stackalloc byte[CounterLength + 1], fileKey, wrapped[..FileKeyLength], wrapped[FileKeyLength..]);
        CryptographicOperations.ZeroMemory(wrapping);

        var header = $"age-encryption.org/v1\n-> X25519 {Base64(share)}\n{Base64(wrapped)}\n---";
        Span<byte> macKey = stackalloc byte[KeyLength];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, fileKey, macKey, [], "header"u8);
        var mac = HMACSHA256.HashData(macKey, Encoding.ASCII.GetBytes(header));
        CryptographicOperations.ZeroMemory(macKey);
        return Encoding.ASCII.GetBytes($"{header} {Base64(mac)}\n");
    }

    private static string Base64(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes).TrimEnd('=');
}

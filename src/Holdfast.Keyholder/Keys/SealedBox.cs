using System.Security.Cryptography;

namespace Holdfast.Keyholder.Keys;

/// <summary>
/// How the keyholder seals what it keeps for itself: wrapped keys, directory entries, reasons, staff names.
/// <code>
///  0  salt                32, random
/// 32  ciphertext          as long as the plaintext
///     tag                 16
///
///  key   = HKDF-Expand-SHA-256(sealing key, label ‖ context ‖ salt, 32)
///  nonce = 12 zero bytes: each key seals once
///  AAD   = label ‖ context
/// </code>
/// A label names one use and one length of context, so that no two uses can meet. A fresh key for each box instead of a
/// random nonce under one key: no count of boxes to watch. AES-256-GCM from the platform; an object for each operation,
/// because sharing one between threads repeats keystream.
/// </summary>
internal static class SealedBox
{
    private const int SaltLength = 32;
    private const int TagLength = 16;
    public const int Overhead = SaltLength + TagLength;

    private static ReadOnlySpan<byte> ZeroNonce => [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    public static byte[] Seal(KeyHandle key, ReadOnlySpan<byte> label, ReadOnlySpan<byte> context, ReadOnlySpan<byte> plaintext)
    {
        var box = new byte[Overhead + plaintext.Length];
        var salt = box.AsSpan(0, SaltLength);
        RandomNumberGenerator.Fill(salt);
        Span<byte> once = stackalloc byte[KeyHandle.Length];
        try
        {
            var aad = Derive(key, label, context, salt, once);
            using var aes = new AesGcm(once, TagLength);
            aes.Encrypt(ZeroNonce, plaintext, box.AsSpan(SaltLength, plaintext.Length), box.AsSpan(SaltLength + plaintext.Length), aad);
            return box;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(once);
        }
    }

    /// <summary>The plaintext (for the caller to zero when it is a key), or null when anything is not as it was sealed.</summary>
    public static byte[]? Open(KeyHandle key, ReadOnlySpan<byte> label, ReadOnlySpan<byte> context, ReadOnlySpan<byte> box)
    {
        if (box.Length < Overhead) return null;
        var salt = box[..SaltLength];
        var plaintext = GC.AllocateUninitializedArray<byte>(box.Length - Overhead, pinned: true);
        Span<byte> once = stackalloc byte[KeyHandle.Length];
        try
        {
            var aad = Derive(key, label, context, salt, once);
            using var aes = new AesGcm(once, TagLength);
            aes.Decrypt(ZeroNonce, box[SaltLength..^TagLength], box[^TagLength..], plaintext, aad);
            return plaintext;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(once);
        }
    }

    /// <summary>Writes the box's key and returns its associated data.</summary>
    private static byte[] Derive(KeyHandle key, ReadOnlySpan<byte> label, ReadOnlySpan<byte> context, ReadOnlySpan<byte> salt, Span<byte> once)
    {
        Span<byte> info = stackalloc byte[label.Length + context.Length + SaltLength];
        label.CopyTo(info);
        context.CopyTo(info[label.Length..]);
        salt.CopyTo(info[(label.Length + context.Length)..]);
        key.Expand(info, once);
        return info[..^SaltLength].ToArray();
    }
}

using System.Security.Cryptography;
using NSec.Cryptography;

namespace Holdfast.Keyholder.People.Passwords;

/// <summary>
/// Argon2id over the password's UTF-8: 19 MiB, two passes, one lane, 32 bytes. What comes out is kept sealed under the staff
/// key, so a copy of the store alone cannot be tried against. Some 30 ms and 19 MiB each, so outside the lock, few at a time,
/// with a short queue: whoever floods the door with passwords slows passwords, and nothing else.
/// </summary>
/// <param name="mostWaiting">32 are a second or so of waiting; then it is better to say so.</param>
internal sealed class PasswordHashing(int mostWaiting = 32) : IDisposable
{
    public const int SaltLength = 16;
    public const int VerifierLength = 32;

    /// <summary>OWASP's least. Of libsodium; NIST asks only that it be costly.</summary>
    private static readonly Argon2Parameters Parameters = new() { DegreeOfParallelism = 1, MemorySize = 19 * 1024, NumberOfPasses = 2 };

    /// <summary>Two cores' worth: decisions keep theirs.</summary>
    private const int AtOnce = 2;

    private readonly PasswordBasedKeyDerivationAlgorithm _argon2 = PasswordBasedKeyDerivationAlgorithm.Argon2id(Parameters);
    private readonly SemaphoreSlim _places = new(AtOnce);
    private int _inside;

    /// <summary>Null: too many are waiting already. The password's bytes stay the caller's, to zero.</summary>
    public async Task<byte[]?> Verifier(byte[] password, byte[] salt)
    {
        try
        {
            if (Interlocked.Increment(ref _inside) > mostWaiting + AtOnce) return null;
            await _places.WaitAsync().ConfigureAwait(false);
            try
            {
                return await Task.Run(() => _argon2.DeriveBytes(password, salt, VerifierLength)).ConfigureAwait(false);
            }
            finally
            {
                _places.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _inside);
        }
    }

    /// <summary>Overwrites what a request brought: what is left in memory of a password is what the network layer copied.</summary>
    public static void Zero(Google.Protobuf.ByteString password)
    {
        if (System.Runtime.InteropServices.MemoryMarshal.TryGetArray(password.Memory, out var bytes)) CryptographicOperations.ZeroMemory(bytes.AsSpan());
    }

    public void Dispose() => _places.Dispose();
}

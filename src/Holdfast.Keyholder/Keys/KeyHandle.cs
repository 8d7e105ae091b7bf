using System.Security.Cryptography;

namespace Holdfast.Keyholder.Keys;

/// <summary>
/// A 32-byte key as a thing and not as bytes: pinned so that the collector leaves no copies, zeroed on disposal, never
/// printed. Kinds of keys are kinds of handles, so that a chart's root cannot be used where an epoch's key belongs.
/// Safe to use from several threads; not after disposal.
/// </summary>
internal abstract class KeyHandle : IDisposable
{
    public const int Length = 32;

    private byte[]? _bytes;

    protected KeyHandle(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Length);
        _bytes = GC.AllocateUninitializedArray<byte>(Length, pinned: true);
        bytes.CopyTo(_bytes);
    }

    /// <summary>HKDF-Expand with SHA-256 (RFC 5869 §2.3). Every handle holds a uniformly random or derived key, so no Extract is needed.</summary>
    internal void Expand(ReadOnlySpan<byte> info, Span<byte> output) => HKDF.Expand(HashAlgorithmName.SHA256, Reveal(), output, info);

    internal ReadOnlySpan<byte> Reveal() => _bytes ?? throw new ObjectDisposedException(GetType().Name);

    public void Dispose()
    {
        var bytes = Interlocked.Exchange(ref _bytes, null);
        if (bytes is not null) CryptographicOperations.ZeroMemory(bytes);
    }
}

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

    /// <summary>The longest label, context and salt that any derivation here has.</summary>
    private const int LongestInfo = 192;

    /// <summary>
    /// 32 bytes of HKDF-Expand with SHA-256 (RFC 5869 §2.3): one block, T(1) = HMAC(key, info ‖ 0x01), computed as that
    /// because it takes half the time of the general function. Every handle holds a uniformly random or derived key, so
    /// no Extract is needed.
    /// </summary>
    internal void Expand(ReadOnlySpan<byte> info, Span<byte> output) => Expand(Reveal(), info, output);

    protected static void Expand(ReadOnlySpan<byte> key, ReadOnlySpan<byte> info, Span<byte> output)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(output.Length, Length);
        Span<byte> block = stackalloc byte[LongestInfo + 1];
        info.CopyTo(block);
        block[info.Length] = 1;
        HMACSHA256.HashData(key, block[..(info.Length + 1)], output);
    }

    internal ReadOnlySpan<byte> Reveal() => _bytes ?? throw new ObjectDisposedException(GetType().Name);

    public void Dispose()
    {
        var bytes = Interlocked.Exchange(ref _bytes, null);
        if (bytes is not null) CryptographicOperations.ZeroMemory(bytes);
    }
}

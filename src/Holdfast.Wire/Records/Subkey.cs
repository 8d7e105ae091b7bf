using System.Security.Cryptography;

namespace Holdfast.Wire.Records;

/// <summary>
/// The key of one class of one generation of one chart: 32 bytes that are zeroed on disposal and never printed.
/// It is what the keyholder releases. Safe to use from several threads; not after disposal.
/// </summary>
public sealed class Subkey : IDisposable
{
    public const int Length = 32;

    private byte[]? _bytes;

    public Subkey(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Length);
        _bytes = GC.AllocateUninitializedArray<byte>(Length, pinned: true);
        bytes.CopyTo(_bytes);
    }

    /// <exception cref="ObjectDisposedException">The grant has ended.</exception>
    internal ReadOnlySpan<byte> Reveal() => _bytes ?? throw new ObjectDisposedException(nameof(Subkey), "The grant has ended.");

    public void Dispose()
    {
        var bytes = Interlocked.Exchange(ref _bytes, null);
        if (bytes is not null) CryptographicOperations.ZeroMemory(bytes);
    }
}

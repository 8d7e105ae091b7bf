using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Holdfast.Wire.Statements;

/// <summary>A client's public key, imported, with its thumbprint. .NET promises nothing about one ECDsa object used by two threads at a time, so a caller takes one for itself.</summary>
internal sealed class DpopKey(PublicKeyP256 key)
{
    /// <summary>A browser sends some requests at a time; more of them only import once more.</summary>
    private readonly ECDsa?[] _free = new ECDsa?[4];

    /// <summary>RFC 7638, base64url.</summary>
    public string Thumbprint { get; } = key.Thumbprint();

    public bool Verify(byte[] signed, byte[] signature)
    {
        var mine = Take() ?? key.Import();
        var verified = mine.VerifyData(signed, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        if (!GiveBack(mine)) mine.Dispose();
        return verified;
    }

    private ECDsa? Take()
    {
        for (var i = 0; i < _free.Length; i++)
            if (Interlocked.Exchange(ref _free[i], null) is { } one) return one;
        return null;
    }

    private bool GiveBack(ECDsa one)
    {
        for (var i = 0; i < _free.Length; i++)
            if (Interlocked.CompareExchange(ref _free[i], one, null) is null) return true;
        return false;
    }
}

/// <summary>
/// Client keys by the text of the header that carries them, which a client sends the same each time: neither parsed nor
/// imported again. At most twice <see cref="GenerationSize"/>: a young generation fills, becomes the old one, and what
/// nobody used meanwhile is dropped.
/// </summary>
internal sealed class DpopKeys
{
    /// <summary>More clients than one node serves in an hour; about 3 KiB each, and never more than the longest proof beside it.</summary>
    internal const int GenerationSize = 4096;

    private readonly Lock _turning = new();
    private ConcurrentDictionary<string, DpopKey> _young = new(StringComparer.Ordinal);
    private ConcurrentDictionary<string, DpopKey> _old = new(StringComparer.Ordinal);

    /// <summary>Null when no proof with this header was kept lately.</summary>
    public DpopKey? Find(string header) => _young.TryGetValue(header, out var known) || _old.TryGetValue(header, out known) ? known : null;

    /// <summary>Only for a key that has just verified a proof: strangers must not push out the keys at work.</summary>
    public void Keep(string header, DpopKey key)
    {
        if (!_young.TryAdd(header, key) || _young.Count <= GenerationSize) return;
        lock (_turning)
        {
            if (_young.Count <= GenerationSize) return;
            _old = _young; // a dropped key's objects are freed by their handles' finalisers: another thread may be using one
            _young = new ConcurrentDictionary<string, DpopKey>(StringComparer.Ordinal);
        }
    }
}

using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Holdfast.Wire.Statements;

/// <summary>
/// Imported client keys by the text of their JWK, at most twice <see cref="GenerationSize"/>: a young generation fills,
/// becomes the old one, and what nobody used meanwhile is dropped. .NET promises nothing about one ECDsa object used by
/// two threads at a time, so each key has a few objects and a caller takes one for itself.
/// </summary>
internal sealed class DpopKeys
{
    /// <summary>More clients than one node serves in an hour; about 3 KiB each.</summary>
    internal const int GenerationSize = 4096;

    private readonly Lock _turning = new();
    private ConcurrentDictionary<string, Entry> _young = new(StringComparer.Ordinal);
    private ConcurrentDictionary<string, Entry> _old = new(StringComparer.Ordinal);

    private sealed record Entry(PublicKeyP256 Key, string Thumbprint)
    {
        private const int MostObjects = 8;
        private readonly ConcurrentBag<ECDsa> _free = [];

        public bool Verify(byte[] signed, byte[] signature)
        {
            if (!_free.TryTake(out var key)) key = Key.Import();
            var verified = key.VerifyData(signed, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
            if (_free.Count < MostObjects) _free.Add(key);
            else key.Dispose();
            return verified;
        }
    }

    /// <summary>The key's RFC 7638 thumbprint when it is a public P-256 key and made the signature; else null.</summary>
    public string? Verify(string jwk, byte[] signed, byte[] signature)
    {
        if (_young.TryGetValue(jwk, out var known) || _old.TryGetValue(jwk, out known))
        {
            if (!known.Verify(signed, signature)) return null;
            Keep(jwk, known);
            return known.Thumbprint;
        }

        if (JsonWebKeys.Read(jwk) is not { } key) return null;
        var entry = new Entry(key, key.Thumbprint());
        if (!entry.Verify(signed, signature)) return null;
        Keep(jwk, entry);
        return entry.Thumbprint;
    }

    private void Keep(string jwk, Entry entry)
    {
        if (!_young.TryAdd(jwk, entry) || _young.Count <= GenerationSize) return;
        lock (_turning)
        {
            if (_young.Count <= GenerationSize) return;
            _old = _young; // a dropped key's objects are freed by their handles' finalisers: another thread may be using one
            _young = new ConcurrentDictionary<string, Entry>(StringComparer.Ordinal);
        }
    }
}

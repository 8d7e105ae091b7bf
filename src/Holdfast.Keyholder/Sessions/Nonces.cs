using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Keyholder.Budgets;
using Holdfast.Keyholder.Grants;
using Holdfast.Wire;

namespace Holdfast.Keyholder.Sessions;

/// <summary>
/// Nonces for the two passkey ceremonies: 32 bytes, good once, for five minutes, on one origin, in this run of the
/// keyholder.
/// <code>
///  0  expiry, Unix ms    8, big-endian
///  8  random             8
/// 16  HMAC-SHA-256(key of this run, purpose ‖ origin ‖ bytes 0..16)[..16]
/// </code>
/// Nothing is kept of a nonce that is given out, so that strangers who begin sign-ins fill no memory; what is kept is
/// those that were used, and using one takes a passkey.
/// </summary>
internal sealed class Nonces
{
    private const int Length = 32;

    /// <summary>Ceremonies that succeed within five minutes: far above a provider's busiest morning. Then: no more until the oldest are old.</summary>
    private const int MostUsed = 50_000;

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly Queue<(long ExpiryMs, string Nonce)> _usedByExpiry = new();

    public (byte[] Nonce, long ExpiryMs) Issue(string purpose, SessionOrigin origin, DateTimeOffset now)
    {
        var nonce = new byte[Length];
        var expiry = (now + Limits.Nonce).ToUnixTimeMilliseconds();
        BinaryPrimitives.WriteInt64BigEndian(nonce, expiry);
        RandomNumberGenerator.Fill(nonce.AsSpan(8, 8));
        Tag(purpose, origin, nonce).AsSpan(0, 16).CopyTo(nonce.AsSpan(16));
        return (nonce, expiry);
    }

    /// <summary>Null when it may be used; it is then used up. Under the journal's lock.</summary>
    /// <param name="text">Base64url, as the statement has it.</param>
    /// <param name="statedExpiryMs">The statement's own expiry: it must be the nonce's.</param>
    public Why? Use(string text, long statedExpiryMs, string purpose, SessionOrigin origin, long nowMs)
    {
        if (Check(text, statedExpiryMs, purpose, origin, nowMs) is { } why) return why;
        while (_usedByExpiry.TryPeek(out var oldest) && oldest.ExpiryMs <= nowMs) _used.Remove(_usedByExpiry.Dequeue().Nonce);
        if (_used.Contains(text)) return Why.Replayed;
        if (_used.Count >= MostUsed) return Why.Expired;
        _used.Add(text);
        _usedByExpiry.Enqueue((statedExpiryMs, text));
        return null;
    }

    /// <summary>Is it one of ours, for this purpose, and not too old? Says nothing about use. Safe outside the lock.</summary>
    public Why? Check(string text, long statedExpiryMs, string purpose, SessionOrigin origin, long nowMs)
    {
        if (!Base64Url.TryDecode(text, Length, out var nonce) || nonce.Length != Length) return Why.Malformed;
        if (!CryptographicOperations.FixedTimeEquals(Tag(purpose, origin, nonce).AsSpan(0, 16), nonce.AsSpan(16))) return Why.Unknown;
        var expiry = BinaryPrimitives.ReadInt64BigEndian(nonce);
        if (expiry != statedExpiryMs) return Why.Malformed;
        return nowMs >= expiry ? Why.Expired : null;
    }

    private byte[] Tag(string purpose, SessionOrigin origin, byte[] nonce) =>
        HMACSHA256.HashData(_key, (byte[])[.. Encoding.ASCII.GetBytes($"{purpose}/{origin}/"), .. nonce.AsSpan(0, 16)]);
}

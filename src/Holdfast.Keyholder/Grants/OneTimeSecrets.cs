using System.Security.Cryptography;
using System.Text;
using Holdfast.Wire;

namespace Holdfast.Keyholder.Grants;

/// <summary>What became of a secret that works once.</summary>
internal abstract record Taken<T>
{
    private Taken()
    {
    }

    internal sealed record Good(T Value) : Taken<T>;

    internal sealed record UsedBefore(T Value) : Taken<T>;

    internal sealed record Expired : Taken<T>;

    internal sealed record Unknown : Taken<T>;
}

/// <summary>
/// Launches and codes: 32 random bytes that work once, for a minute, in this run of the keyholder. Kept in memory as
/// their hashes. A restart forgets them: the person clicks again. Owned by the journal's lock.
/// </summary>
internal sealed class OneTimeSecrets<T>(TimeSpan lifetime, int most) where T : class
{
    private const int Length = 32;

    private readonly Dictionary<string, (T Value, DateTimeOffset Expiry, bool Used)> _held = new(StringComparer.Ordinal);
    private readonly Queue<(string Hash, DateTimeOffset Expiry)> _byExpiry = new();

    public (string Secret, DateTimeOffset Expiry) Issue(T value, DateTimeOffset now)
    {
        Forget(now);
        var secret = Base64Url.Encode(RandomNumberGenerator.GetBytes(Length));
        var expiry = now + lifetime;
        _held[Hash(secret)] = (value, expiry, false);
        _byExpiry.Enqueue((Hash(secret), expiry));
        return (secret, expiry);
    }

    /// <summary>Looks without using it up.</summary>
    public Taken<T> Look(string secret, DateTimeOffset now)
    {
        if (!_held.TryGetValue(Hash(secret), out var held)) return new Taken<T>.Unknown();
        if (now >= held.Expiry) return new Taken<T>.Expired();
        return held.Used ? new Taken<T>.UsedBefore(held.Value) : new Taken<T>.Good(held.Value);
    }

    /// <summary>Looks, and uses it up: whatever is made of it, it does not work again.</summary>
    public Taken<T> Take(string secret, DateTimeOffset now)
    {
        var taken = Look(secret, now);
        if (taken is Taken<T>.Good) _held[Hash(secret)] = _held[Hash(secret)] with { Used = true };
        return taken;
    }

    /// <summary>What was given out for these is worth nothing from now on.</summary>
    public void Drop(Predicate<T> which)
    {
        foreach (var hash in _held.Where(held => which(held.Value.Value)).Select(held => held.Key).ToList()) _held.Remove(hash);
    }

    private void Forget(DateTimeOffset now)
    {
        while (_byExpiry.TryPeek(out var oldest) && (oldest.Expiry <= now || _byExpiry.Count >= most)) _held.Remove(_byExpiry.Dequeue().Hash);
    }

    private static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}

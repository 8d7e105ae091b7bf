using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Records.Charts;
using Holdfast.Records.Tokens;
using Holdfast.Wire;

namespace Holdfast.Records.Finding;

/// <summary>
/// What one access token of a search grant is good for: questions to the directory, until it expires or its person's
/// session ends. It is no <see cref="LiveGrant"/>: there is no chart, no key and no head in it that a handler could reach.
/// </summary>
/// <param name="Token">Shown to the keyholder with each search, never logged.</param>
/// <param name="ClientKey">RFC 7638 thumbprint of the client's DPoP key; empty: a bearer token.</param>
/// <param name="Rate">How often a bearer token may still be used; null for one that is bound to a key.</param>
internal sealed record SearchGrant(GrantId Grant, string Token, DateTimeOffset Expires, string ClientKey, string Scope, BearerRate? Rate);

/// <summary>The search grants that this node was given. Ends as <see cref="ChartDoor"/> does: with the token, the grant, or the keyholder's silence.</summary>
internal sealed class SearchDoor(TimeProvider time)
{
    private readonly ConcurrentDictionary<UInt128, SearchGrant> _byToken = new();

    public int Count => _byToken.Count;

    public SearchGrant Open(RedeemReply release)
    {
        var grant = new SearchGrant(
            GrantId.From(release.Grant), release.AccessToken, DateTimeOffset.FromUnixTimeMilliseconds(release.AccessExpiryMs), release.DpopJkt, release.Scope,
            release.DpopJkt.Length == 0 ? new BearerRate(time) : null);
        _byToken[ChartDoor.KeyOf(release.AccessToken)] = grant;
        return grant;
    }

    /// <summary>Null when the token is unknown, has expired or its grant has ended.</summary>
    public SearchGrant? Find(string token)
    {
        if (!_byToken.TryGetValue(ChartDoor.KeyOf(token), out var grant) || grant.Expires <= time.GetUtcNow()) return null;
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(grant.Token), Encoding.UTF8.GetBytes(token)) ? grant : null;
    }

    public void End(GrantId ended) => Drop(grant => grant.Grant == ended);

    public void EndExpired()
    {
        var now = time.GetUtcNow();
        Drop(grant => grant.Expires <= now);
    }

    public void EndAll() => _byToken.Clear();

    private void Drop(Func<SearchGrant, bool> ended)
    {
        foreach (var (key, grant) in _byToken)
            if (ended(grant)) _byToken.TryRemove(key, out _);
    }
}

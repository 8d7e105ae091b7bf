using System.Text.Json;

namespace Holdfast.Wire.Connections;

/// <summary>
/// Another OpenID Connect provider, at which people sign in before they touch their passkey at the desk: member
/// <c>signIn.identityProvider</c> of role.json. The keyholder's copy decides and holds the keys, by value; the desk's copy says
/// where the browser goes and where a code is redeemed.
/// </summary>
/// <param name="Issuer">Exactly as id tokens name it.</param>
/// <param name="ClientId">Under which Holdfast is registered there; the only audience that is taken.</param>
/// <param name="AuthorizationEndpoint">Where the browser goes.</param>
/// <param name="TokenEndpoint">Where the desk redeems a code.</param>
/// <param name="Keys">A JWKS of its public signing keys, RS256 or ES256. Nothing is fetched: a new key is a new line here.</param>
/// <param name="Required">Whoever has linked their account there does not sign in at the desk without it.</param>
/// <param name="ClientSecret">The desk's, where the provider wants one besides PKCE; the keyholder needs none.</param>
public sealed record IdentityProvider(
    string Issuer, string ClientId, string AuthorizationEndpoint, string TokenEndpoint, JsonElement? Keys = null, bool Required = false, string? ClientSecret = null)
{
    private const int LongestText = 500;

    internal IEnumerable<string> Errors()
    {
        foreach (var (name, address) in new[] { ("issuer", Issuer), ("authorizationEndpoint", AuthorizationEndpoint), ("tokenEndpoint", TokenEndpoint) })
            if (address.Length > LongestText || !IsWeb(address)) yield return $"signIn.identityProvider.{name} must be an https address without a fragment";
        if (ClientId.Length is 0 or > LongestText) yield return $"signIn.identityProvider.clientId has 1 to {LongestText} characters";
    }

    private static bool IsWeb(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Fragment.Length == 0 && uri.UserInfo.Length == 0
        && (uri.Scheme == "https" || (uri.Scheme == "http" && (uri.Host == "127.0.0.1" || uri.Host.EndsWith(".localhost", StringComparison.Ordinal))));
}

using System.Text.Json;
using Holdfast.ChartApp.Fhir;

namespace Holdfast.ChartApp.Launch;

/// <summary>What this application needs of iss/.well-known/smart-configuration.</summary>
internal sealed record SmartConfiguration(Uri Issuer, Uri Authorization, Uri Token, Uri? Revocation)
{
    public const string Path = ".well-known/smart-configuration";

    /// <summary>The desk: where people sign in and choose a patient.</summary>
    public Uri Desk => new(Authorization.GetLeftPart(UriPartial.Authority) + "/");

    /// <summary>
    /// Null when something is missing or does not fit: codes and refresh tokens are sent to the server that this
    /// application came from, and to no other.
    /// </summary>
    public static SmartConfiguration? Read(JsonElement json, Uri ownOrigin)
    {
        if (!IsWeb(json.Text("authorization_endpoint"), out var authorization) || !IsWeb(json.Text("token_endpoint"), out var token)) return null;
        if (!SameOrigin(token, ownOrigin)) return null;
        var revocation = IsWeb(json.Text("revocation_endpoint"), out var address) && SameOrigin(address, ownOrigin) ? address : null;
        var issuer = IsWeb(json.Text("issuer"), out var named) ? named : new Uri(authorization.GetLeftPart(UriPartial.Authority));
        return new SmartConfiguration(issuer, authorization, token, revocation);
    }

    /// <summary>RFC 9207: the answer comes from the server that was asked. Compared as text, less a trailing slash.</summary>
    public bool IsFrom(string issuer) => issuer.TrimEnd('/') == Issuer.OriginalString.TrimEnd('/')
        || issuer.TrimEnd('/') == Authorization.GetLeftPart(UriPartial.Authority);

    private static bool IsWeb(string? text, out Uri address) =>
        Uri.TryCreate(text, UriKind.Absolute, out address!) && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp);

    private static bool SameOrigin(Uri a, Uri b) => a.GetLeftPart(UriPartial.Authority) == b.GetLeftPart(UriPartial.Authority);
}

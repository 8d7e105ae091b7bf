namespace Holdfast.ChartApp.Launch;

/// <summary>
/// What must be remembered while the browser is at the desk: PKCE verifier and state. They say nothing about a patient, live in this
/// tab only, and are of no use without the device's key.
/// </summary>
internal sealed record PendingAuthorization(string State, string Verifier)
{
    public static PendingAuthorization New() => new(Encodings.Secret(), Encodings.Secret());

    public string Write() => $"{State}.{Verifier}";

    public static PendingAuthorization? Read(string? text) =>
        text?.Split('.') is [{ Length: > 0 } state, { Length: > 0 } verifier] ? new(state, verifier) : null;
}

/// <summary>The SMART App Launch authorization request (PKCE S256, RFC 9449 §10 dpop_jkt).</summary>
internal static class AuthorizationRequest
{
    public const string Scope = "launch patient/*.cruds";

    public static string Address(SmartConfiguration configuration, PendingAuthorization pending, string fhirBase, string redirectUri, string launch, string keyThumbprint)
    {
        (string Name, string Value)[] parameters =
        [
            ("response_type", "code"), ("client_id", TokenEndpoint.ClientId), ("redirect_uri", redirectUri), ("scope", Scope),
            ("state", pending.State), ("code_challenge", Encodings.HashOf(pending.Verifier)), ("code_challenge_method", "S256"),
            ("aud", fhirBase), ("launch", launch), ("dpop_jkt", keyThumbprint),
        ];
        var query = string.Join('&', parameters.Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value)}"));
        return $"{configuration.Authorization}{(configuration.Authorization.Query.Length > 0 ? '&' : '?')}{query}";
    }
}

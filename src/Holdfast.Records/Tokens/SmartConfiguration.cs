using Holdfast.Wire.Connections;

namespace Holdfast.Records.Tokens;

/// <summary>/.well-known/smart-configuration (SMART App Launch 2.2): the desk is where people authorize, this server where codes are exchanged.</summary>
internal static class SmartConfiguration
{
    public static readonly IReadOnlyList<string> Paths = ["/fhir/.well-known/smart-configuration", "/.well-known/smart-configuration"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var path in Paths) routes.MapGet(path, (RoleSettings settings) => Results.Json(Of(settings)));
    }

    public static Uri Authorize(RoleSettings settings) => new(settings.DeskOrigin + "/authorize");

    /// <summary>The members of the configuration; the CapabilityStatement takes its addresses from here.</summary>
    public static Dictionary<string, object> Of(RoleSettings settings) => new()
    {
        ["issuer"] = settings.DeskOrigin,
        ["jwks_uri"] = settings.DeskOrigin + "/.well-known/jwks.json",
        ["authorization_endpoint"] = Authorize(settings).ToString(),
        ["token_endpoint"] = settings.RecordsOrigin + Token.Path,
        ["revocation_endpoint"] = settings.RecordsOrigin + Revoke.Path,
        ["introspection_endpoint"] = settings.RecordsOrigin + Introspect.Path,
        ["grant_types_supported"] = new[] { "authorization_code", "refresh_token", "client_credentials" },
        ["response_types_supported"] = new[] { "code" },
        ["scopes_supported"] = new[] { "openid", "fhirUser", "profile", "launch", "launch/patient", "online_access", "patient/*.cruds", "patient/*.rs", "user/Patient.s", "system/*.cruds", "system/*.rs" },
        ["code_challenge_methods_supported"] = new[] { "S256" },
        ["token_endpoint_auth_methods_supported"] = new[] { "none", "client_secret_basic", "client_secret_post", "private_key_jwt" },
        ["token_endpoint_auth_signing_alg_values_supported"] = new[] { "ES256", "ES384" },
        ["dpop_signing_alg_values_supported"] = new[] { "ES256" },
        ["authorization_response_iss_parameter_supported"] = true,
        ["capabilities"] = new[]
        {
            "launch-ehr", "launch-standalone", "client-public", "client-confidential-symmetric", "client-confidential-asymmetric", "sso-openid-connect",
            "context-ehr-patient", "context-standalone-patient", "context-banner", "permission-online", "permission-patient", "permission-user", "permission-v1", "permission-v2",
        },
    };
}

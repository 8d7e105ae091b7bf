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
        ["authorization_endpoint"] = Authorize(settings).ToString(),
        ["token_endpoint"] = settings.RecordsOrigin + Token.Path,
        ["revocation_endpoint"] = settings.RecordsOrigin + Revoke.Path,
        ["grant_types_supported"] = new[] { "authorization_code", "refresh_token" },
        ["response_types_supported"] = new[] { "code" },
        ["scopes_supported"] = new[] { "launch", "patient/*.cruds", "patient/*.rs" },
        ["code_challenge_methods_supported"] = new[] { "S256" },
        ["token_endpoint_auth_methods_supported"] = new[] { "none" },
        ["dpop_signing_alg_values_supported"] = new[] { "ES256" },
        ["authorization_response_iss_parameter_supported"] = true,
        ["capabilities"] = new[] { "launch-ehr", "client-public", "context-ehr-patient", "context-banner", "permission-patient", "permission-v1", "permission-v2" },
    };
}

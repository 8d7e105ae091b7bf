using Holdfast.Desk.OpenChart;
using Holdfast.Ui.Web;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Desk.Authorize;

/// <summary>What OpenID Connect clients read first: who we are, where to ask, and the key that signs id tokens. For everybody, of any origin.</summary>
internal static class Discovery
{
    public static void MapDiscovery(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/.well-known/openid-configuration", (HttpContext http, RoleSettings settings) =>
        {
            ForEverybody(http);
            return Results.Json(Of(settings));
        });
        routes.MapGet("/.well-known/jwks.json", Keys).RequireRateLimiting(SourceLimits.Signed);
    }

    private static async Task<IResult> Keys(HttpContext http, Apps.AppsClient keyholder, TimeProvider time)
    {
        ForEverybody(http);
        var (reply, down) = await Keyholder.Ask(http, time, options => keyholder.IdTokenKeysAsync(new IdTokenKeysRequest(), options));
        return reply is null ? down! : Results.Text(reply.Jwks, "application/jwk-set+json");
    }

    private static void ForEverybody(HttpContext http)
    {
        http.Response.Headers.AccessControlAllowOrigin = "*";
        http.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
    }

    private static Dictionary<string, object> Of(RoleSettings settings) => new()
    {
        ["issuer"] = settings.DeskOrigin,
        ["authorization_endpoint"] = settings.DeskOrigin + "/authorize",
        ["token_endpoint"] = settings.RecordsOrigin + "/token",
        ["revocation_endpoint"] = settings.RecordsOrigin + "/revoke",
        ["introspection_endpoint"] = settings.RecordsOrigin + "/introspect",
        ["jwks_uri"] = settings.DeskOrigin + "/.well-known/jwks.json",
        ["response_types_supported"] = new[] { "code" },
        ["response_modes_supported"] = new[] { "query" },
        ["grant_types_supported"] = new[] { "authorization_code", "refresh_token", "client_credentials" },
        ["subject_types_supported"] = new[] { "public" },
        ["id_token_signing_alg_values_supported"] = new[] { "ES256" },
        ["scopes_supported"] = new[] { "openid", "fhirUser", "profile", "launch", "launch/patient", "online_access" },
        ["claims_supported"] = new[] { "iss", "sub", "aud", "iat", "exp", "auth_time", "nonce", "fhirUser", "profile", "name" },
        ["code_challenge_methods_supported"] = new[] { "S256" },
        ["token_endpoint_auth_methods_supported"] = new[] { "none", "client_secret_basic", "client_secret_post", "private_key_jwt" },
        ["token_endpoint_auth_signing_alg_values_supported"] = new[] { "ES256", "ES384" },
        ["dpop_signing_alg_values_supported"] = new[] { "ES256" },
        ["authorization_response_iss_parameter_supported"] = true,
        ["service_documentation"] = ChartApplication.Issuer(settings) + "/metadata",
    };
}

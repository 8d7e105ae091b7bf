using Holdfast.Records.Charts;
using Holdfast.Records.Fhir;
using Holdfast.Records.Finding;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Records.Tokens;

/// <summary>On a route that needs none of a service's charts: none is released for it.</summary>
internal sealed record OpensNoChart;

/// <summary>
/// Stands before every FHIR route but the public ones: a live access token, and a DPoP proof (RFC 9449 §7) by the key
/// that it is bound to, for this method and address, used once. A token of an application that was registered without a
/// key is shown as Bearer, within its rate. Without them: 401 with a challenge. A search grant's token passes to the routes
/// that are marked for it and to no other.
/// </summary>
internal sealed class GrantGuard(ChartDoor door, SearchDoor searches, RoleSettings settings, DpopProofs proofs, DpopReplay replay, TimeProvider time) : IEndpointFilter
{
    private const string Scheme = "DPoP ";
    private const string BearerScheme = "Bearer ";
    private const string Key = "Holdfast.LiveGrant";
    private const string SearchKey = "Holdfast.SearchGrant";

    /// <summary>The grant of a request that has passed.</summary>
    public static LiveGrant Of(HttpContext http) => (LiveGrant)http.Items[Key]!;

    /// <summary>The search grant of a request that has passed with one; null when it has a grant for charts.</summary>
    public static SearchGrant? SearchOf(HttpContext http) => http.Items[SearchKey] as SearchGrant;

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (Admit(http) is { } refusal)
        {
            http.Response.Headers.WWWAuthenticate = refusal.Challenge;
            await FhirHttp.WriteOutcome(http, StatusCodes.Status401Unauthorized, [new FhirIssue("login", refusal.Details)]);
            return Results.Empty;
        }

        var search = SearchOf(http);
        if ((search is null ? Of(http).Rate : search.Rate)?.Take() == false)
        {
            http.Response.Headers.RetryAfter = "1";
            await FhirHttp.WriteOutcome(http, StatusCodes.Status429TooManyRequests, [new FhirIssue("throttled", $"A bearer token is used at most {BearerRate.PerSecond} times a second. Wait, or register the application with a key of its own (DPoP).")]);
            return Results.Empty;
        }

        if (search is not null)
        {
            if (ServesSearchGrants.On(http)) return await next(context);
            await FhirHttp.WriteOutcome(http, StatusCodes.Status403Forbidden, [new FhirIssue("forbidden", "This token searches the directory and opens no chart: POST Patient/_search is all that it is good for. To read, open a chart from the desk or ask for patient/… scopes.")]);
            return Results.Empty;
        }

        if (Of(http) is { StillToOpen: { } charts } live && http.GetEndpoint()?.Metadata.GetMetadata<OpensNoChart>() is null) await charts.Open(live, http.RequestAborted);
        return await next(context);
    }

    private sealed record Refusal(string Challenge, string Details);

    private Refusal? Admit(HttpContext http)
    {
        var authorization = http.Request.Headers.Authorization.ToString();
        if (authorization.Length == 0) return new Refusal("DPoP algs=\"ES256\", Bearer", "Send an access token: Authorization: DPoP <token>, with a DPoP proof. /fhir/.well-known/smart-configuration says where to get one.");
        if (authorization.StartsWith(BearerScheme, StringComparison.OrdinalIgnoreCase) && Find(authorization[BearerScheme.Length..].Trim()) is { ClientKey.Length: 0 } unbound)
            return Pass(http, unbound);
        if (!authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return Refuse("invalid_token", "Access tokens here are bound to a key: send Authorization: DPoP <token>, not Bearer, with a DPoP proof.");
        var token = authorization[Scheme.Length..].Trim();
        if (Find(token) is not { } known)
            return Refuse("invalid_token", "The access token is unknown, has expired, or its grant has ended. Refresh it, or open the chart again from the desk.");
        if (http.Request.Headers["DPoP"] is not [{ } proof])
            return Refuse("invalid_dpop_proof", "Send exactly one DPoP header with a proof for this request.");
        var uri = settings.RecordsOrigin + http.Request.PathBase.ToUriComponent() + http.Request.Path.ToUriComponent();
        return proofs.Verify(proof, http.Request.Method, uri, token, time.GetUtcNow()) switch
        {
            DpopOutcome.Refused refused => Refuse("invalid_dpop_proof", $"The DPoP proof does not fit: {refused.Detail}."),
            DpopOutcome.Accepted accepted when accepted.Jkt != known.ClientKey => Refuse("invalid_token", "The access token is bound to another key than the one that made the DPoP proof."),
            DpopOutcome.Accepted accepted when !replay.TryUse(accepted) => Refuse("invalid_dpop_proof", "The DPoP proof was used before. Make a new one for each request."),
            _ => Pass(http, known),
        };
    }

    /// <summary>One of the two, by its access token.</summary>
    private sealed record Known(string ClientKey, LiveGrant? Charts, SearchGrant? Search);

    private Known? Find(string token)
    {
        if (door.Find(token) is { } live) return new Known(live.ClientKey, live, null);
        return searches.Find(token) is { } search ? new Known(search.ClientKey, null, search) : null;
    }

    private static Refusal? Pass(HttpContext http, Known known)
    {
        if (known.Charts is { } live) http.Items[Key] = live;
        if (known.Search is { } search) http.Items[SearchKey] = search;
        return null;
    }

    private static Refusal Refuse(string error, string details) => new($"DPoP error=\"{error}\", algs=\"ES256\"", details);
}

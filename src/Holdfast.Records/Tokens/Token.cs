using Holdfast.Records.Charts;
using Holdfast.Records.Finding;
using Holdfast.Wire;

namespace Holdfast.Records.Tokens;

/// <summary>
/// POST /token (RFC 6749 §4.1.3, §4.4 and §6, with PKCE, DPoP, SMART's launch context and SMART Backend Services).
/// Records decides nothing: it passes code, token, assertion and proof on to the keyholder and takes in what that releases.
/// </summary>
internal static class Token
{
    public const string Path = "/token";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(Path, Handle).DisableAntiforgery();

    private static async Task<IResult> Handle(HttpContext http, KeyholderClient keyholder, ChartDoor door, SearchDoor searches, TimeProvider time)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (await OAuthForm.Read(http) is not { } form) return OAuthForm.NotAForm.ToResult();
        if (http.Request.Headers["DPoP"].Count > 1) return new OAuthRefusal(400, "invalid_dpop_proof", "Send one DPoP header (RFC 9449), or none.").ToResult();
        var proof = http.Request.Headers["DPoP"].ToString();
        return form.Get("grant_type") switch
        {
            "authorization_code" => await OfPerson(http, form, door, searches, time, ["code", "redirect_uri", "code_verifier"], (client, shown) => keyholder.Redeem(
                new RedeemRequest { Code = form.Get("code"), RedirectUri = form.Get("redirect_uri"), ClientId = client, CodeVerifier = form.Get("code_verifier"), DpopProof = proof, Client = shown },
                http.RequestAborted)),
            "refresh_token" => await OfPerson(http, form, door, searches, time, ["refresh_token"], (client, shown) => keyholder.Refresh(
                new RefreshRequest { RefreshToken = form.Get("refresh_token"), ClientId = client, DpopProof = proof, Client = shown }, http.RequestAborted)),
            "client_credentials" => await OfService(http, form, keyholder, door, time, proof),
            _ => new OAuthRefusal(400, "unsupported_grant_type", "grant_type must be authorization_code, refresh_token or client_credentials.").ToResult(),
        };
    }

    private static async Task<IResult> OfPerson(
        HttpContext http, OAuthForm form, ChartDoor door, SearchDoor searches, TimeProvider time, string[] required, Func<string, ClientProof?, Task<RedeemReply>> ask)
    {
        if (form.Missing(required) is { } missing) return missing.ToResult();
        var (client, shown, refused) = form.Client(mayBeUnnamed: required is ["refresh_token"]);
        if (refused is not null) return refused.ToResult(http);
        var release = await ask(client, shown);
        if (release.Refusal is { } refusal) return OAuthRefusal.Of(refusal).ToResult(http);
        if (release.Search) return Results.Json(Answer(release, searches.Open(release), time.GetUtcNow()));
        // From here on the code is used up: the chart is opened even if the client hangs up.
        var live = await door.Open(release, CancellationToken.None);
        return Results.Json(Answer(release, live, time.GetUtcNow()));
    }

    private static async Task<IResult> OfService(HttpContext http, OAuthForm form, KeyholderClient keyholder, ChartDoor door, TimeProvider time, string proof)
    {
        if (form.Missing("scope", "client_assertion") is { } missing) return missing.ToResult();
        var (_, shown, refused) = form.Client();
        if (refused is not null) return refused.ToResult(http);
        var release = await keyholder.ServiceToken(new ServiceTokenRequest { Assertion = shown!.Assertion, Scope = form.Get("scope"), DpopProof = proof }, http.RequestAborted);
        if (release.Refusal is { } refusal) return OAuthRefusal.Of(refusal).ToResult(http);
        var live = await door.Open(release, CancellationToken.None);
        return Results.Json(Common(live, time.GetUtcNow()));
    }

    private static Dictionary<string, object> Common(LiveGrant live, DateTimeOffset now) => Common(live.Token, live.ClientKey, live.Expires, live.Scope.Text, now);

    private static Dictionary<string, object> Common(string token, string clientKey, DateTimeOffset expires, string scope, DateTimeOffset now) => new()
    {
        ["access_token"] = token,
        ["token_type"] = clientKey.Length == 0 ? "Bearer" : "DPoP",
        ["expires_in"] = Math.Max(0, (int)(expires - now).TotalSeconds),
        ["scope"] = scope,
    };

    /// <summary>Of a search grant: no patient, because there is no chart.</summary>
    private static Dictionary<string, object> Answer(RedeemReply release, SearchGrant search, DateTimeOffset now)
    {
        var answer = Common(search.Token, search.ClientKey, search.Expires, search.Scope, now);
        if (release.RefreshToken.Length > 0) answer["refresh_token"] = release.RefreshToken;
        if (release.IdToken.Length > 0) answer["id_token"] = release.IdToken;
        return answer;
    }

    private static Dictionary<string, object> Answer(RedeemReply release, LiveGrant live, DateTimeOffset now)
    {
        var answer = Common(live, now);
        answer["holdfast"] = Own(release, live);
        // A staff chart has no patient: an application that knows only those must not show a member of staff as one.
        if (live.StaffOf is null)
        {
            answer["patient"] = live.Patient;
            answer["need_patient_banner"] = true;
        }

        if (release.RefreshToken.Length > 0) answer["refresh_token"] = release.RefreshToken;
        if (release.IdToken.Length > 0) answer["id_token"] = release.IdToken;
        return answer;
    }

    /// <summary>What the chart application shows beside the chart. The draft secret goes to that application only, and is kept nowhere here.</summary>
    private static Dictionary<string, object> Own(RedeemReply release, LiveGrant live)
    {
        var own = new Dictionary<string, object>
        {
            ["person"] = new { id = live.Actor.Person.ToString(), name = live.Actor.Name, role = live.Actor.Role },
            ["staff"] = live.StaffOf is { } staff ? new { id = PersonId.From(staff.Person).ToString(), role = staff.Role } : new object(),
            ["purpose"] = live.Purpose,
            ["grant"] = live.Grant.ToString(),
            ["readOnly"] = live.WritableClasses.Count == 0 || !live.Scope.AllowsWriting,
            ["gaps"] = live.Chart.Gaps.Select(g => g.Sequence).ToArray(),
        };
        if (release.DraftSecret.Length > 0) own["draftSecret"] = Base64Url.Encode(release.DraftSecret.Span);
        return own;
    }
}

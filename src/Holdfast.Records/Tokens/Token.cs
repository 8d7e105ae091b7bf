using Holdfast.Records.Charts;
using Holdfast.Wire;

namespace Holdfast.Records.Tokens;

/// <summary>
/// POST /token (RFC 6749 §4.1.3 and §6, with PKCE, DPoP and SMART's launch context). Records decides nothing: it passes
/// the code or refresh token and the proof on to the keyholder and takes in what that releases.
/// </summary>
internal static class Token
{
    public const string Path = "/token";

    /// <summary>A code, a verifier, an address: a form is far smaller.</summary>
    private const int LongestField = 2048;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(Path, Handle).DisableAntiforgery();

    private static async Task<IResult> Handle(HttpContext http, KeyholderClient keyholder, ChartDoor door, TimeProvider time)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (await OAuthForm.Read(http) is not { } form) return new OAuthRefusal(400, "invalid_request", "Send the parameters as application/x-www-form-urlencoded, each once.").ToResult();
        if (http.Request.Headers["DPoP"] is not [{ Length: > 0 } proof])
            return new OAuthRefusal(400, "invalid_dpop_proof", "Send exactly one DPoP header: access tokens here are bound to a key of the client (RFC 9449).").ToResult();
        RedeemReply release;
        switch (form.Get("grant_type"))
        {
            case "authorization_code":
                if (form.Missing("code", "redirect_uri", "client_id", "code_verifier") is { } missing) return missing.ToResult();
                release = await keyholder.Redeem(
                    new RedeemRequest { Code = form.Get("code"), RedirectUri = form.Get("redirect_uri"), ClientId = form.Get("client_id"), CodeVerifier = form.Get("code_verifier"), DpopProof = proof },
                    http.RequestAborted);
                break;
            case "refresh_token":
                if (form.Missing("refresh_token", "client_id") is { } absent) return absent.ToResult();
                release = await keyholder.Refresh(
                    new RefreshRequest { RefreshToken = form.Get("refresh_token"), ClientId = form.Get("client_id"), DpopProof = proof }, http.RequestAborted);
                break;
            default:
                return new OAuthRefusal(400, "unsupported_grant_type", "grant_type must be authorization_code or refresh_token.").ToResult();
        }

        if (release.Refusal is { } refusal) return OAuthRefusal.Of(refusal.Why).ToResult();
        // From here on the code is used up: the chart is opened even if the client hangs up.
        var live = await door.Open(release, CancellationToken.None);
        return Results.Json(Answer(release, live, time.GetUtcNow()));
    }

    private static Dictionary<string, object> Answer(RedeemReply release, LiveGrant live, DateTimeOffset now)
    {
        var answer = new Dictionary<string, object>
        {
            ["access_token"] = live.Token,
            ["token_type"] = "DPoP",
            ["expires_in"] = Math.Max(0, (int)(live.Expires - now).TotalSeconds),
            ["scope"] = live.Scope.Text,
            ["holdfast"] = Own(release, live),
        };
        // A staff chart has no patient: an application that knows only those must not show a member of staff as one.
        if (live.StaffOf is null)
        {
            answer["patient"] = live.Patient;
            answer["need_patient_banner"] = true;
        }

        if (release.RefreshToken.Length > 0) answer["refresh_token"] = release.RefreshToken;
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

    /// <summary>A form whose fields each stand in it once.</summary>
    internal sealed class OAuthForm
    {
        private readonly IFormCollection _fields;

        private OAuthForm(IFormCollection fields) => _fields = fields;

        public static async Task<OAuthForm?> Read(HttpContext http)
        {
            if (!http.Request.HasFormContentType || http.Request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true) return null;
            try
            {
                var fields = await http.Request.ReadFormAsync(http.RequestAborted);
                return fields.Any(f => f.Value.Count != 1 || f.Value.ToString().Length > LongestField) ? null : new OAuthForm(fields);
            }
            catch (InvalidDataException)
            {
                return null;
            }
        }

        public string Get(string name) => _fields[name].ToString();

        public OAuthRefusal? Missing(params string[] names) =>
            names.FirstOrDefault(n => Get(n).Length == 0) is { } missing ? new OAuthRefusal(400, "invalid_request", $"{missing} is missing.") : null;
    }
}

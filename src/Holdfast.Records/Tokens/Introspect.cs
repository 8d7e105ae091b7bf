using Holdfast.Records.Charts;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Records.Tokens;

/// <summary>
/// POST /introspect (RFC 7662, with SMART's members): is this access token live, and what for? To clients that
/// authenticate themselves. "patient" is there when the chart is open at this node: nobody else knows FHIR ids.
/// </summary>
internal static class Introspect
{
    public const string Path = "/introspect";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(Path, Handle).DisableAntiforgery();

    private static async Task<IResult> Handle(HttpContext http, KeyholderClient keyholder, ChartDoor door, RoleSettings settings)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (await OAuthForm.Read(http) is not { } form) return OAuthForm.NotAForm.ToResult();
        if (form.Missing("token") is { } missing) return missing.ToResult();
        var (client, shown, refused) = form.Client();
        if (refused is not null) return refused.ToResult(http);
        var reply = await keyholder.Introspect(new IntrospectRequest { Token = form.Get("token"), ClientId = client, Client = shown }, http.RequestAborted);
        if (reply.Refusal is { } refusal) return OAuthRefusal.Of(refusal).ToResult(http);
        return Results.Json(reply.Active ? Answer(reply, door.Find(form.Get("token")), settings) : new Dictionary<string, object> { ["active"] = false });
    }

    private static Dictionary<string, object> Answer(IntrospectReply reply, LiveGrant? live, RoleSettings settings)
    {
        var answer = new Dictionary<string, object>
        {
            ["active"] = true,
            ["scope"] = reply.Scope,
            ["client_id"] = reply.ClientId,
            ["token_type"] = reply.DpopJkt.Length == 0 ? "Bearer" : "DPoP",
            ["iat"] = reply.IssuedMs / 1000,
            ["exp"] = reply.ExpiryMs / 1000,
            ["iss"] = settings.DeskOrigin,
            ["aud"] = $"{settings.RecordsOrigin}/fhir",
        };
        if (reply.DpopJkt.Length > 0) answer["cnf"] = new { jkt = reply.DpopJkt };
        if (reply.Person.Length == 0)
        {
            answer["sub"] = reply.ClientId;
            return answer;
        }

        var person = PersonId.From(reply.Person);
        answer["sub"] = person.ToString();
        if (live is not null) answer["patient"] = live.Patient;
        if (reply.Scope.Split(' ').Contains("fhirUser")) answer["fhirUser"] = $"{settings.RecordsOrigin}/fhir/Practitioner/{person}";
        return answer;
    }
}

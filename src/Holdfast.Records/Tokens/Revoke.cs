using Holdfast.Records.Charts;
using Holdfast.Wire;

namespace Holdfast.Records.Tokens;

/// <summary>POST /revoke (RFC 7009): ends a grant by its access or refresh token. The answer is 200 whether or not there was one.</summary>
internal static class Revoke
{
    public const string Path = "/revoke";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(Path, Handle).DisableAntiforgery();

    private static async Task<IResult> Handle(HttpContext http, KeyholderClient keyholder, ChartDoor door)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (await Token.OAuthForm.Read(http) is not { } form) return new OAuthRefusal(400, "invalid_request", "Send the parameters as application/x-www-form-urlencoded, each once.").ToResult();
        if (form.Missing("token", "client_id") is { } missing) return missing.ToResult();
        await keyholder.Revoke(new RevokeRequest { Token = form.Get("token"), ClientId = form.Get("client_id") }, http.RequestAborted);
        // Only whoever holds an access token can end it here; grants ended by a refresh token come back as an ending.
        door.EndToken(form.Get("token"));
        return Results.Ok();
    }
}

using Holdfast.Records.Charts;
using Holdfast.Wire;

namespace Holdfast.Records.Tokens;

/// <summary>POST /revoke (RFC 7009): ends a grant by its access or refresh token. The answer is 200 whether or not there was one; only a client that is not who it says is refused.</summary>
internal static class Revoke
{
    public const string Path = "/revoke";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(Path, Handle).DisableAntiforgery();

    private static async Task<IResult> Handle(HttpContext http, KeyholderClient keyholder)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (await OAuthForm.Read(http) is not { } form) return OAuthForm.NotAForm.ToResult();
        if (form.Missing("token") is { } missing) return missing.ToResult();
        var (client, shown, refused) = form.Client();
        if (refused is not null) return refused.ToResult(http);
        // The grant's end comes back over the stream of ends, to whichever node has it.
        var reply = await keyholder.Revoke(new RevokeRequest { Token = form.Get("token"), ClientId = client, Client = shown }, http.RequestAborted);
        return reply.Refusal is { } refusal ? OAuthRefusal.Of(refusal).ToResult(http) : Results.Ok();
    }
}

using Holdfast.Ui;
using Holdfast.Ui.SignIn;
using Holdfast.Ui.Web;
using Holdfast.Watch.Exposure;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Watch.Pages;

/// <summary>
/// The privacy officer's pages and what they ask. The pages themselves say nothing and are open to all; everything that
/// is shown or done takes a statement that the session's key signed.
/// </summary>
internal static class OfficeRoutes
{
    private const string LookWord = "look";

    public static void MapOffice(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/office", () => Page.Of<OfficePage>());
        routes.MapGet("/exposure", () => Page.Of<ExposurePage>());
        routes.MapGet("/canaries", () => Page.Of<CanaryPage>());

        var signed = routes.MapGroup("").RequireRateLimiting(SourceLimits.Signed);
        signed.MapPost("/look", Look);
        signed.MapPost("/exposure", Exposure);
        signed.MapPost("/reason", Reason);
    }

    private static async Task<IResult> Look(HttpContext http, OverviewOf overview, Looks looks)
    {
        var (body, malformed) = await JsonBody.Read<LookBody>(http);
        if (body is null) return malformed!;
        if (body.Filter() is not { } filter) return NoSuchId(http);
        var (reader, refused) = await looks.Read(http, body.Jws, body.Key, askKeyholder: false);
        if (reader is null) return refused!;
        var seen = overview.For(reader, filter, body.Alert, Words.Of(http).IsFrench);
        return WantsHtml(http) ? Page.Of<OverviewParts>(new Dictionary<string, object?> { [nameof(OverviewParts.Seen)] = seen }) : Results.Json(seen, JsonBody.Options);
    }

    private static async Task<IResult> Exposure(HttpContext http, Picture picture, Looks looks)
    {
        var (body, malformed) = await JsonBody.Read<ExposureBody>(http);
        if (body is null) return malformed!;
        if (body.Question() is not { } question) return NoSuchId(http);
        // Always asked of the keyholder: that somebody asked for an exposure is an entry of its own.
        var (reader, refused) = await looks.Read(http, body.Jws, body.Key, askKeyholder: true);
        if (reader is null) return refused!;
        var answer = picture.Exposure(question);
        if (!WantsHtml(http)) return Results.Bytes(ExposureJson.Write(answer, picture.Size), "application/json; charset=utf-8");
        return Page.Of<ExposureResult>(new Dictionary<string, object?> { [nameof(ExposureResult.Answer)] = answer, [nameof(ExposureResult.Reader)] = reader });
    }

    private static Task<IResult> Reason(HttpContext http, WatchWork.WatchWorkClient keyholder, TimeProvider time) =>
        Relay.Statement(http, time, keyholder.ReadReasonAsync, reply => reply.Refusal, (reply, _) => Relay.Json(new ReasonAnswer(reply.Reason)));

    private sealed record ReasonAnswer(string Reason);

    internal static bool IsLook(LookStatement look) => look.Statement == LookWord;

    private static bool WantsHtml(HttpContext http) =>
        http.Request.Headers.Accept.ToString().StartsWith("text/html", StringComparison.Ordinal);

    private static IResult NoSuchId(HttpContext http) => Refused.Malformed(http, StatusCodes.Status400BadRequest,
        "Ids have 32 hexadecimal digits, lower case, and something must be asked for. Copy them from an entry or an alert.",
        "Un identifiant compte 32 chiffres hexadécimaux minuscules, et il faut demander quelque chose. Copiez-le d’une entrée ou d’une alerte.");
}

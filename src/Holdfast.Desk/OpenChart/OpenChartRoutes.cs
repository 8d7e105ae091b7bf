using Holdfast.Ui;
using Holdfast.Ui.Web;
using Holdfast.Wire;

namespace Holdfast.Desk.OpenChart;

/// <summary>
/// From a click beside a displayed name to a one-time code: "launch" (one session, chart and client, 60 s), then, once
/// the application has asked for authorization, "open". The keyholder logs the opening before it answers. "open-search" is
/// for an application that asks to search and for no chart.
/// </summary>
internal static class OpenChartRoutes
{
    private sealed record LaunchAnswer(string Launch, long Expiry, string LaunchUri);

    private sealed record OpenSearchAnswer(string Code, long Expiry);

    private sealed record OpenAnswer(string Code, long Expiry, int ChartsLeft);

    public static void MapOpenChart(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/launch", (Delegate)Launch);
        routes.MapPost("/open", (Delegate)Open);
        routes.MapPost("/open-search", (Delegate)OpenSearch);
    }

    /// <summary>GET /apps: names of applications are no secret, so nobody signs for them.</summary>
    public static void MapApps(this IEndpointRouteBuilder routes) => routes.MapGet("/apps", Applications).RequireRateLimiting(SourceLimits.Signed);

    private static async Task<IResult> Applications(HttpContext http, Apps.AppsClient keyholder, TimeProvider time)
    {
        var (reply, down) = await Keyholder.Ask(http, time, options => keyholder.ListAsync(new ListAppsRequest(), options));
        return reply is null ? down! : Page.Of<AppsFragment>(new() { ["Apps"] = reply.Apps });
    }

    private static Task<IResult> Launch(HttpContext http, DeskWork.DeskWorkClient keyholder, TimeProvider time) =>
        Relay.Statement(http, time, keyholder.LaunchAsync, reply => reply.Refusal,
            (reply, _) => Relay.Json(new LaunchAnswer(reply.Launch, reply.ExpiryMs, reply.LaunchUri)));

    private static Task<IResult> OpenSearch(HttpContext http, DeskWork.DeskWorkClient keyholder, TimeProvider time) =>
        Relay.Statement(http, time, keyholder.OpenSearchAsync, reply => reply.Refusal, (reply, _) => Relay.Json(new OpenSearchAnswer(reply.Code, reply.ExpiryMs)));

    private static Task<IResult> Open(HttpContext http, DeskWork.DeskWorkClient keyholder, TimeProvider time) =>
        Relay.Statement(http, time, keyholder.OpenAsync, reply => reply.Refusal,
            (reply, _) => Relay.Json(new OpenAnswer(reply.Code, reply.ExpiryMs, reply.ChartsLeft)));
}

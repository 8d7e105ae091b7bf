using Holdfast.Ui.Web;
using Holdfast.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Ui.Exports;

/// <summary>The bulk exports that wait for two people: seen and asked for by the privacy officer on the watch and an administrator at the desk. Counts and services; nobody's name.</summary>
public static class ExportRoutes
{
    private sealed record WaitingAnswer(string Export, string Client, string Name, int Charts, IReadOnlyList<string> Types, string Scope, long Since, bool System, long Asked);

    private sealed record WaitingExportsAnswer(IReadOnlyList<WaitingAnswer> Exports, long Now);

    public static void MapExports(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/exports", () => Page.Of<ExportsPage>());
        routes.MapGroup("").RequireRateLimiting(SourceLimits.Signed).MapPost("/exports", Waiting);
    }

    private static Task<IResult> Waiting(HttpContext http, Wire.Approvals.ApprovalsClient keyholder, TimeProvider time) =>
        Relay.Statement(http, time, keyholder.WaitingExportsAsync, reply => reply.Refusal, (reply, _) => Relay.Json(new WaitingExportsAnswer([.. reply.Exports.Select(Of)], reply.NowMs)));

    private static WaitingAnswer Of(WaitingExport export) => new(
        Convert.ToHexStringLower(export.Export.Span), export.Client, export.Name, export.Charts, export.Types_, export.Scope, export.SinceMs, export.System, export.AskedMs);
}

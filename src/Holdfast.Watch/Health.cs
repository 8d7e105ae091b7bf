using Holdfast.Ui.Web;
using Holdfast.Watch.Follow;
using Holdfast.Wire.Connections;

namespace Holdfast.Watch;

/// <summary>GET /health: open to all, says nothing about anybody. 503 with the mend while the ledger is not followed or does not fit.</summary>
internal static class Health
{
    private sealed record Answer(string Role, string Node, string Version, string State, string Detail, long LedgerSize, string LedgerState);

    public static void MapHealth(this IEndpointRouteBuilder routes, RoleSettings settings) => routes.MapGet("/health", (LedgerFollower follower) =>
    {
        var status = follower.Status;
        var well = status.Condition == LedgerCondition.Consistent;
        var answer = new Answer(WatchFolder.Role, settings.Node, WatchRole.Version, well ? "ok" : "degraded", status.Detail,
            status.Size, status.Condition.ToString().ToLowerInvariant());
        return Results.Json(answer, JsonBody.Options, statusCode: well ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    });
}

using Holdfast.Records.Charts;
using Holdfast.Wire.Connections;

namespace Holdfast.Records;

/// <summary>GET /health: whether this node can open charts, and if not, the mend. Says nothing else.</summary>
internal static class Health
{
    public static void Map(IEndpointRouteBuilder routes, RoleSettings settings) => routes.MapGet("/health", (GrantEndings endings) =>
    {
        var isWell = endings.Trouble.Length == 0;
        return Results.Json(
            new { role = "records", node = settings.Node, version = Program.Version, state = isWell ? "ok" : "degraded", detail = endings.Trouble },
            statusCode: isWell ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    });
}

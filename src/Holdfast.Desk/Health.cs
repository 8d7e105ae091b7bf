using System.Reflection;
using Grpc.Core;
using Holdfast.Ui.Web;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Desk;

/// <summary>GET /health: is this desk of any use? Not without its keyholder.</summary>
internal static class Health
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly string Version =
        typeof(Health).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    private sealed record Answer(string Role, string Node, string Version, string State, string Detail);

    public static void MapHealth(this IEndpointRouteBuilder routes) => routes.MapGet("/health", Handle);

    private static async Task<IResult> Handle(HttpContext http, Condition.ConditionClient keyholder, RoleSettings settings, TimeProvider time)
    {
        try
        {
            var options = new CallOptions(deadline: time.GetUtcNow().UtcDateTime + Patience, cancellationToken: http.RequestAborted);
            var condition = await keyholder.AskAsync(new AskRequest(), options);
            return Results.Json(new Answer("desk", settings.Node, Version, "ok", condition.Detail), JsonBody.Options);
        }
        catch (RpcException e)
        {
            var detail = $"The keyholder at {settings.KeyholderAddress} does not answer ({e.StatusCode}): start it, and see its log.";
            return Results.Json(new Answer("desk", settings.Node, Version, "degraded", detail), JsonBody.Options, statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}

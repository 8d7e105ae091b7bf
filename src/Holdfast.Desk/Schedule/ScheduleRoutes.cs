using Holdfast.Ui;
using Holdfast.Wire;

namespace Holdfast.Desk.Schedule;

/// <summary>Who is to visit whom when: "assign". An assignment is what explains an opening.</summary>
internal static class ScheduleRoutes
{
    private sealed record AssignAnswer(int Assigned, int[] Unresolved);

    public static void MapSchedule(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/schedule", () => Page.Of<SchedulePage>());
        routes.MapPost("/assign", (Delegate)Assign);
    }

    private static Task<IResult> Assign(HttpContext http, DeskWork.DeskWorkClient keyholder, TimeProvider time) =>
        Relay.Statement(http, time, keyholder.AssignAsync, reply => reply.Refusal,
            (reply, _) => Relay.Json(new AssignAnswer(reply.Assigned, [.. reply.Unresolved])));
}

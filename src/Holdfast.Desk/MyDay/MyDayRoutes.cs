using Holdfast.Desk.Patients;
using Holdfast.Ui;
using Holdfast.Wire;

namespace Holdfast.Desk.MyDay;

/// <summary>My day: the visits between two times, and the standing places on care teams. Names on one's own schedule are not look-ups.</summary>
internal static class MyDayRoutes
{
    private sealed record VisitAnswer(PatientAnswer Patient, long Start, long End, string Kind)
    {
        public static VisitAnswer Of(Visit visit) => new(PatientAnswer.Of(visit.Patient), visit.StartMs, visit.EndMs, visit.Kind);
    }

    private sealed record MyDayAnswer(VisitAnswer[] Visits, VisitAnswer[] Team, long Now);

    public static void MapMyDay(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/my-day", () => Page.Of<MyDayPage>());
        routes.MapPost("/my-day", (Delegate)Handle);
    }

    private static Task<IResult> Handle(HttpContext http, DeskWork.DeskWorkClient keyholder, TimeProvider time) =>
        Relay.Statement(http, time, keyholder.MyDayAsync, reply => reply.Refusal, (reply, _) => http.WantsFragment()
            ? Page.Of<MyDayFragment>(new() { ["Day"] = reply })
            : Relay.Json(new MyDayAnswer([.. reply.Visits.Select(VisitAnswer.Of)], [.. reply.Team.Select(VisitAnswer.Of)], reply.NowMs)));
}

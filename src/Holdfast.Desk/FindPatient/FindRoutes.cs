using Holdfast.Desk.Patients;
using Holdfast.Ui;
using Holdfast.Wire;

namespace Holdfast.Desk.FindPatient;

/// <summary>Find a patient: by health number, by name with or without birth date, by telephone number, address or postal code. The keyholder searches, counts and logs; query text never leaves it but as a keyed hash.</summary>
internal static class FindRoutes
{
    private sealed record FindAnswer(PatientAnswer[] Found, bool More, int IdentitiesLeft, string[] Assigned, bool Alike);

    public static void MapFind(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/find", () => Page.Of<FindPage>());
        routes.MapPost("/find", (Delegate)Handle);
    }

    private static Task<IResult> Handle(HttpContext http, DeskWork.DeskWorkClient keyholder, TimeProvider time) =>
        Relay.Statement(http, time, keyholder.FindAsync, reply => reply.Refusal, (reply, _) => http.WantsFragment()
            ? Page.Of<FindFragment>(new() { ["Reply"] = reply })
            : Relay.Json(new FindAnswer(
                [.. reply.Found.Select(PatientAnswer.Of)], reply.More, reply.IdentitiesLeft, [.. reply.Assigned.Select(PatientAnswer.HexOf)], reply.Alike)));
}

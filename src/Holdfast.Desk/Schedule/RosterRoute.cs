using Holdfast.Ui.SignIn;
using Holdfast.Ui.Web;
using Holdfast.Wire;

namespace Holdfast.Desk.Schedule;

/// <summary>
/// POST /roster: a schedule that a registered service signed, <c>{"jws":…}</c>, carried to the keyholder unread. The answer
/// says how many items became assignments and the indexes of the others. No session, no cookie: the signature is all there is.
/// </summary>
internal static class RosterRoute
{
    private sealed record Answer(int Assigned, int[] NotTaken);

    public static void MapRoster(this IEndpointRouteBuilder routes) => routes.MapPost("/roster", (Delegate)Send);

    private static async Task<IResult> Send(HttpContext http, Rosters.RostersClient keyholder, TimeProvider time)
    {
        var (body, malformed) = await JsonBody.Read<SignedBody>(http);
        if (body is null) return malformed!;
        var (reply, down) = await Keyholder.Ask(http, time, options => keyholder.SendAsync(new RosterRequest { Jws = body.Jws }, options));
        if (reply is null) return down!;
        return reply.Refusal is { } refusal ? Refused.Because(refusal.Why, http) : Relay.Json(new Answer(reply.Assigned, [.. reply.NotTaken]));
    }
}

using Holdfast.Ui.Web;
using Holdfast.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Ui.Approvals;

/// <summary>Asking for what takes two people, and seeing what became of it: on every origin where people sign in.</summary>
public static class RequestRoutes
{
    public static void MapRequests(this IEndpointRouteBuilder routes)
    {
        var signed = routes.MapGroup("").RequireRateLimiting(SourceLimits.Signed);
        signed.MapPost("/propose", Propose);
        signed.MapPost("/asked", Asked);
    }

    private static async Task<IResult> Propose(HttpContext http, Wire.Approvals.ApprovalsClient keyholder, TimeProvider time)
    {
        var (body, malformed) = await JsonBody.Read<RequestBody>(http);
        if (body is null) return malformed!;
        var (reply, down) = await Keyholder.Ask(http, time, o => keyholder.ProposeAsync(new SignedStatement { Jws = body.Jws }, o));
        if (reply is null) return down!;
        return reply.Refusal is { } refusal
            ? Refused.Because(refusal.Why, http)
            : Results.Json(new ProposedAnswer(Convert.ToHexStringLower(reply.Request.Span), reply.ExpiryMs), JsonBody.Options);
    }

    private static async Task<IResult> Asked(HttpContext http, Wire.Approvals.ApprovalsClient keyholder, TimeProvider time)
    {
        var (body, malformed) = await JsonBody.Read<RequestBody>(http);
        if (body is null) return malformed!;
        var (reply, down) = await Keyholder.Ask(http, time, o => keyholder.AskedAsync(new SignedStatement { Jws = body.Jws }, o));
        if (reply is null) return down!;
        return reply.Refusal is { } refusal
            ? Refused.Because(refusal.Why, http)
            : Results.Json(new AskedAnswer([.. reply.Requests.Select(ProposalAnswer.Of)], reply.NowMs), JsonBody.Options);
    }
}

using Holdfast.Ui.Approvals.Asking;
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
        signed.MapAsking();
    }

    private static Task<IResult> Propose(HttpContext http, Wire.Approvals.ApprovalsClient keyholder, TimeProvider time) =>
        Relay.Statement(http, time, keyholder.ProposeAsync, reply => reply.Refusal, (reply, _) => Relay.Json(new ProposedAnswer(Convert.ToHexStringLower(reply.Request.Span), reply.ExpiryMs)));

    private static Task<IResult> Asked(HttpContext http, Wire.Approvals.ApprovalsClient keyholder, TimeProvider time) =>
        Relay.Statement(http, time, keyholder.AskedAsync, reply => reply.Refusal, (reply, _) => Relay.Json(new AskedAnswer([.. reply.Requests.Select(ProposalAnswer.Of)], reply.NowMs)));
}

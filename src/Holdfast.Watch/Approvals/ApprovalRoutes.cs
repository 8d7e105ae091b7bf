using Holdfast.Ui;
using Holdfast.Ui.Approvals;
using Holdfast.Ui.SignIn;
using Holdfast.Ui.Web;
using Holdfast.Wire;

namespace Holdfast.Watch.Approvals;

/// <summary>
/// The second person's place: what waits, approving it with a fresh touch of the passkey, declining it. The watch only
/// passes on: what is shown is the keyholder's document, and the browser signs the hash of what it shows.
/// </summary>
internal static class ApprovalRoutes
{
    private sealed record PendingAnswer(
        IReadOnlyList<ProposalAnswer> Requests, PersonAnswer Person, string Installation, string Nonce, long NonceExpiry, string RpId, IReadOnlyList<string> Credentials, long Now);

    private sealed record ApprovedAnswer(string Secret);

    private sealed record DeclinedAnswer;

    public static void MapApprovals(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/approvals", () => Page.Of<ApprovalsPage>());

        var signed = routes.MapGroup("").RequireRateLimiting(SourceLimits.Signed);
        signed.MapPost("/pending", Pending);
        signed.MapPost("/approve", Approve);
        signed.MapPost("/decline", Decline);
    }

    private static Task<IResult> Pending(HttpContext http, Wire.Approvals.ApprovalsClient keyholder, TimeProvider time) =>
        Relay.Statement(http, time, keyholder.PendingAsync, reply => reply.Refusal, (reply, _) => Relay.Json(new PendingAnswer(
            [.. reply.Requests.Select(ProposalAnswer.Of)], PersonAnswer.Of(reply.Person), Convert.ToHexStringLower(reply.Installation.Span),
            ProposalAnswer.Text(reply.Nonce), reply.NonceExpiryMs, reply.RpId, [.. reply.Credentials.Select(ProposalAnswer.Text)], reply.NowMs)));

    private static Task<IResult> Approve(HttpContext http, Wire.Approvals.ApprovalsClient keyholder, TimeProvider time) =>
        Relay.Statement(http, time, keyholder.ApproveAsync, reply => reply.Refusal, (reply, _) => Relay.Json(new ApprovedAnswer(reply.Secret)));

    private static Task<IResult> Decline(HttpContext http, Wire.Approvals.ApprovalsClient keyholder, TimeProvider time) =>
        Relay.Statement(http, time, keyholder.DeclineAsync, reply => reply.Refusal, (_, _) => Relay.Json(new DeclinedAnswer()));
}

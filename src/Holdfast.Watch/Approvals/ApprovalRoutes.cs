using System.Text.Json.Serialization;
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
    private sealed record SignedRequest([property: JsonRequired] string Jws);

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

    private static async Task<IResult> Pending(HttpContext http, Wire.Approvals.ApprovalsClient keyholder, TimeProvider time)
    {
        var (body, malformed) = await JsonBody.Read<SignedRequest>(http);
        if (body is null) return malformed!;
        var (reply, down) = await Keyholder.Ask(http, time, o => keyholder.PendingAsync(new SignedStatement { Jws = body.Jws }, o));
        if (reply is null) return down!;
        if (reply.Refusal is { } refusal) return Refused.Because(refusal.Why, http);
        return Results.Json(new PendingAnswer(
            [.. reply.Requests.Select(ProposalAnswer.Of)], PersonAnswer.Of(reply.Person), Convert.ToHexStringLower(reply.Installation.Span),
            ProposalAnswer.Text(reply.Nonce), reply.NonceExpiryMs, reply.RpId, [.. reply.Credentials.Select(ProposalAnswer.Text)], reply.NowMs), JsonBody.Options);
    }

    private static async Task<IResult> Approve(HttpContext http, Wire.Approvals.ApprovalsClient keyholder, TimeProvider time)
    {
        var (body, malformed) = await JsonBody.Read<SignedRequest>(http);
        if (body is null) return malformed!;
        var (reply, down) = await Keyholder.Ask(http, time, o => keyholder.ApproveAsync(new SignedStatement { Jws = body.Jws }, o));
        if (reply is null) return down!;
        return reply.Refusal is { } refusal ? Refused.Because(refusal.Why, http) : Results.Json(new ApprovedAnswer(reply.Secret), JsonBody.Options);
    }

    private static async Task<IResult> Decline(HttpContext http, Wire.Approvals.ApprovalsClient keyholder, TimeProvider time)
    {
        var (body, malformed) = await JsonBody.Read<SignedRequest>(http);
        if (body is null) return malformed!;
        var (reply, down) = await Keyholder.Ask(http, time, o => keyholder.DeclineAsync(new SignedStatement { Jws = body.Jws }, o));
        if (reply is null) return down!;
        return reply.Refusal is { } refusal ? Refused.Because(refusal.Why, http) : Results.Json(new DeclinedAnswer(), JsonBody.Options);
    }
}

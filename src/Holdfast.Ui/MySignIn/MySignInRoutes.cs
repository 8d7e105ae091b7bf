using Google.Protobuf;
using Holdfast.Ui.SignIn;
using Holdfast.Ui.Web;
using Holdfast.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Ui.MySignIn;

/// <summary>
/// One's own passkeys and sessions, the same on desk and watch: seen, named, added, removed, ended; and the unlocking of a
/// session that was idle. Everything is a statement that the keyholder checks; adding, removing and unlocking carry a
/// fresh touch of a passkey.
/// </summary>
public static class MySignInRoutes
{
    private sealed record DoneAnswer;

    private sealed record UnlockedAnswer(NoticeAnswer[] Notices);

    private sealed record BeginPasskeyAnswer(string Nonce, long Expiry, string RpId, string UserHandle, string[] ExcludeCredentials, PersonAnswer Person);

    /// <summary>Needs <see cref="OwnSignIn.OwnSignInClient"/> and <see cref="Face"/> as services.</summary>
    public static void MapMySignIn(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/my-sign-in", () => Page.Of<MySignInPage>());
        routes.MapGroup("").RequireRateLimiting(SourceLimits.SignIn).MapPost("/step-up/begin", BeginStepUp);

        var signed = routes.MapGroup("").RequireRateLimiting(SourceLimits.Signed);
        signed.MapPost("/my-sign-in", Show);
        signed.MapPost("/unlock", Unlock);
        signed.MapPost("/passkey/begin", BeginPasskey);
        signed.MapPost("/passkey/add", (HttpContext http, OwnSignIn.OwnSignInClient keyholder, TimeProvider time) => Done(http, time, keyholder.AddPasskeyAsync));
        signed.MapPost("/passkey/rename", (HttpContext http, OwnSignIn.OwnSignInClient keyholder, TimeProvider time) => Done(http, time, keyholder.RenamePasskeyAsync));
        signed.MapPost("/passkey/remove", (HttpContext http, OwnSignIn.OwnSignInClient keyholder, TimeProvider time) => Done(http, time, keyholder.RemovePasskeyAsync));
        signed.MapPost("/session/end", (HttpContext http, OwnSignIn.OwnSignInClient keyholder, TimeProvider time) => Done(http, time, keyholder.EndSessionAsync));
        signed.MapPost("/sign-out-everywhere", (HttpContext http, OwnSignIn.OwnSignInClient keyholder, TimeProvider time) => Done(http, time, keyholder.SignOutEverywhereAsync));
    }

    private static Task<IResult> Done(HttpContext http, TimeProvider time, Func<SignedStatement, Grpc.Core.CallOptions, Grpc.Core.AsyncUnaryCall<OwnSignInReply>> method) =>
        Relay.Statement(http, time, method, reply => reply.Refusal, (_, _) => Relay.Json(new DoneAnswer()));

    private static Task<IResult> Show(HttpContext http, OwnSignIn.OwnSignInClient keyholder, TimeProvider time) =>
        Relay.Statement(http, time, keyholder.MySignInAsync, reply => reply.Refusal, (reply, _) => http.WantsFragment()
            ? Page.Of<MySignInFragment>(new() { [nameof(MySignInFragment.Mine)] = reply })
            : Relay.Json(MySignInAnswer.Of(reply)));

    private static Task<IResult> Unlock(HttpContext http, OwnSignIn.OwnSignInClient keyholder, TimeProvider time) =>
        Relay.Statement(http, time, keyholder.UnlockAsync, reply => reply.Refusal, (reply, _) => Relay.Json(new UnlockedAnswer(NoticeAnswer.Of(reply.Notices))));

    private static Task<IResult> BeginPasskey(HttpContext http, OwnSignIn.OwnSignInClient keyholder, TimeProvider time) =>
        Relay.Statement(http, time, keyholder.BeginPasskeyAsync, reply => reply.Refusal, (reply, _) => Relay.Json(new BeginPasskeyAnswer(
            Text(reply.Nonce), reply.ExpiryMs, reply.RpId, Text(reply.UserHandle), [.. reply.ExcludeCredentials.Select(Text)], PersonAnswer.Of(reply.Person))));

    private static async Task<IResult> BeginStepUp(HttpContext http, OwnSignIn.OwnSignInClient keyholder, TimeProvider time)
    {
        var (body, malformed) = await JsonBody.Read<NothingBody>(http);
        if (body is null) return malformed!;
        var (reply, down) = await Keyholder.Ask(http, time, o => keyholder.BeginStepUpAsync(new BeginSignInRequest(), o));
        if (reply is null) return down!;
        return reply.Refusal is { } refusal
            ? Refused.Because(refusal.Why, http)
            : Relay.Json(new BeginSignInAnswer(Convert.ToHexStringLower(reply.Installation.Span), Text(reply.Nonce), reply.ExpiryMs, reply.RpId, false));
    }

    private static string Text(ByteString bytes) => Base64Url.Encode(bytes.Span);
}

/// <summary>The same as the page shows, for scripts. Credential ids are base64url, session ids 32 hexadecimal digits, times Unix milliseconds.</summary>
internal sealed record MySignInAnswer(PasskeyAnswer[] Passkeys, SessionAnswer[] Sessions, NoticeAnswer[] Notices, bool MayAdd, bool SyncedRefused)
{
    public static MySignInAnswer Of(MySignInReply reply) => new(
        [.. reply.Passkeys.Select(p => new PasskeyAnswer(Base64Url.Encode(p.Id.Span), p.Label, p.EnrolledMs, p.LastUsedMs, p.Synced, p.ThisSession))],
        [.. reply.Sessions.Select(s => new SessionAnswer(SessionId.From(s.Id).ToString(), s.Origin, s.DeviceHint, s.SinceMs, s.LastUsedMs, s.Locked, s.ThisSession))],
        NoticeAnswer.Of(reply.Notices), reply.MayAdd, reply.SyncedRefused);
}

internal sealed record PasskeyAnswer(string Id, string Label, long Enrolled, long LastUsed, bool Synced, bool ThisSession);

internal sealed record SessionAnswer(string Id, string Origin, string DeviceHint, long Since, long LastUsed, bool Locked, bool ThisSession);

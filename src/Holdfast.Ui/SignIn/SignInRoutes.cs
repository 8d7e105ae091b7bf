using Google.Protobuf;
using Grpc.Core;
using Holdfast.Ui.Web;
using Holdfast.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Ui.SignIn;

/// <summary>
/// Enrolment and sign-in, the same on desk and watch. Anonymous by nature: every answer comes from the keyholder, which
/// checks link, nonce, passkey and origin itself; these routes only carry bytes, within limits by source.
/// </summary>
public static class SignInRoutes
{
    /// <summary>An attestation without certificates is below 1 KiB; the odd key with a chain, below 8.</summary>
    private const int MaximumAttestation = 16 * 1024;
    private const int MaximumClientData = 4 * 1024;
    private const int MaximumStatement = 2 * 1024;
    private const int MaximumCredential = 1023; // WebAuthn §6.1
    private const int MaximumSignature = 1024;
    private const int MaximumLabel = 64;

    /// <summary>Needs <see cref="Wire.SignIn.SignInClient"/> and <see cref="Face"/> as services.</summary>
    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", () => Page.Of<SignInPage>());
        routes.MapGet("/enrol", () => Page.Of<EnrolPage>());

        var enrolment = routes.MapGroup("").RequireRateLimiting(SourceLimits.Enrolment);
        enrolment.MapPost("/enrol/begin", BeginEnrolment);
        enrolment.MapPost("/enrol/finish", FinishEnrolment);

        var signIn = routes.MapGroup("").RequireRateLimiting(SourceLimits.SignIn);
        signIn.MapPost("/sign-in/begin", BeginSignIn);
        signIn.MapPost("/sign-in/finish", FinishSignIn);
        signIn.MapPost("/sign-out", SignOut);
    }

    private static async Task<IResult> BeginEnrolment(HttpContext http, Wire.SignIn.SignInClient keyholder, TimeProvider time)
    {
        var (body, malformed) = await JsonBody.Read<BeginEnrolmentBody>(http);
        if (body is null) return malformed!;
        var request = new BeginEnrolmentRequest { Link = body.Link, Code = body.Code };
        var (reply, down) = await Keyholder.Ask(http, time, o => keyholder.BeginEnrolmentAsync(request, o));
        if (reply is null) return down!;
        if (reply.Refusal is { } refusal) return Refused.Because(refusal.Why, http);
        return Relay.Json(new BeginEnrolmentAnswer(
            Hex(reply.Installation), Text(reply.Nonce), reply.ExpiryMs, PersonAnswer.Of(reply.Person), reply.RpId,
            Text(reply.UserHandle), [.. reply.ExcludeCredentials.Select(Text)]));
    }

    private static async Task<IResult> FinishEnrolment(HttpContext http, Wire.SignIn.SignInClient keyholder, TimeProvider time)
    {
        var (body, malformed) = await JsonBody.Read<FinishEnrolmentBody>(http);
        if (body is null) return malformed!;
        if (!Base64Url.TryDecode(body.Statement, MaximumStatement, out var statement)
            || !Base64Url.TryDecode(body.AttestationObject, MaximumAttestation, out var attestation)
            || !Base64Url.TryDecode(body.ClientDataJson, MaximumClientData, out var clientData)
            || body.Label.Length > MaximumLabel)
            return Refused.Because(Why.Malformed, http);
        var request = new FinishEnrolmentRequest
        {
            Link = body.Link,
            Statement = ByteString.CopyFrom(statement),
            AttestationObject = ByteString.CopyFrom(attestation),
            ClientDataJson = ByteString.CopyFrom(clientData),
            Label = body.Label,
            Code = body.Code,
        };
        var (reply, down) = await Keyholder.Ask(http, time, o => keyholder.FinishEnrolmentAsync(request, o));
        if (reply is null) return down!;
        return reply.Refusal is { } refusal
            ? Refused.Because(refusal.Why, http)
            : Relay.Json(new FinishEnrolmentAnswer(Text(reply.CredentialId), PersonAnswer.Of(reply.Person)));
    }

    private static Task<IResult> BeginSignIn(HttpContext http, Wire.SignIn.SignInClient keyholder, TimeProvider time) =>
        Begin(http, time, options => keyholder.BeginSignInAsync(new BeginSignInRequest(), options));

    /// <summary>The nonce for a touch of a passkey, and what else its page needs for the ceremony.</summary>
    internal static async Task<IResult> Begin(HttpContext http, TimeProvider time, Func<CallOptions, AsyncUnaryCall<BeginSignInReply>> method)
    {
        var (body, malformed) = await JsonBody.Read<NothingBody>(http);
        if (body is null) return malformed!;
        var (reply, down) = await Keyholder.Ask(http, time, method);
        if (reply is null) return down!;
        return reply.Refusal is { } refusal
            ? Refused.Because(refusal.Why, http)
            : Relay.Json(new BeginSignInAnswer(Hex(reply.Installation), Text(reply.Nonce), reply.ExpiryMs, reply.RpId, reply.Passwords));
    }

    private static async Task<IResult> FinishSignIn(HttpContext http, Wire.SignIn.SignInClient keyholder, TimeProvider time)
    {
        var (body, malformed) = await JsonBody.Read<FinishSignInBody>(http);
        if (body is null) return malformed!;
        if (!Base64Url.TryDecode(body.Statement, MaximumStatement, out var statement)
            || !Base64Url.TryDecode(body.Credential, MaximumCredential, out var credential)
            || !Base64Url.TryDecode(body.AuthenticatorData, MaximumClientData, out var authenticatorData)
            || !Base64Url.TryDecode(body.ClientDataJson, MaximumClientData, out var clientData)
            || !Base64Url.TryDecode(body.Signature, MaximumSignature, out var signature)
            || !Base64Url.TryDecode(body.UserHandle, MaximumUserHandle, out var userHandle))
            return Refused.Because(Why.Malformed, http);
        var request = new FinishSignInRequest
        {
            Statement = ByteString.CopyFrom(statement),
            SessionKeyJwk = body.SessionKey,
            CredentialId = ByteString.CopyFrom(credential),
            AuthenticatorData = ByteString.CopyFrom(authenticatorData),
            ClientDataJson = ByteString.CopyFrom(clientData),
            Signature = ByteString.CopyFrom(signature),
            UserHandle = ByteString.CopyFrom(userHandle),
            DeviceHint = body.DeviceHint,
        };
        if (body.IdentityCode.Length > 0)
        {
            // Only where a provider comes before the passkey is there anything to redeem.
            var token = http.RequestServices.GetService<IdentityCodes>() is { } codes ? await codes.Redeem(body.IdentityCode, body.IdentityVerifier, http.RequestAborted) : null;
            if (token is null) return Refused.Because(Why.IdentityRefused, http);
            request.IdToken = token;
        }

        var (reply, down) = await Keyholder.Ask(http, time, o => keyholder.FinishSignInAsync(request, o));
        return reply is null ? down! : SignedIn(reply, http);
    }

    /// <summary>What a page gets when somebody has signed in, however they did.</summary>
    public static IResult SignedIn(FinishSignInReply reply, HttpContext http) =>
        reply.Refusal is { } refusal
            ? Refused.Because(refusal.Why, http)
            : Relay.Json(new FinishSignInAnswer(Hex(reply.Session), PersonAnswer.Of(reply.Person), reply.IdleSeconds, reply.OverallSeconds, reply.NowMs, NoticeAnswer.Of(reply.Notices)));

    private const int MaximumUserHandle = 64; // WebAuthn §5.4.3

    private static Task<IResult> SignOut(HttpContext http, Wire.SignIn.SignInClient keyholder, TimeProvider time) =>
        Relay.Statement(http, time, keyholder.SignOutAsync, reply => reply.Refusal, (_, _) => Relay.Json(new SignedOutAnswer()));

    private static string Hex(ByteString bytes) => Convert.ToHexStringLower(bytes.Span);

    private static string Text(ByteString bytes) => Base64Url.Encode(bytes.Span);
}

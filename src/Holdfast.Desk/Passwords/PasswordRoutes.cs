using System.Security.Cryptography;
using Google.Protobuf;
using Holdfast.Ui;
using Holdfast.Ui.SignIn;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Microsoft.AspNetCore.RateLimiting;

namespace Holdfast.Desk.Passwords;

/// <summary>A password with a code generator, where the keyholder's policy takes one: set and removed with a passkey's touch, and signed in by. The desk carries it and keeps nothing.</summary>
internal static class PasswordRoutes
{
    /// <summary>256 characters in UTF-8.</summary>
    private const int LongestPassword = 1024;

    private sealed record DoneAnswer;

    public static void MapPasswords(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/password", () => Page.Of<PasswordPage>());
        routes.MapGroup("").RequireRateLimiting(SourceLimits.SignIn).MapPost("/sign-in/password", SignIn);

        var signed = routes.MapGroup("").RequireRateLimiting(SourceLimits.Signed);
        signed.MapPost("/password/begin", Begin);
        signed.MapPost("/password/set", Set);
        signed.MapPost("/password/remove", Remove);
    }

    private static async Task<IResult> SignIn(HttpContext http, Wire.SignIn.SignInClient keyholder, TimeProvider time)
    {
        var (body, malformed) = await JsonBody.Read<PasswordSignInBody>(http);
        if (body is null) return malformed!;
        if (!Base64Url.TryDecode(body.Password, LongestPassword, out var password)) return Refused.Because(Why.Malformed, http);
        var request = new PasswordSignInRequest
        {
            Name = body.Name, Password = ByteString.CopyFrom(password), Code = body.Code, SessionKeyJwk = body.SessionKey,
            Source = PublicConnections.SourceOf(http.Connection.RemoteIpAddress), DeviceHint = body.DeviceHint,
        };
        CryptographicOperations.ZeroMemory(password);
        var (reply, down) = await Keyholder.Ask(http, time, o => keyholder.PasswordSignInAsync(request, o));
        return reply is null ? down! : SignInRoutes.SignedIn(reply, http);
    }

    private static Task<IResult> Begin(HttpContext http, OwnSignIn.OwnSignInClient keyholder, TimeProvider time) =>
        Relay.Statement(http, time, keyholder.BeginPasswordAsync, reply => reply.Refusal, (reply, _) => Page.Of<GeneratorFragment>(new() { [nameof(GeneratorFragment.Begun)] = reply }));

    private static async Task<IResult> Set(HttpContext http, OwnSignIn.OwnSignInClient keyholder, TimeProvider time)
    {
        var (body, malformed) = await JsonBody.Read<SetPasswordBody>(http);
        if (body is null) return malformed!;
        if (!Base64Url.TryDecode(body.Password, LongestPassword, out var password)) return Refused.Because(Why.TooLarge, http);
        var request = new SetPasswordRequest { Jws = body.Jws, Password = ByteString.CopyFrom(password) };
        CryptographicOperations.ZeroMemory(password);
        var (reply, down) = await Keyholder.Ask(http, time, o => keyholder.SetPasswordAsync(request, o));
        if (reply is null) return down!;
        return reply.Refusal is { } refusal ? Refused.Because(refusal.Why, http) : Page.Of<RecoveryCodesFragment>(new() { [nameof(RecoveryCodesFragment.Codes)] = reply.RecoveryCodes });
    }

    private static Task<IResult> Remove(HttpContext http, OwnSignIn.OwnSignInClient keyholder, TimeProvider time) =>
        Relay.Statement(http, time, keyholder.RemovePasswordAsync, reply => reply.Refusal, (_, _) => Relay.Json(new DoneAnswer()));
}

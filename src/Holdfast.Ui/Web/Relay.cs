using Grpc.Core;
using Holdfast.Ui.SignIn;
using Holdfast.Wire;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Ui.Web;

/// <summary>
/// Carries one signed statement to the keyholder and its answer back. Desk and watch do not look into the statement: the
/// keyholder checks signature, session, counter and rights, and whoever lied about any of it on the way would gain nothing.
/// </summary>
public static class Relay
{
    public static async Task<IResult> Statement<TReply>(
        HttpContext http, TimeProvider time,
        Func<SignedStatement, CallOptions, AsyncUnaryCall<TReply>> method,
        Func<TReply, Refusal?> refusalOf,
        Func<TReply, SignedStatement, IResult> answer) where TReply : class
    {
        var (body, malformed) = await JsonBody.Read<SignedBody>(http);
        if (body is null) return malformed!;
        var statement = new SignedStatement { Jws = body.Jws };
        var (reply, down) = await Keyholder.Ask(http, time, options => method(statement, options));
        if (reply is null) return down!;
        return refusalOf(reply) is { Why: not Why.Duplicate } refusal ? Refused.Because(refusal, http) : answer(reply, statement);
    }

    /// <summary>Pages ask for a fragment to put in place; scripts for JSON.</summary>
    public static bool WantsFragment(this HttpContext http) =>
        http.Request.Headers.Accept.ToString().StartsWith("text/html", StringComparison.OrdinalIgnoreCase);

    public static IResult Json<T>(T answer, int status = 200) => Results.Json(answer, JsonBody.Options, statusCode: status);
}

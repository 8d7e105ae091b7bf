using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Ui.Web;

/// <summary>Asking the keyholder: with a limit of time, and a plain answer when nobody answers.</summary>
public static class Keyholder
{
    /// <summary>The slowest honest answer is an assignment of 500 visits: well under a second. Beyond this, the person is better served by a message.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The reply, or what to answer instead. <paramref name="call"/> is handed the options to call with.</summary>
    public static async Task<(TReply? Reply, IResult? Refusal)> Ask<TReply>(HttpContext http, TimeProvider time, Func<CallOptions, AsyncUnaryCall<TReply>> call)
        where TReply : class
    {
        try
        {
            var options = new CallOptions(deadline: time.GetUtcNow().UtcDateTime + Patience, cancellationToken: http.RequestAborted);
            return (await call(options), null);
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Internal or StatusCode.Cancelled
            or StatusCode.PermissionDenied or StatusCode.Unauthenticated or StatusCode.Unimplemented or StatusCode.Unknown)
        {
            return (null, Refused.KeyholderUnreachable(http));
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.ResourceExhausted)
        {
            return (null, Refused.Because(Wire.Why.TooLarge, http));
        }
        catch (RpcException)
        {
            return (null, Refused.Because(Wire.Why.Malformed, http));
        }
    }
}

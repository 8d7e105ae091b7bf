using System.Threading.RateLimiting;
using Holdfast.Wire.Connections;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Ui.Web;

/// <summary>
/// How much one source (an address; of IPv6, its /64) may ask. The keyholder's own limits are by person; these only keep
/// a stranger from drowning the door. They slow a source down and never lock a person out.
/// </summary>
public static class SourceLimits
{
    public const string Enrolment = "enrolment";
    public const string SignIn = "sign-in";
    public const string Signed = "signed";

    /// <summary>A team enrolling in one room, behind one address: two requests each. Guessing 256-bit secrets is hopeless at any rate.</summary>
    private const int EnrolmentPerMinute = 60;

    /// <summary>The start of a shift behind one office address: 150 people in a minute, two requests each.</summary>
    private const int SignInPerMinute = 300;

    /// <summary>Signed requests are checked by the keyholder, at the price of a signature: 150 people, one every three seconds.</summary>
    private const int SignedPerMinute = 3000;

    public static IServiceCollection AddSourceLimits(this IServiceCollection services) => services.AddRateLimiter(limits =>
    {
        limits.AddPolicy(Enrolment, http => Window(http, EnrolmentPerMinute));
        limits.AddPolicy(SignIn, http => Window(http, SignInPerMinute));
        limits.AddPolicy(Signed, http => Window(http, SignedPerMinute));
        limits.OnRejected = async (context, _) =>
        {
            context.HttpContext.Response.Headers.RetryAfter = "60";
            await Refused.TooMany(context.HttpContext).ExecuteAsync(context.HttpContext);
        };
    });

    private static RateLimitPartition<string> Window(HttpContext http, int perMinute) => RateLimitPartition.GetSlidingWindowLimiter(
        $"{perMinute}|{PublicConnections.SourceOf(http.Connection.RemoteIpAddress)}",
        _ => new SlidingWindowRateLimiterOptions { PermitLimit = perMinute, Window = TimeSpan.FromMinutes(1), SegmentsPerWindow = 6, QueueLimit = 0 });
}

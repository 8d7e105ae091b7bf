using System.Threading.RateLimiting;
using Holdfast.Wire.Connections;
using Microsoft.AspNetCore.RateLimiting;

namespace Holdfast.Records.Tokens;

/// <summary>
/// How often one source may come to the token, revocation and introspection endpoints, which anybody may ask and of which
/// each asks the keyholder. Guessing there is hopeless at any rate; this keeps a stranger from drowning the keyholder. It
/// slows a source down and locks nobody out.
/// </summary>
internal static class TokenLimits
{
    public const string Tokens = "tokens";

    /// <summary>An office of 150 people behind one address, each of whom opens or refreshes a chart every eight seconds; a service asks every five minutes.</summary>
    public const int PerMinute = 1200;

    public static IServiceCollection AddTokenLimits(this IServiceCollection services) => services.AddRateLimiter(limits =>
    {
        limits.AddPolicy(Tokens, http => RateLimitPartition.GetSlidingWindowLimiter(
            PublicConnections.SourceOf(http.Connection.RemoteIpAddress),
            _ => new SlidingWindowRateLimiterOptions { PermitLimit = PerMinute, Window = TimeSpan.FromMinutes(1), SegmentsPerWindow = 6, QueueLimit = 0 }));
        limits.OnRejected = async (context, cancellation) =>
        {
            var answer = context.HttpContext.Response;
            answer.StatusCode = StatusCodes.Status429TooManyRequests;
            answer.Headers.RetryAfter = "60";
            await answer.WriteAsJsonAsync(new { error = "temporarily_unavailable", error_description = $"At most {PerMinute} requests a minute from one address. Wait, and use the token that you have." }, cancellation);
        };
    });
}

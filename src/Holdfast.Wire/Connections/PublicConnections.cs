using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Holdfast.Wire.Connections;

/// <summary>
/// What the public listener of a role bears from whoever comes: how many connections in all and of one source, how slowly a
/// request may be sent and an answer taken. Ten thousand people who hold a line and say nothing cost memory that is
/// counted, and nobody else's place.
/// </summary>
public static class PublicConnections
{
    /// <summary>More than 10,000 signed-in browsers hold at once, and as many again for whoever comes to be a nuisance. Some 10 KiB each while they say nothing.</summary>
    public const int Most = 20_000;

    /// <summary>An office of 150 people behind one address with six connections each, twice over; a reverse proxy keeps some hundreds. A tenth of all: one source takes nobody's place.</summary>
    public const int MostOfOneSource = 2_000;

    /// <summary>A browser's header set arrives at once; a telephone on a bad line needs a second or two.</summary>
    private static readonly TimeSpan Headers = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(2);

    /// <summary>The slowest modem was four times as fast. After the first five seconds, in which anything may stall.</summary>
    private static readonly MinDataRate Slowest = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));

    /// <summary>Of an answer that is not taken: then its sender waits, and after <see cref="Slowest"/> the line is cut.</summary>
    private const int AnswerWaiting = 64 * 1024;

    /// <summary>Of a body that nobody has asked for yet.</summary>
    private const int BodyWaiting = 128 * 1024;

    public static void Bound(KestrelServerLimits limits)
    {
        limits.MaxConcurrentConnections = Most;
        limits.RequestHeadersTimeout = Headers;
        limits.KeepAliveTimeout = Idle;
        limits.MinRequestBodyDataRate = Slowest;
        limits.MinResponseDataRate = Slowest;
        limits.MaxResponseBufferSize = AnswerWaiting;
        limits.MaxRequestBufferSize = BodyWaiting;
    }

    /// <summary>Closes what one source opens beyond its most, before a byte of it is read.</summary>
    public static void BoundEachSource(ListenOptions listen, int most = MostOfOneSource)
    {
        var open = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        listen.Use(next => async connection =>
        {
            var source = SourceOf((connection.RemoteEndPoint as IPEndPoint)?.Address);
            try
            {
                if (open.AddOrUpdate(source, 1, (_, count) => count + 1) > most) connection.Abort();
                else await next(connection);
            }
            finally
            {
                if (open.AddOrUpdate(source, 0, (_, count) => count - 1) == 0) open.TryRemove(KeyValuePair.Create(source, 0));
            }
        });
    }

    /// <summary>The address; of IPv6 its /64, which one household or one machine has whole.</summary>
    public static string SourceOf(IPAddress? address)
    {
        if (address is null) return "none";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (address.AddressFamily == AddressFamily.InterNetwork) return address.ToString();
        return Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8));
    }
}

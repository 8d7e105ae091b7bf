using System.Net;
using System.Net.Sockets;

namespace Holdfast.Drill.Clients;

/// <summary>
/// The network as a browser sees it: names below <c>.localhost</c> are this machine (RFC 6761 §6.3), whatever the
/// resolver thinks. No cookies, no redirects followed, no proxy: what is asked is what is answered.
/// </summary>
internal static class LocalWeb
{
    /// <summary>The slowest single answer that is waited for: a role that needs longer is down.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    public static HttpClient Client() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectCallback = Connect,
    })
    { Timeout = Timeout };

    private static async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var host = context.DnsEndPoint.Host;
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (host == "localhost" || host.EndsWith(".localhost", StringComparison.Ordinal))
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, context.DnsEndPoint.Port), cancellation);
            else
                await socket.ConnectAsync(context.DnsEndPoint, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

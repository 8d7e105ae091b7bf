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

    /// <param name="source">Where the requests come from, among 127.0.0.0/8; null: the usual address.</param>
    /// <param name="around">What every request passes on its way out; null: nothing.</param>
    public static HttpClient Client(IPAddress? source = null, DelegatingHandler? around = null)
    {
        HttpMessageHandler handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectCallback = (context, cancellation) => Connect(context, source, cancellation),
        };
        if (around is not null)
        {
            around.InnerHandler = handler;
            handler = around;
        }

        return new HttpClient(handler) { Timeout = Timeout };
    }

    private static async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, IPAddress? source, CancellationToken cancellation)
    {
        var host = context.DnsEndPoint.Host;
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (source is not null) socket.Bind(new IPEndPoint(source.MapToIPv6(), 0)); // a socket of both families
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

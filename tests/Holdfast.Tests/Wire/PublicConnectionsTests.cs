using System.Net;
using System.Net.Sockets;
using System.Text;
using Holdfast.Wire.Connections;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Holdfast.Tests.Wire;

/// <summary>What one source may have open, and that it takes nobody else's place.</summary>
public sealed class PublicConnectionsTests : IAsyncLifetime
{
    private const int Most = 3;
    private readonly List<Socket> _sockets = [];
    private WebApplication _app = null!;
    private int _port;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            PublicConnections.Bound(kestrel.Limits);
            kestrel.Listen(IPAddress.Loopback, 0, listen => PublicConnections.BoundEachSource(listen, Most));
        });
        _app = builder.Build();
        _app.MapGet("/", () => "well");
        await _app.StartAsync();
        _port = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
    }

    public async ValueTask DisposeAsync()
    {
        _sockets.ForEach(socket => socket.Dispose());
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task One_more_than_a_source_may_have_is_closed_unheard_and_others_are_served()
    {
        var (greedy, other) = (IPAddress.Parse("127.0.0.5"), IPAddress.Parse("127.0.0.6"));
        for (var i = 0; i < Most; i++) Assert.True(await IsServed(Connect(greedy)));
        Assert.False(await IsServed(Connect(greedy)));
        Assert.True(await IsServed(Connect(other)));
    }

    [Fact]
    public async Task Whoever_closes_a_connection_may_open_another()
    {
        var source = IPAddress.Parse("127.0.0.7");
        for (var i = 0; i < 4 * Most; i++)
        {
            var served = false;
            for (var again = 0; !served && again < 500; again++) // the server hears of the end a moment later
            {
                var socket = Connect(source);
                served = await IsServed(socket);
                socket.Dispose();
                if (!served) await Task.Delay(20);
            }

            Assert.True(served);
        }
    }

    [Theory]
    [InlineData("10.1.2.3", "10.1.2.3", true)]
    [InlineData("10.1.2.3", "10.1.2.4", false)]
    [InlineData("10.1.2.3", "::ffff:10.1.2.3", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    public void A_source_is_an_address_or_what_one_household_has_of_IPv6(string one, string another, bool same) =>
        Assert.Equal(same, PublicConnections.SourceOf(IPAddress.Parse(one)) == PublicConnections.SourceOf(IPAddress.Parse(another)));

    private Socket Connect(IPAddress source)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _sockets.Add(socket);
        socket.Bind(new IPEndPoint(source, 0));
        socket.Connect(IPAddress.Loopback, _port);
        return socket;
    }

    private static async Task<bool> IsServed(Socket socket)
    {
        try
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
            return await socket.ReceiveAsync(new byte[1024]) > 0;
        }
        catch (SocketException)
        {
            return false; // reset
        }
    }
}

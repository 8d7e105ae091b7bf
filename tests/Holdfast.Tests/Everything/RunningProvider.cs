using System.Net.Sockets;
using Grpc.Net.Client;
using Holdfast.Cli.Installation;
using Holdfast.Desk;
using Holdfast.Drill.Clients;
using Holdfast.Keyholder.Serving;
using Holdfast.Records;
using Holdfast.Records.Store;
using Holdfast.Tests.Keyholder.Running;
using Holdfast.Watch;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Holdfast.Tests.Everything;

/// <summary>
/// All four roles in this process: the real keyholder behind its mutual TLS, desk, records and watch on sockets of their
/// own, each with a certificate of one authority. Clients reach them by the public names.
/// </summary>
internal sealed class RunningProvider : IAsyncDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("holdfast-provider-").FullName;
    private readonly Dictionary<string, InternalTls> _tls = [];
    private readonly Dictionary<string, Uri> _places = [];
    private readonly List<GrpcChannel> _channels = [];
    private WebApplication _keyholder = null!, _desk = null!, _records = null!;
    private WatchRole _watch = null!;
    private SignInPolicy? _policy;
    private readonly CancellationTokenSource _stop = new();
    private RowStore _store = null!;
    private Task _ticking = Task.CompletedTask;

    public TestKeyholder Keyholder { get; private set; } = null!;

    /// <summary>What records logs.</summary>
    public CapturedLogs RecordsLogs { get; } = new();

    /// <summary>A browser's network: the public names lead here.</summary>
    public HttpClient Web { get; private set; } = null!;

    /// <summary>Where each listens: the public names, and "keyholder".</summary>
    public IReadOnlyDictionary<string, Uri> Places => _places;

    public string this[string folder] => Path.Combine(_root, folder);

    /// <param name="policy">The keyholder's and the desk's; null: as it comes.</param>
    public static async Task<RunningProvider> Start(SignInPolicy? policy = null)
    {
        var provider = new RunningProvider { Keyholder = await TestKeyholder.Start(TimeProvider.System.GetUtcNow()), _policy = policy };
        if (policy is not null) await provider.Keyholder.Restart(policy);
        await provider.StartRoles();
        return provider;
    }

    /// <summary>Method, origin and pattern of every route that desk, records and watch serve to browsers.</summary>
    public IEnumerable<(string Method, string Origin, string Pattern)> Routes() =>
        new[] { (_desk, TestKeyholder.DeskOrigin), (_records, TestKeyholder.RecordsOrigin), (_watch.Public, TestKeyholder.WatchOrigin) }
            .SelectMany(app => app.Item1.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
                .SelectMany(route => (route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET", "POST", "PUT", "PATCH", "DELETE"])
                    .Select(method => (method, app.Item2, route.RoutePattern.RawText!))));

    /// <summary>The rows, as the export worker reads them beside records.</summary>
    public RowStore Store => _store;

    /// <summary>A connection to the keyholder with one role's certificate.</summary>
    public GrpcChannel Channel(string role)
    {
        var channel = GrpcChannel.ForAddress(_places["keyholder"], new GrpcChannelOptions { HttpHandler = _tls[role].ClientHandler(InternalTls.Keyholder), DisposeHttpClient = true });
        _channels.Add(channel);
        return channel;
    }

    /// <summary>Somebody of this role with a session of their own, on the origin of their role.</summary>
    public async Task<StaffClient> SignIn(string role)
    {
        var made = Keyholder.Link(role);
        var address = new Uri(made.Link);
        using var passkey = await StaffClient.Enrol(Web, new Holdfast.Drill.Clients.EnrolmentLink(made.Person, made.Name, made.Role, address.GetLeftPart(UriPartial.Authority), address.Fragment[1..]));
        var client = new StaffClient(address.GetLeftPart(UriPartial.Authority), Web);
        (await client.SignIn(passkey)).Need($"sign the {role} in");
        return client;
    }

    private async Task StartRoles()
    {
        using (var authority = Authority.Create(this["authority"], Keyholder.Installation.ToString(), TimeProvider.System))
            foreach (var role in new[] { "keyholder", "desk", "records", "watch", "export" })
            {
                Directory.CreateDirectory(this[role]);
                authority.Issue(new CallerIdentity(role, $"{role}-1"), this[role]);
                _tls[role] = InternalTls.Load(this[role]);
            }

        _ticking = Tick();
        _keyholder = Listener.Build(Keyholder.Role, _tls["keyholder"]);
        await _keyholder.StartAsync();
        _places["keyholder"] = AddressOf(_keyholder);
        _desk = DeskApp.Build(Settings("desk"), this["desk"], Channel("desk"));
        Migrations.Apply(this["records"]);
        _store = RowStore.Open(this["records"]);
        _records = RecordsApp.Build(Settings("records"), this["records"], Channel("records").CreateCallInvoker(), _store, TimeProvider.System, null);
        _records.Services.GetRequiredService<ILoggerFactory>().AddProvider(RecordsLogs);
        Settings("export").Save(this["export"]);
        Settings("watch").Save(this["watch"]);
        new WatchFolder(this["watch"]).Create();
        await File.WriteAllTextAsync(Path.Combine(this["watch"], "log.vkey"), Keyholder.Role.State.LedgerVkey + "\n");
        _watch = WatchRole.Open(this["watch"], TimeProvider.System);
        _watch.Follower.Load();
        foreach (var (name, app) in new[] { ("desk", _desk), ("records", _records), ("watch", _watch.Public) })
        {
            await app.StartAsync();
            _places[$"{name}.localhost"] = AddressOf(app);
        }

        Web = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, ConnectCallback = Connect });
    }

    /// <summary>The keyholder's clock goes with everybody's: records drops its keys when it hears nothing for seconds.</summary>
    private async Task Tick()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token)) Keyholder.Time.SetUtcNow(TimeProvider.System.GetUtcNow());
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var place = _places[context.DnsEndPoint.Host];
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(place.Host, place.Port, cancellation);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private RoleSettings Settings(string role) => new(
        Keyholder.Installation.ToString(), role, $"{role}-1", TestKeyholder.DeskOrigin, TestKeyholder.RecordsOrigin, TestKeyholder.WatchOrigin,
        _places["keyholder"].ToString().TrimEnd('/'), "https://127.0.0.1:1", role == "watch" ? "127.0.0.1:0" : "", "127.0.0.1:0", "", "en", SignIn: role == "desk" ? _policy : null);

    private static Uri AddressOf(WebApplication app) => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _ticking;
        _stop.Dispose();
        Web.Dispose();
        await _desk.DisposeAsync();
        await _records.DisposeAsync();
        await _store.DisposeAsync();
        await _watch.DisposeAsync();
        foreach (var channel in _channels) channel.Dispose(); // what the roles still report at their end goes through them
        await _keyholder.DisposeAsync();
        await Keyholder.DisposeAsync();
        foreach (var tls in _tls.Values) tls.Dispose();
        Directory.Delete(_root, recursive: true);
    }
}

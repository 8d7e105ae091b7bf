using System.Reflection;
using Holdfast.Ledger;
using Holdfast.Ui;
using Holdfast.Ui.Approvals;
using Holdfast.Ui.Exports;
using Holdfast.Ui.MySignIn;
using Holdfast.Ui.SignIn;
using Holdfast.Ui.Web;
using Holdfast.Watch.Approvals;
using Holdfast.Watch.Audit;
using Holdfast.Watch.Follow;
using Holdfast.Watch.Pages;
using Holdfast.Watch.Witness;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Watch;

/// <summary>The running role: the follower, the witness on the internal listener, the privacy officer's pages on the public one.</summary>
internal sealed class WatchRole : IAsyncDisposable
{
    private readonly InternalTls _tls;
    private readonly NoteSigner _witnessKey;
    private readonly LedgerCopy _copy;
    private readonly HttpClient _keyholder;
    private readonly LedgerFollower _follower;
    private readonly WebApplication _public;
    private readonly WebApplication _internal;

    private WatchRole(InternalTls tls, NoteSigner witnessKey, LedgerCopy copy, HttpClient keyholder, LedgerFollower follower, WebApplication open, WebApplication closed) =>
        (_tls, _witnessKey, _copy, _keyholder, _follower, _public, _internal) = (tls, witnessKey, copy, keyholder, follower, open, closed);

    public static string Version { get; } = typeof(WatchRole).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    internal LedgerFollower Follower => _follower;

    /// <summary>The pages' server; its Urls are what it really listens on.</summary>
    internal WebApplication Public => _public;

    /// <summary>The witness's server.</summary>
    internal WebApplication Internal => _internal;

    /// <summary>Opens what the folder holds and makes ready; nothing listens yet.</summary>
    /// <exception cref="SettingsException">The folder is doubtful.</exception>
    /// <exception cref="LedgerException">The own copy, or what the witness remembers, is doubtful.</exception>
    public static WatchRole Open(string root, TimeProvider time)
    {
        var folder = new WatchFolder(root);
        var settings = folder.Settings();
        var log = folder.ReadLogKey();
        var tls = InternalTls.Load(root);
        var witnessKey = folder.ReadWitnessKey();
        var copy = LedgerCopy.Open(folder.Ledger, log);
        var own = new LedgerReader(folder.Ledger);
        var witness = WitnessState.Open(folder.Witness, witnessKey, [log], time);
        var keyholder = new HttpClient(tls.ClientHandler(InternalTls.Keyholder))
        {
            BaseAddress = new Uri(settings.KeyholderAddress), Timeout = TimeSpan.FromSeconds(10), MaxResponseContentBufferSize = KeyholderFiles.MaximumFileBytes,
        };
        var picture = new Picture();
        var builder = PublicWeb.CreateBuilder(settings, root);
        var sessions = new LookingSessions(time);
        picture.Seen += sessions.See;

        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton(s => new LedgerFollower(
            copy, own, new KeyholderFiles(keyholder), picture, FindingBook.Open(root), time, s.GetRequiredService<ILogger<LedgerFollower>>()));
        AddOffice(builder.Services, settings, tls, picture, own, witness, sessions);
        var open = builder.Build();
        var follower = open.Services.GetRequiredService<LedgerFollower>();
        MapOffice(open, settings);
        var closed = WitnessListener.Build(settings, tls, services =>
        {
            services.AddSingleton(witness);
            services.AddSingleton(new OwnHistory(log, witness, follower, own));
        });
        return new WatchRole(tls, witnessKey, copy, keyholder, follower, open, closed);
    }

    /// <summary>Runs until it is asked to stop. The exit code of the process.</summary>
    public async Task Run(CancellationToken stop)
    {
        _follower.Load();
        await _internal.StartAsync(stop);
        await _public.StartAsync(stop);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stop, _public.Lifetime.ApplicationStopping, _internal.Lifetime.ApplicationStopping);
        try
        {
            await _follower.Run(stopping.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _public.DisposeAsync();
        await _internal.DisposeAsync();
        _keyholder.Dispose();
        _copy.Dispose();
        _witnessKey.Dispose();
        _tls.Dispose();
    }

    private static void AddOffice(
        IServiceCollection services, RoleSettings settings, InternalTls tls, Picture picture, LedgerReader own, WitnessState witness, LookingSessions sessions)
    {
        services.AddSingleton(new Face(settings.Provider, "Watch", "Vigie", settings.Language, "/office",
        [
            new Place("/office", "bell", "Now", "En cours", "privacy-officer auditor"),
            new Place("/exposure", "eye", "Exposure", "Exposition", "privacy-officer auditor"),
            new Place("/approvals", "check", "Approvals", "Approbations", string.Join(' ', RoleWords.All.Select(role => role.Role))),
            new Place("/exports", "leave", "Exports", "Exportations", "privacy-officer"),
            new Place("/canaries", "shield", "Canaries", "Canaris", "privacy-officer"),
        ], Requests: "/approvals"));
        services.AddSingleton(_ => tls.ConnectToKeyholder(settings));
        services.AddSingleton(s => new SignIn.SignInClient(s.GetRequiredService<Grpc.Net.Client.GrpcChannel>()));
        services.AddSingleton(s => new OwnSignIn.OwnSignInClient(s.GetRequiredService<Grpc.Net.Client.GrpcChannel>()));
        services.AddSingleton(s => new Wire.Approvals.ApprovalsClient(s.GetRequiredService<Grpc.Net.Client.GrpcChannel>()));
        services.AddSingleton(s => new WatchWork.WatchWorkClient(s.GetRequiredService<Grpc.Net.Client.GrpcChannel>()));
        services.AddSingleton(picture);
        services.AddSingleton(own);
        services.AddSingleton(witness);
        services.AddSingleton(sessions);
        services.AddSingleton(s => new Looks(sessions, s.GetRequiredService<WatchWork.WatchWorkClient>(), settings.Installation, s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<OverviewOf>().AddSingleton<AuditOf>().AddSingleton(settings);
    }

    private static void MapOffice(WebApplication app, RoleSettings settings)
    {
        app.UsePublicWeb(settings.WatchOrigin);
        app.MapSharedAssets();
        app.MapAssets("/assets", typeof(WatchRole).Assembly);
        app.MapSignIn();
        app.MapMySignIn();
        app.MapOffice();
        app.MapAudit();
        app.MapRequests();
        app.MapExports();
        app.MapApprovals();
        app.MapHealth(settings);
    }
}

using System.Net;
using Grpc.AspNetCore.Server;
using Holdfast.Keyholder.Running;
using Holdfast.Wire.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Holdfast.Keyholder.Serving;

/// <summary>The keyholder's one listener: mutual TLS, the installation's own certificates only, a limit on everything.</summary>
internal static class Listener
{
    private const int MaximumRequestBytes = 4 * 1024 * 1024;

    /// <summary>Every role's processes with some connections each.</summary>
    private const int MaximumConnections = 512;

    private const int StreamsPerConnection = 256;

    /// <param name="also">Null, but in the drill's controls (tests/Holdfast.WeakHost).</param>
    public static WebApplication Build(KeyholderRole role, InternalTls tls, Action<GrpcServiceOptions>? also = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = role.Folder.Root });
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.Logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Configuration.Sources.Clear(); // role.json is all the configuration there is
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, role.State.Settings.InternalListen, tls));
        builder.Services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = MaximumRequestBytes;
            grpc.MaxSendMessageSize = MaximumRequestBytes;
            grpc.EnableDetailedErrors = false;
            grpc.Interceptors.Add<Failures>();
            also?.Invoke(grpc);
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.Services.AddSingleton(role);
        builder.Services.AddSingleton(role.Operations);

        var app = builder.Build();
        app.Use(new Callers(role.Operations, role.State.Journal).Check);
        app.MapGrpcService<SignInService>();
        app.MapGrpcService<OwnSignInService>();
        app.MapGrpcService<DeskWorkService>();
        app.MapGrpcService<StaffWorkService>();
        app.MapGrpcService<RostersService>();
        app.MapGrpcService<ProvisioningService>();
        app.MapGrpcService<ChartKeysService>();
        app.MapGrpcService<AppsService>();
        app.MapGrpcService<AppTokensService>();
        app.MapGrpcService<ImportsService>();
        app.MapGrpcService<BulkService>();
        app.MapGrpcService<ExportsService>();
        app.MapGrpcService<WatchWorkService>();
        app.MapGrpcService<ApprovalsService>();
        app.MapGrpcService<ConditionService>();
        LedgerFiles.Map(app, role.Folder.Ledger);
        return app;
    }

    private static void Listen(KestrelServerOptions kestrel, string address, InternalTls tls)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MaximumRequestBytes;
        kestrel.Limits.MaxConcurrentConnections = MaximumConnections;
        kestrel.Limits.MaxRequestHeadersTotalSize = 8 * 1024;
        kestrel.Limits.MaxRequestHeaderCount = 40;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
        kestrel.Limits.Http2.MaxStreamsPerConnection = StreamsPerConnection;
        kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(10);
        if (!IPEndPoint.TryParse(address, out var endpoint)) throw new SettingsException($"internalListen is {address}; it must be address:port, e.g. 127.0.0.1:7403.");
        kestrel.Listen(endpoint, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(tls.ServerOptions()), HandshakeTimeout = TimeSpan.FromSeconds(10) });
        });
    }
}

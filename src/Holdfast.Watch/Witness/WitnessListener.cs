using System.Net;
using Holdfast.Ledger;
using Holdfast.Wire.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging.Console;

namespace Holdfast.Watch.Witness;

/// <summary>The internal listener: mutual TLS, the witness's two addresses, nothing else. Its own server, so that no route of the pages can be reached here or the other way round.</summary>
internal static class WitnessListener
{
    /// <summary>The keyholder and, now and then, somebody who verifies.</summary>
    private const int MaximumConnections = 100;

    public static WebApplication Build(RoleSettings settings, InternalTls tls, Action<IServiceCollection> add)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "Holdfast.Watch.Witness", ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.AddSimpleConsole(console => { console.SingleLine = true; console.ColorBehavior = LoggerColorBehavior.Disabled; });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = WitnessRequest.MaxLength + 1;
            kestrel.Limits.MaxConcurrentConnections = MaximumConnections;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            if (!IPEndPoint.TryParse(settings.InternalListen, out var listen))
                throw new SettingsException($"internalListen must be address:port, such as 127.0.0.1:8444; it is {settings.InternalListen}.");
            var mutual = tls.ServerOptions();
            kestrel.Listen(listen, options => options.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(mutual) }));
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(tls);
        add(builder.Services);
        var app = builder.Build();
        app.UseRouting();
        app.MapWitness();
        return app;
    }
}

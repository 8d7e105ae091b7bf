using System.Net;
using Holdfast.Wire.Connections;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Holdfast.Ui.Web;

/// <summary>The public listener of a role with pages: limits on everything, no configuration but <see cref="RoleSettings"/>, logs of one line on standard error.</summary>
public static class PublicWeb
{
    /// <summary>Twice the largest header set of a browser with a long authorization URL.</summary>
    private const int MaximumHeaderBytes = 16 * 1024;
    private const int MaximumLineBytes = 8 * 1024;

    public static WebApplicationBuilder CreateBuilder(RoleSettings settings, string folder)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = $"Holdfast.{settings.Role}", ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.AddSimpleConsole(console => { console.SingleLine = true; console.ColorBehavior = LoggerColorBehavior.Disabled; });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Grpc", LogLevel.Error).SetMinimumLevel(LogLevel.Information);
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, settings, folder));
        builder.Services.AddRoutingCore();
        builder.Services.AddRazorComponents();
        // Components bring data protection along, which would write keys to the user's home. Nothing here protects data that way.
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddSourceLimits();
        builder.Services.AddSingleton(TimeProvider.System);
        return builder;
    }

    /// <summary>What stands before every route: headers, the one host name, no request that another site started.</summary>
    public static void UsePublicWeb(this WebApplication app, string ownOrigin)
    {
        var own = new Uri(ownOrigin);
        app.UseSecurityHeaders();
        app.UseExceptionHandler(failed => failed.Run(http =>
        {
            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return Task.CompletedTask;
        }));
        app.Use(async (http, next) =>
        {
            // Health is asked by address, from this machine's own tools; everything else by the one name that passkeys and sessions belong to.
            var health = http.Request.Path == "/health";
            var foreign = http.Request.Headers.Origin is { Count: > 0 } origin && !HttpMethods.IsGet(http.Request.Method) && origin != ownOrigin;
            if (!health && !string.Equals(http.Request.Host.Host, own.Host, StringComparison.OrdinalIgnoreCase))
                http.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
            else if (foreign)
                await Refused.Because(Wire.Why.WrongOrigin, http).ExecuteAsync(http);
            else
                await next(http);
        });
        app.UseRouting();
        app.UseRateLimiter();
    }

    private static void Listen(KestrelServerOptions kestrel, RoleSettings settings, string folder)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = JsonBody.MaximumBytes;
        kestrel.Limits.MaxRequestHeadersTotalSize = MaximumHeaderBytes;
        kestrel.Limits.MaxRequestLineSize = MaximumLineBytes;
        kestrel.Limits.MaxRequestHeaderCount = 60;
        PublicConnections.Bound(kestrel.Limits);
        var (address, port) = AddressOf(settings.PublicListen);
        kestrel.Listen(address, port, listen =>
        {
            PublicConnections.BoundEachSource(listen);
            if (settings.PublicCertificate.Length == 0) return;
            var path = Path.GetFullPath(settings.PublicCertificate, Path.GetFullPath(folder));
            if (!File.Exists(path)) throw new SettingsException($"publicCertificate {path} is missing.");
            listen.UseHttps(System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPemFile(path, path));
        });
    }

    private static (IPAddress Address, int Port) AddressOf(string listen)
    {
        var text = listen.StartsWith("localhost:", StringComparison.Ordinal) ? "127.0.0.1" + listen["localhost".Length..] : listen;
        return IPEndPoint.TryParse(text, out var point)
            ? (point.Address, point.Port)
            : throw new SettingsException($"publicListen must be address:port, such as 127.0.0.1:8443; it is {listen}.");
    }
}

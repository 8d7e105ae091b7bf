using System.Net;
using System.Security.Cryptography.X509Certificates;
using Holdfast.Records.Charts;
using Holdfast.Records.Documents;
using Holdfast.Records.Export;
using Holdfast.Records.Fhir;
using Holdfast.Records.Fhir.Binaries;
using Holdfast.Records.Fhir.BulkData;
using Holdfast.Records.Fhir.Searching;
using Holdfast.Records.Fhir.Writing;
using Holdfast.Records.Finding;
using Holdfast.Records.Store;
using Holdfast.Records.Tokens;
using Holdfast.Records.Validation;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Records;

/// <summary>The FHIR server, the token endpoint and the chart application's files, as one web application.</summary>
internal static class RecordsApp
{
    /// <param name="follow">Null, but in the drill's controls.</param>
    public static WebApplication Build(
        RoleSettings settings, string folder, Grpc.Core.CallInvoker keyholder, RowStore store, TimeProvider time, string? chartApp, bool quiet = false, FollowChain? follow = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = "Holdfast.Records", EnvironmentName = Environments.Production, ContentRootPath = folder });
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = Limits.LargestBody;
            PublicConnections.Bound(kestrel.Limits);
            kestrel.Limits.MaxRequestHeadersTotalSize = 24 * 1024;
            var (address, port) = Endpoint(settings.PublicListen);
            kestrel.Listen(address, port, listen =>
            {
                PublicConnections.BoundEachSource(listen);
                if (settings.PublicCertificate.Length > 0) listen.UseHttps(Certificate(Path.Combine(folder, settings.PublicCertificate)));
            });
        });
        builder.Logging.ClearProviders().SetMinimumLevel(quiet ? LogLevel.Error : LogLevel.Warning).AddFilter("Holdfast", quiet ? LogLevel.Error : LogLevel.Information)
            .AddSimpleConsole(line => line.SingleLine = true);
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);

        builder.Services.AddSingleton(settings).AddSingleton(time).AddSingleton(store).AddSingleton(new ChartKeys.ChartKeysClient(keyholder)).AddSingleton(new AppTokens.AppTokensClient(keyholder)).AddSingleton(new Bulk.BulkClient(keyholder)).AddSingleton(follow ?? ChainWalk.Follow);
        builder.Services.AddSingleton<KeyholderClient>().AddSingleton<KnownOrigins>().AddSingleton<SharedCharts>().AddSingleton<ChartWriter>().AddSingleton<JointWriter>().AddSingleton<ServiceWriter>().AddSingleton<Writer>().AddSingleton<FirstPatient>().AddSingleton<FirstPractitioner>().AddSingleton<ChartDoor>().AddSingleton<SearchDoor>().AddSingleton<PatientSearch>();
        builder.Services.AddSingleton(new BlobFolder(folder)).AddSingleton<UploadBook>().AddSingleton<SendingPlaces>().AddSingleton<ReadingPlaces>().AddSingleton<DocumentReader>().AddSingleton<Examination>().AddSingleton<Intake>().AddSingleton<ResumeUpload>();
        builder.Services.AddSingleton<BlobSweep>().AddHostedService(services => services.GetRequiredService<BlobSweep>());
        builder.Services.AddSingleton<GrantEndings>().AddHostedService(services => services.GetRequiredService<GrantEndings>());
        builder.Services.AddSingleton<ReportedViews>().AddHostedService(services => services.GetRequiredService<ReportedViews>());
        builder.Services.AddHostedService<GrantExpiry>().AddHostedService<WarmUp>();
        builder.Services.AddSingleton(new ExportFolder(folder)).AddSingleton<PollRate>();
        builder.Services.AddSingleton<DpopProofs>().AddSingleton(new DpopReplay(time)).AddSingleton<GrantGuard>().AddSingleton<SearchPages>().AddSingleton<ChartSearch>();

        builder.Services.AddTokenLimits();

        var app = builder.Build();
        app.UseMiddleware<Failures>();
        app.UseMiddleware<Headers>();
        app.UseRouting();
        app.UseRateLimiter();
        Health.Map(app, settings);
        SmartConfiguration.Map(app);
        Metadata.Map(app, settings, time);
        var tokens = app.MapGroup("").RequireRateLimiting(TokenLimits.Tokens);
        Token.Map(tokens);
        Revoke.Map(tokens);
        Introspect.Map(tokens);
        if (chartApp is not null) ChartAppFiles.Map(app, chartApp, settings.RecordsOrigin);
        MapFhir(app);
        return app;
    }

    private static void MapFhir(WebApplication app)
    {
        // A document has types of its own: how it is shown is not what Presentation decides.
        var documents = app.MapGroup("/fhir").AddEndpointFilter(app.Services.GetRequiredService<GrantGuard>());
        SendBinary.Map(documents);
        ReadBinary.Map(documents);
        ResumeUpload.Map(documents);

        var fhir = app.MapGroup("/fhir").AddEndpointFilter(app.Services.GetRequiredService<GrantGuard>()).AddEndpointFilter(Presentation.Check);
        Everything.Map(fhir);
        KickOff.Map(fhir);
        ExportStatus.Map(fhir);
        ExportFiles.Map(fhir);
        Validate.Map(fhir);
        Read.Map(fhir);
        History.Map(fhir);
        Search.Map(fhir);
        Create.Map(fhir);
        Update.Map(fhir);
        Patch.Map(fhir);
        Delete.Map(fhir);
        Batch.Map(fhir);
        Elsewhere.Map(fhir);
    }

    private static (IPAddress Address, int Port) Endpoint(string listen)
    {
        var colon = listen.LastIndexOf(':');
        var host = colon < 0 ? "" : listen[..colon].Trim('[', ']');
        var address = host is "localhost" ? IPAddress.Loopback : host is "*" ? IPAddress.IPv6Any : IPAddress.TryParse(host, out var parsed) ? parsed : null;
        if (address is null || !ushort.TryParse(listen[(colon + 1)..], out var port)) throw new SettingsException($"publicListen must be an address and a port such as 127.0.0.1:8443, not {listen}.");
        return (address, port);
    }

    private static X509Certificate2 Certificate(string path) =>
        File.Exists(path) ? X509Certificate2.CreateFromPemFile(path, path) : throw new SettingsException($"{path} is missing: publicCertificate names a PEM file with certificate and key.");
}

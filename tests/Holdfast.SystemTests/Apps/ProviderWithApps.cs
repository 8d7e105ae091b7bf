using System.Security.Cryptography;
using System.Text.Json;
using Holdfast.Drill.Clients;
using Holdfast.Keyholder.Running;
using Holdfast.Tests.Everything;
using Holdfast.Tests.Keyholder.Running;
using Holdfast.Wire;
using Holdfast.Wire.Statements;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Holdfast.SystemTests.Apps;

/// <summary>
/// A provider with a nurse, two of her patients, an application of each kind that matters, and a backend service: each
/// asked for by one officer and approved by another person on the watch, over the public interfaces.
/// </summary>
public sealed class ProviderWithApps : IAsyncLifetime
{
    public const string HealthNumber = "9000000001";

    private ECDsa _serviceKey = null!;
    private WebApplication _page = null!;

    /// <summary>Where the application's one page is: on a device, at a port that its system gave it.</summary>
    public string Application => $"{_page.Urls.First()}/application";

    internal RunningProvider Provider { get; private set; } = null!;

    /// <summary>A nurse for a browser: her link is unused.</summary>
    internal Init.Enrolment Nurse { get; private set; } = null!;

    /// <summary>Another nurse for a browser.</summary>
    internal Init.Enrolment Standby { get; private set; } = null!;

    /// <summary>Another nurse, signed in without a browser, with the same patients.</summary>
    internal StaffClient Colleague { get; private set; } = null!;

    internal string Chart { get; private set; } = "";

    public string Secret { get; private set; } = "";

    public string ServiceKey => Convert.ToBase64String(_serviceKey.ExportPkcs8PrivateKey());

    /// <summary>Chromium's network: the public names lead to where the roles listen.</summary>
    public string[] BrowserArguments =>
    [
        $"--host-resolver-rules={string.Join(',', Provider.Places.Where(p => p.Key.EndsWith(".localhost", StringComparison.Ordinal)).Select(p => $"MAP {p.Key} {p.Value.Host}:{p.Value.Port}"))}",
        "--explicitly-allowed-ports=1",
    ];

    public async ValueTask InitializeAsync()
    {
        Provider = await RunningProvider.Start();
        _page = await StartPage();
        _serviceKey = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        (Nurse, Standby) = (Provider.Keyholder.Link("nurse"), Provider.Keyholder.Link("nurse"));
        Colleague = await Provider.SignIn("nurse");
        using (var coordinator = await Provider.SignIn("coordinator"))
        {
            Chart = await Admit(coordinator, TestKeyholder.Patient("Tremblay", HealthNumber));
            await Admit(coordinator, TestKeyholder.Patient("Bouchard"));
        }

        await Register();
        // The chart application, which may write who the patient is: an admission alone makes no resource.
        using var chart = new SmartClient(TestKeyholder.RecordsOrigin, Provider.Web, TimeProvider.System);
        var launch = Answer.Text((await Colleague.Launch(Chart, SmartClient.ChartApplication)).Need("launch"), "launch");
        (await chart.Redeem(Answer.Text((await Colleague.Open(chart.Ask(launch, Chart, "TREAT", null))).Need("open"), "code"))).Need("redeem");
    }

    private async Task<string> Admit(StaffClient coordinator, DirectoryFields patient)
    {
        var chart = (await coordinator.Post("/admit", new AdmitStatement { Directory = patient, AssignTo = Nurse.Person, DuplicatesSeen = true }, "admit")).Need("admit").GetProperty("chart").GetString()!;
        var now = TimeProvider.System.GetUtcNow();
        var (from, to) = (now.AddHours(-1).ToUnixTimeMilliseconds(), now.AddHours(12).ToUnixTimeMilliseconds());
        (await coordinator.Assign([.. new[] { Colleague.Person, Standby.Person }.Select(person => new AssignmentItem(person, chart, null, "team", from, to))])).Need("assign");
        return chart;
    }

    private async Task Register()
    {
        using var officer = await Provider.SignIn("privacy-officer");
        var link = LinkOf(Provider.Keyholder.Link("privacy-officer"));
        using var passkey = await StaffClient.Enrol(Provider.Web, link);
        using var approver = new StaffClient(link.Origin, Provider.Web);
        (await approver.SignIn(passkey)).Need("sign the approver in");
        foreach (var request in Requests())
        {
            var asked = (await officer.Propose("register-client", request)).Need($"ask for {request.Client}").GetProperty("request").GetString()!;
            (await approver.Approve(passkey, asked)).Need($"approve {request.Client}");
            if (request.Secret) Secret = await SecretOf(officer, asked);
        }
    }

    /// <summary>The asker is shown the secret once it is approved.</summary>
    private static async Task<string> SecretOf(StaffClient officer, string request) =>
        (await officer.Post("/asked", new PlainStatement(), "asked")).Need("see what was asked").GetProperty("requests").EnumerateArray()
            .First(asked => asked.GetProperty("request").GetString() == request).GetProperty("secret").GetString()!;

    private IEnumerable<ClientRequest> Requests()
    {
        var until = TimeProvider.System.GetUtcNow().AddDays(30).ToUnixTimeMilliseconds();
        var point = _serviceKey.ExportParameters(false).Q;
        var keys = JsonSerializer.SerializeToElement(new { keys = new[] { new { kty = "EC", crv = "P-384", kid = "k1", x = Base64Url.Encode(point.X), y = Base64Url.Encode(point.Y) } } });
        yield return new("wound-camera", "Wound Camera", "public", ["http://127.0.0.1/application"], Application,
            "launch launch/patient openid fhirUser online_access patient/*.rs patient/Observation.c", "bearer", null, false, "", [], 0);
        yield return new("gateway", "Gateway", "confidential", ["https://gateway.example/done"], "", "openid fhirUser online_access patient/*.rs", "dpop", null, true, "", [], 0);
        yield return new("lab", "Lab", "service", [], "", "system/*.cruds", "dpop", keys, false, "read-set", [HealthNumber], until);
    }

    /// <summary>The application's own server: a page and its library.</summary>
    private static async Task<WebApplication> StartPage()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapGet("/application", () => Results.File(ClientLibraries.Application("application.html"), "text/html"));
        app.MapGet("/fhir-client.js", () => Results.File(Path.Combine(ClientLibraries.Folder, "node_modules", "fhirclient", "build", "fhir-client.pure.js"), "text/javascript"));
        await app.StartAsync();
        return app;
    }

    private static EnrolmentLink LinkOf(Init.Enrolment made)
    {
        var address = new Uri(made.Link);
        return new EnrolmentLink(made.Person, made.Name, made.Role, address.GetLeftPart(UriPartial.Authority), address.Fragment[1..]);
    }

    public async ValueTask DisposeAsync()
    {
        _serviceKey.Dispose();
        Colleague.Dispose();
        await _page.DisposeAsync();
        await Provider.DisposeAsync();
    }
}

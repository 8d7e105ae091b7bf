using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Holdfast.Records;
using Holdfast.Records.Charts;
using Holdfast.Records.Documents;
using Holdfast.Records.Store;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Tests.Records;

/// <summary>The machine's clock, moved.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    public TimeSpan Shift { get; set; }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Shift;
}

/// <summary>A records node over HTTP with its own store, and the keyholder's side played by a test double that keeps real keys and heads.</summary>
internal sealed class RecordsUnderTest : IAsyncDisposable
{
    public const string Origin = "http://records.localhost";
    private readonly WebApplication _app;
    private readonly bool _owns;

    private RecordsUnderTest(InMemoryKeyholder keyholder, RowStore store, string folder, ShiftedTime time, string? chartApp, bool owns, ScanPolicy? scan = null)
    {
        (Keyholder, Store, Folder, Time, _owns) = (keyholder, store, folder, time, owns);
        var settings = new RoleSettings(
            keyholder.State.Installation.ToString(), "records", "records-1", "http://desk.localhost", Origin, "http://watch.localhost",
            "https://127.0.0.1:1", "https://127.0.0.1:2", "", "127.0.0.1:0", "", "en", Scan: scan);
        settings.Save(folder);
        _app = RecordsApp.Build(settings, folder, keyholder.Channel.CreateCallInvoker(), store, time, chartApp, quiet: true);
    }

    public InMemoryKeyholder Keyholder { get; }
    public KeyholderState State => Keyholder.State;
    public RowStore Store { get; }
    public string Folder { get; }
    public ShiftedTime Time { get; }
    public HttpClient Web { get; private set; } = null!;
    public ChartDoor Door => _app.Services.GetRequiredService<ChartDoor>();
    public SharedCharts Charts => _app.Services.GetRequiredService<SharedCharts>();
    public int SweepBlobs() => _app.Services.GetRequiredService<BlobSweep>().Sweep();
    public IEnumerable<RouteEndpoint> Routes => _app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    public static async Task<RecordsUnderTest> Start(string? chartApp = null, ScanPolicy? scan = null)
    {
        var folder = Directory.CreateTempSubdirectory("holdfast-records-").FullName;
        Migrations.Apply(folder);
        var time = new ShiftedTime();
        return await new RecordsUnderTest(new InMemoryKeyholder(time), RowStore.Open(folder), folder, time, chartApp, owns: true, scan).Begin();
    }

    /// <summary>A second node on the same store and keyholder.</summary>
    public Task<RecordsUnderTest> SecondNode() => new RecordsUnderTest(Keyholder, Store, Folder, Time, null, owns: false).Begin();

    /// <summary>An app that holds a code for one chart.</summary>
    public AppUnderTest App(ChartId chart, string[]? reads = null, string[]? writes = null, string scope = "launch patient/*.cruds", DirectoryEntry? directory = null)
    {
        var app = new AppUnderTest(this);
        app.Opening = new Opening(chart, app.Thumbprint, reads ?? KeyholderState.AllClasses, writes ?? reads ?? KeyholderState.AllClasses, scope, directory);
        return app;
    }

    /// <summary>A chart that an app has open, with a Patient from the directory.</summary>
    public async Task<AppUnderTest> OpenChart()
    {
        var app = App(ChartId.New(), directory: new DirectoryEntry { Family = "Tremblay", Given = "Aimée", BirthDate = "1941-03-09", Gender = "female" });
        await app.Redeem();
        return app;
    }

    /// <summary>Straight into the database, as whoever administers it could.</summary>
    public void Sql(string sql, params (string Name, object Value)[] parameters)
    {
        using var connection = new SqliteConnection(Migrations.ConnectionText(Path.Combine(Folder, Migrations.StoreFile)));
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters) command.Parameters.AddWithValue(name, value);
        command.ExecuteNonQuery();
    }

    public async ValueTask DisposeAsync()
    {
        Web.Dispose();
        await _app.DisposeAsync();
        if (!_owns) return;
        await Store.DisposeAsync();
        await Keyholder.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task<RecordsUnderTest> Begin()
    {
        await _app.StartAsync();
        var address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Web = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { BaseAddress = new Uri(address), Timeout = TimeSpan.FromMinutes(5) };
        Web.DefaultRequestHeaders.Host = "records.localhost";
        await Eventually(() => _app.Services.GetRequiredService<KeyholderClient>().Node is not null);
        return this;
    }

    public static async Task Eventually(Func<bool> holds, int seconds = 20)
    {
        for (var i = 0; i < seconds * 50; i++)
        {
            if (holds()) return;
            await Task.Delay(20);
        }

        Assert.Fail("It did not come true in time.");
    }
}

/// <summary>An answer, read.</summary>
internal sealed record FhirResponse(int Status, HttpResponseMessage Message, string Text)
{
    public JsonNode Json => JsonNode.Parse(Text)!;
    public string Id => (string)Json["id"]!;
    public string Version => (string)Json["meta"]!["versionId"]!;
    public string? ETag => Message.Headers.ETag?.ToString();
    public string Issue => (string)Json["issue"]![0]!["details"]!["text"]!;
    public IReadOnlyList<JsonNode> Matches => [.. (Json["entry"]?.AsArray() ?? []).Where(e => (string)e!["search"]!["mode"]! == "match").Select(e => e!["resource"]!)];
    public IReadOnlyList<string> Notes => [.. (Json["entry"]?.AsArray() ?? []).Where(e => (string)e!["search"]!["mode"]! == "outcome").SelectMany(e => e!["resource"]!["issue"]!.AsArray()).Select(i => (string)i!["details"]!["text"]!)];
}

/// <summary>A SMART app with a DPoP key of its own.</summary>
internal sealed class AppUnderTest(RecordsUnderTest records) : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public string Thumbprint => PublicKeyP256.Of(_key).Thumbprint();
    public Opening Opening { get; set; } = null!;
    public ChartId Chart => Opening.Chart;
    public string Token { get; private set; } = "";
    public string RefreshToken { get; private set; } = "";
    public string Patient { get; private set; } = "";

    public async Task<FhirResponse> Redeem()
    {
        var code = Guid.CreateVersion7().ToString();
        records.State.Codes[code] = Opening;
        return await Take(new() { ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = "http://records.localhost/chart/", ["client_id"] = "holdfast-chart", ["code_verifier"] = Pkce.NewVerifier() });
    }

    public Task<FhirResponse> Refresh() => Take(new() { ["grant_type"] = "refresh_token", ["refresh_token"] = RefreshToken, ["client_id"] = "holdfast-chart" });

    public string Proof(string method, string path, string? token = null, ECDsa? key = null, TimeSpan shift = default) =>
        DpopProofs.Make(key ?? _key, method, RecordsUnderTest.Origin + path, token ?? Token, records.Time.GetUtcNow() + shift);

    public Task<FhirResponse> Get(string path, params (string Name, string Value)[] headers) => Send(HttpMethod.Get, path, null, headers);

    public Task<FhirResponse> Post(string path, string body, params (string Name, string Value)[] headers) => Send(HttpMethod.Post, path, Json(body), headers);

    public Task<FhirResponse> Put(string path, string body, params (string Name, string Value)[] headers) => Send(HttpMethod.Put, path, Json(body), headers);

    public Task<FhirResponse> Search(string type, params (string Name, string Value)[] form) =>
        Send(HttpMethod.Post, $"{type}/_search", new FormUrlEncodedContent(form.Select(f => KeyValuePair.Create(f.Name, f.Value))), []);

    public async Task<FhirResponse> Send(HttpMethod method, string path, HttpContent? content, (string Name, string Value)[] headers, Action<HttpRequestMessage>? change = null)
    {
        var address = path.StartsWith('/') ? path : $"/fhir/{path}";
        using var request = new HttpRequestMessage(method, address) { Content = content };
        request.Headers.TryAddWithoutValidation("Authorization", $"DPoP {Token}");
        request.Headers.TryAddWithoutValidation("DPoP", Proof(method.Method, address));
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        change?.Invoke(request);
        var response = await records.Web.SendAsync(request);
        return new FhirResponse((int)response.StatusCode, response, await response.Content.ReadAsStringAsync());
    }

    public void Dispose() => _key.Dispose();

    private static StringContent Json(string body) => new(body, Encoding.UTF8, new MediaTypeHeaderValue("application/fhir+json"));

    private async Task<FhirResponse> Take(Dictionary<string, string> form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/token") { Content = new FormUrlEncodedContent(form) };
        request.Headers.Add("DPoP", DpopProofs.Make(_key, "POST", RecordsUnderTest.Origin + "/token", null, records.Time.GetUtcNow()));
        var response = await records.Web.SendAsync(request);
        var answer = new FhirResponse((int)response.StatusCode, response, await response.Content.ReadAsStringAsync());
        if (answer.Status != 200) return answer;
        Token = (string)answer.Json["access_token"]!;
        RefreshToken = (string)answer.Json["refresh_token"]!;
        Patient = (string?)answer.Json["patient"] ?? "";
        return answer;
    }
}

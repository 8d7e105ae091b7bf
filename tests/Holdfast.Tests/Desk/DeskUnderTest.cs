using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Holdfast.Desk;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Tests.Desk;

/// <summary>The desk as a browser meets it, over HTTP, with a fake keyholder behind it.</summary>
internal sealed class DeskUnderTest : IAsyncDisposable
{
    public const string Origin = "http://desk.localhost";
    public const string Records = "http://records.localhost";
    public const long NowMs = 1_767_366_000_000;

    private readonly FakeKeyholder _keyholder = new(() => NowMs);
    private readonly WebApplication _app;
    private long _counter;

    private DeskUnderTest()
    {
        var settings = new RoleSettings(
            State.Installation.ToString(), "desk", "desk-1", Origin, Records, "http://watch.localhost",
            "https://127.0.0.1:1", "https://127.0.0.1:2", "", "127.0.0.1:0", "", "en", "Riverbend Home Care");
        _app = DeskApp.Build(settings, ".", _keyholder.Channel);
    }

    public State State => _keyholder.State;

    public HttpClient Client { get; private set; } = null!;

    public IEnumerable<RouteEndpoint> Routes => _app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    public static async Task<DeskUnderTest> Start()
    {
        var desk = new DeskUnderTest();
        await desk._app.StartAsync();
        var address = desk._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        desk.Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false }) { BaseAddress = new Uri(address) };
        desk.Client.DefaultRequestHeaders.Host = "desk.localhost";
        return desk;
    }

    public Task StopKeyholder() => _keyholder.Stop();

    /// <summary>Signs as the session and posts; a <paramref name="statement"/> still lacks its common members.</summary>
    public Task<HttpResponseMessage> Post<T>(string path, T statement, string name, (string Session, ECDsa Key, PersonCard Person) by, string accept = "application/json", string language = "en")
        where T : SessionStatement
    {
        var complete = statement with { Statement = name, Installation = State.Installation.ToString(), Session = by.Session, Counter = ++_counter };
        return PostJson(path, JsonSerializer.Serialize(new { jws = SignedStatements.Sign((T)complete, by.Key) }), accept, language);
    }

    public Task<HttpResponseMessage> PostJson(string path, string json, string accept = "application/json", string language = "en")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        request.Headers.AcceptLanguage.Add(new StringWithQualityHeaderValue(language));
        return Client.SendAsync(request);
    }

    public static async Task<(string Why, string Message)> RefusalOf(HttpResponseMessage response)
    {
        using var body = (await response.Content.ReadFromJsonAsync<JsonDocument>())!;
        var refusal = body.RootElement.GetProperty("refusal");
        return (refusal.GetProperty("why").GetString()!, refusal.GetProperty("message").GetString()!);
    }

    public static DirectoryEntry Patient(string family, string given, string birthDate = "1941-03-09") => new()
    {
        Chart = ChartId.New().ToByteString(), Family = family, Given = given, BirthDate = birthDate, Gender = "female",
        HealthNumber = "1234567897", HealthNumberVersion = "AB", HealthNumberSystem = "https://fhir.infoway-inforoute.ca/NamingSystem/ca-on-patient-hcn",
        Telephone = "905-555-0177", Address = "44 Ridge Road", City = "Hamilton", PostalCode = "L8J 1B7", Language = "fr",
    };

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        await _keyholder.DisposeAsync();
    }
}

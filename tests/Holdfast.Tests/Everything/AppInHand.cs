using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Holdfast.Drill.Clients;
using Holdfast.Tests.Keyholder.Running;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Everything;

/// <summary>What came back: status, JSON where it is, the text as it is.</summary>
internal sealed record Got(int Status, string Text, JsonElement Body)
{
    public int Total => Body.GetProperty("total").GetInt32();

    /// <summary>Type/id of every match or included resource.</summary>
    public string[] Entries => Body.TryGetProperty("entry", out var entries)
        ? [.. entries.EnumerateArray().Where(e => e.TryGetProperty("resource", out _)).Select(e => e.GetProperty("resource")).Where(r => r.GetProperty("resourceType").GetString() != "OperationOutcome").Select(r => $"{r.GetProperty("resourceType").GetString()}/{r.GetProperty("id").GetString()}")]
        : [];
}

/// <summary>A registered application with a key of its own, over HTTP: it is let in at the desk and asks records with a proof for each request.</summary>
internal sealed class AppInHand(RunningProvider provider, TestApp app)
{
    private string _token = "";

    /// <summary>The token answer.</summary>
    public JsonElement Answer { get; private set; }

    public string Token => _token;

    public async Task OpenChart(StaffClient person, string chart, string scope)
    {
        var launch = Holdfast.Drill.Clients.Answer.Text((await person.Launch(chart, app.Id)).Need("launch"), "launch");
        var opened = (await person.Open(new OpenStatement
        {
            Launch = launch, Chart = chart, Purpose = "TREAT", Reason = null, Client = app.Id, RedirectUri = app.RedirectUri, Scope = scope, CodeChallenge = Pkce.Challenge(app.Client.Verifier), DpopJkt = app.Client.Jkt,
        })).Need("open");
        await Redeem(opened.GetProperty("code").GetString()!);
    }

    public async Task OpenSearch(StaffClient person)
    {
        var opened = (await person.Post("/open-search", new OpenSearchStatement
        {
            Client = app.Id, RedirectUri = app.RedirectUri, Scope = "user/Patient.rs online_access", CodeChallenge = Pkce.Challenge(app.Client.Verifier), DpopJkt = app.Client.Jkt,
        }, "open-search")).Need("open the search");
        await Redeem(opened.GetProperty("code").GetString()!);
    }

    public Task<Got> Get(string path, string? token = null, string? prefer = null) => Send(HttpMethod.Get, path, null, token, prefer);

    /// <summary>POST _search with a form.</summary>
    public Task<Got> Search(string path, string form, string? prefer = null) => Send(HttpMethod.Post, path, new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded"), null, prefer);

    public Task<Got> Write(HttpMethod method, string path, string body, string type = "application/fhir+json", string? version = null) => Send(method, path, new StringContent(body, Encoding.UTF8, type), version: version);

    /// <param name="version">For If-Match.</param>
    public async Task<Got> Send(HttpMethod method, string path, HttpContent? content = null, string? token = null, string? prefer = null, string? version = null)
    {
        var address = $"{TestKeyholder.RecordsOrigin}/fhir/{path}";
        using var request = new HttpRequestMessage(method, address) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("DPoP", token ?? _token);
        request.Headers.Add("DPoP", DpopProofs.Make(app.Client.Key, method.Method, address, token ?? _token, TimeProvider.System.GetUtcNow()));
        if (version is not null) request.Headers.TryAddWithoutValidation("If-Match", $"W/\"{version}\"");
        if (prefer is not null) request.Headers.Add("Prefer", prefer);
        return await Read(await provider.Web.SendAsync(request));
    }

    private async Task Redeem(string code)
    {
        var endpoint = TestKeyholder.RecordsOrigin + "/token";
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint)
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = app.RedirectUri, ["client_id"] = app.Id, ["code_verifier"] = app.Client.Verifier,
            }),
        };
        request.Headers.Add("DPoP", DpopProofs.Make(app.Client.Key, "POST", endpoint, null, TimeProvider.System.GetUtcNow()));
        var got = await Read(await provider.Web.SendAsync(request));
        Assert.True(got.Status == 200, got.Text);
        (Answer, _token) = (got.Body, got.Body.GetProperty("access_token").GetString()!);
    }

    private static async Task<Got> Read(HttpResponseMessage response)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync();
            var json = response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true && text.Length > 0;
            return new Got((int)response.StatusCode, text, json ? JsonSerializer.Deserialize<JsonElement>(text) : default);
        }
    }
}

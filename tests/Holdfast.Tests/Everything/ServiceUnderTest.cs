using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Holdfast.Tests.Keyholder.Running;

namespace Holdfast.Tests.Everything;

/// <summary>A registered backend service with a token, and what it sends to records over HTTP.</summary>
internal sealed class ServiceUnderTest(RunningProvider provider, TestApp app)
{
    private string _token = "";

    public string Token => _token;

    public static async Task<ServiceUnderTest> Start(RunningProvider provider, string reach, string scope = "system/*.cruds", params string[] healthNumbers)
    {
        var service = new ServiceUnderTest(provider, await TestApp.Register(provider.Keyholder, TestApp.Service(provider.Keyholder, reach, healthNumbers) with { Scope = scope }));
        await service.Renew();
        return service;
    }

    /// <summary>Takes another token. Records that has only just started has not found its keyholder yet, and says so (503).</summary>
    public async Task Renew()
    {
        for (var attempt = 0; ; attempt++)
        {
            using var answer = await provider.Web.PostAsync(TestKeyholder.RecordsOrigin + "/token", new FormUrlEncodedContent(Request()));
            var text = await answer.Content.ReadAsStringAsync();
            if (answer.StatusCode == System.Net.HttpStatusCode.ServiceUnavailable && attempt < 100)
            {
                await Task.Delay(100);
                continue;
            }

            Assert.True(answer.IsSuccessStatusCode, text);
            _token = (string)JsonNode.Parse(text)!["access_token"]!;
            return;
        }
    }

    private Dictionary<string, string> Request() => new()
    {
        // Claims have whole seconds: one made in the second of the keyholder's start looks older than that start, and is refused.
        ["grant_type"] = "client_credentials", ["scope"] = app.Scope, ["client_assertion"] = app.Assertion(made: TimeSpan.FromSeconds(1), life: TimeSpan.FromMinutes(4)),
        ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    };

    public async Task<(int Status, JsonNode? Body)> Send(HttpMethod method, string path, JsonNode? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, $"{TestKeyholder.RecordsOrigin}/fhir/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        if (body is not null) request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/fhir+json");
        using var response = await provider.Web.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    public Task<(int Status, JsonNode? Body)> Create(JsonObject resource, params (string Name, string Value)[] headers) => Send(HttpMethod.Post, (string)resource["resourceType"]!, resource, headers);

    public Task<(int Status, JsonNode? Body)> Get(string path) => Send(HttpMethod.Get, path);

    public Task<(int Status, JsonNode? Body)> Post(string type, params (string? FullUrl, JsonObject Resource)[] entries) => Send(HttpMethod.Post, "", Bundle(type, entries));

    public async Task<int> Total(string search) => (int)(await Get(search)).Body!["total"]!;

    public static JsonObject Observation(string? patient, string text, string? member = null)
    {
        var observation = new JsonObject { ["resourceType"] = "Observation", ["status"] = "final", ["code"] = new JsonObject { ["text"] = text } };
        if (patient is not null) observation["subject"] = new JsonObject { ["reference"] = patient };
        if (member is not null) observation["hasMember"] = new JsonArray(new JsonObject { ["reference"] = member });
        return observation;
    }

    public static JsonObject Patient(string family, string birthDate, string number = "")
    {
        var patient = new JsonObject
        {
            ["resourceType"] = "Patient", ["name"] = new JsonArray(new JsonObject { ["family"] = family, ["given"] = new JsonArray("Marie") }), ["birthDate"] = birthDate,
        };
        if (number.Length > 0) patient["identifier"] = new JsonArray(new JsonObject { ["system"] = TestKeyholder.Patient("x", number).HealthNumberSystem, ["value"] = number });
        return patient;
    }

    /// <summary>All of them are posted to their type.</summary>
    public static JsonObject Bundle(string type, params (string? FullUrl, JsonObject Resource)[] entries) => new()
    {
        ["resourceType"] = "Bundle", ["type"] = type,
        ["entry"] = new JsonArray([.. entries.Select(entry =>
        {
            var made = new JsonObject { ["resource"] = entry.Resource, ["request"] = new JsonObject { ["method"] = "POST", ["url"] = (string)entry.Resource["resourceType"]! } };
            if (entry.FullUrl is not null) made["fullUrl"] = entry.FullUrl;
            return (JsonNode)made;
        })]),
    };
}

using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Holdfast.Records.Tokens;
using Holdfast.Wire;

namespace Holdfast.Tests.Records;

/// <summary>Applications of others at records: bearer tokens, backend services, introspection.</summary>
public class AppAccessTests
{
    private static async Task<(int Status, JsonNode? Json, HttpResponseMessage Answer)> Post(RecordsUnderTest records, string path, string? basic, params (string Name, string Value)[] form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(form.Select(f => KeyValuePair.Create(f.Name, f.Value))) };
        if (basic is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(basic)));
        var answer = await records.Web.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return ((int)answer.StatusCode, text.Length > 0 ? JsonNode.Parse(text) : null, answer);
    }

    private static async Task<(string Token, JsonNode Json)> Bearer(RecordsUnderTest records, string scope = "patient/*.rs")
    {
        records.State.Codes["bearer"] = new Opening(ChartId.New(), "", KeyholderState.AllClasses, KeyholderState.AllClasses, scope, new DirectoryEntry { Family = "Tremblay", Given = "Aimée" });
        var (status, json, _) = await Post(records, "/token", null,
            ("grant_type", "authorization_code"), ("code", "bearer"), ("redirect_uri", "https://app.example/done"), ("client_id", "wound-camera"), ("code_verifier", new string('v', 43)));
        Assert.Equal(200, status);
        return ((string)json!["access_token"]!, json);
    }

    private static async Task<HttpResponseMessage> Get(RecordsUnderTest records, string path, string scheme, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Authorization", $"{scheme} {token}");
        return await records.Web.SendAsync(request);
    }

    [Fact]
    public async Task A_bearer_token_is_called_one_and_opens_its_chart_without_a_proof()
    {
        await using var records = await RecordsUnderTest.Start();
        var (token, json) = await Bearer(records);
        Assert.Equal("Bearer", (string)json["token_type"]!);
        Assert.Equal(200, (int)(await Get(records, $"/fhir/Patient/{json["patient"]}", "Bearer", token)).StatusCode);
        Assert.Equal(401, (int)(await Get(records, $"/fhir/Patient/{json["patient"]}", "DPoP", token)).StatusCode);
        Assert.Equal(401, (int)(await Get(records, $"/fhir/Patient/{json["patient"]}", "Bearer", token + "A")).StatusCode);
    }

    [Fact]
    public async Task A_bearer_token_has_a_persons_pace()
    {
        await using var records = await RecordsUnderTest.Start();
        var (token, _) = await Bearer(records);
        var answers = new List<int>();
        for (var i = 0; i < BearerRate.Burst + 10; i++) answers.Add((int)(await Get(records, "/fhir/Observation/x", "Bearer", token)).StatusCode);
        Assert.All(answers.Take(BearerRate.Burst), status => Assert.Equal(404, status));
        Assert.Contains(429, answers);
        records.Time.Shift = TimeSpan.FromSeconds(30);
        Assert.Equal(404, (int)(await Get(records, "/fhir/Observation/x", "Bearer", token)).StatusCode);
    }

    [Fact]
    public async Task The_person_who_opened_the_chart_can_be_read_as_its_fhir_user()
    {
        await using var records = await RecordsUnderTest.Start();
        var (token, json) = await Bearer(records);
        using var answer = await Get(records, $"/fhir/Practitioner/{json["holdfast"]!["person"]!["id"]}", "Bearer", token);
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Contains("Nadia Roy", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("gateway:s3%3Ac%2Bt", true)]
    [InlineData("gateway:guess", false)]
    [InlineData("gateway", false)]
    [InlineData("", false)]
    public async Task A_resource_server_asks_about_a_token_by_http_basic(string basic, bool may)
    {
        await using var records = await RecordsUnderTest.Start();
        using var app = await records.OpenChart();
        var (status, json, answer) = await Post(records, "/introspect", basic, ("token", app.Token));
        if (!may)
        {
            Assert.Equal(401, status);
            Assert.Equal("invalid_client", (string)json!["error"]!);
            Assert.StartsWith("Basic", answer.Headers.WwwAuthenticate.ToString());
            return;
        }

        Assert.True((bool)json!["active"]!);
        Assert.Equal(app.Patient, (string)json["patient"]!);
        Assert.Equal(app.Thumbprint, (string)json["cnf"]!["jkt"]!);
        Assert.Equal("http://desk.localhost", (string)json["iss"]!);
        var (_, dead, _) = await Post(records, "/introspect", basic, ("token", "nonsense"));
        Assert.Equal("{\"active\":false}", dead!.ToJsonString());
    }

    [Fact]
    public async Task One_way_to_authenticate_a_client_and_not_two()
    {
        await using var records = await RecordsUnderTest.Start();
        Assert.Equal("invalid_request", (string)(await Post(records, "/introspect", "gateway:x", ("token", "t"), ("client_secret", "x"))).Json!["error"]!);
        Assert.Equal("invalid_request", (string)(await Post(records, "/introspect", null, ("token", "t"), ("client_secret", "x"), ("client_assertion", "y"))).Json!["error"]!);
        Assert.Equal("invalid_request", (string)(await Post(records, "/introspect", null, ("token", "t"), ("client_assertion", "y"))).Json!["error"]!);
        Assert.Equal("invalid_request", (string)(await Post(records, "/introspect", null, ("token", "t"))).Json!["error"]!);
    }

    [Fact]
    public async Task A_backend_services_charts_are_released_when_it_first_asks_and_no_others_are_found()
    {
        await using var records = await RecordsUnderTest.Start();
        using var hers = await records.OpenChart();
        using var his = await records.OpenChart();
        using var secret = await records.OpenChart();
        records.State.ServiceCharts = [hers.Chart, his.Chart, secret.Chart];
        records.State.Withheld.Add(secret.Chart);
        var (status, json, _) = await Service(records, "lab");
        Assert.Equal(200, status);
        Assert.Equal(("Bearer", "system/*.cruds"), ((string)json!["token_type"]!, (string)json["scope"]!));
        Assert.Null(json["refresh_token"]);
        Assert.Null(json["patient"]);
        Assert.Empty(records.State.Released);

        var token = (string)json["access_token"]!;
        Assert.Equal(200, (int)(await Get(records, $"/fhir/Patient/{his.Patient}", "Bearer", token)).StatusCode);
        Assert.Equal(200, (int)(await Get(records, $"/fhir/Patient/{hers.Patient}", "Bearer", token)).StatusCode);
        Assert.Equal(404, (int)(await Get(records, $"/fhir/Patient/{secret.Patient}", "Bearer", token)).StatusCode);
        var found = JsonNode.Parse(await (await Get(records, "/fhir/Patient", "Bearer", token)).Content.ReadAsStringAsync())!;
        Assert.Equal(2, (int)found["total"]!);
        Assert.Equal(3, records.State.Released.Count);
    }

    [Fact]
    public async Task A_service_that_nobody_registered_gets_no_token()
    {
        await using var records = await RecordsUnderTest.Start();
        var (status, json, _) = await Service(records, "stranger");
        Assert.Equal((401, "invalid_client"), (status, (string)json!["error"]!));
    }

    private static Task<(int Status, JsonNode? Json, HttpResponseMessage Answer)> Service(RecordsUnderTest records, string assertion) => Post(records, "/token", null,
        ("grant_type", "client_credentials"), ("scope", "system/*.cruds"), ("client_assertion", assertion),
        ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"));
}

using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Holdfast.Drill.Clients;
using Holdfast.Tests.Keyholder.Running;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Everything;

/// <summary>A backend service with several charts, over HTTP: what it writes lands in the chart of the patient it is about, or nowhere.</summary>
public sealed class ServiceWritesTests : IAsyncLifetime
{
    private static readonly string[] Numbers = ["9000000001", "9000000019"];

    private readonly string[] _patients = new string[3];
    private RunningProvider _provider = null!;
    private StaffClient _nurse = null!;
    private string _token = "";

    public async ValueTask InitializeAsync()
    {
        _provider = await RunningProvider.Start();
        _nurse = await _provider.SignIn("nurse");
        using var coordinator = await _provider.SignIn("coordinator");
        foreach (var (i, family) in new[] { "Tremblay", "Bouchard", "Roy" }.Index())
        {
            var fields = TestKeyholder.Patient(family, i < 2 ? Numbers[i] : "");
            var chart = (await coordinator.Post("/admit", new AdmitStatement { Directory = fields, AssignTo = _nurse.Person, DuplicatesSeen = true }, "admit")).Need("admit").GetProperty("chart").GetString()!;
            using var opened = await Open(chart);
            _patients[i] = opened.Patient;
        }

        // Claims have whole seconds: one made in the second of the keyholder's start looks older than that start, and is refused.
        var afterTheStart = TimeSpan.FromSeconds(1);
        var lab = await TestApp.Register(_provider.Keyholder, TestApp.Service(_provider.Keyholder, "read-set", Numbers));
        using var answer = await _provider.Web.PostAsync(TestKeyholder.RecordsOrigin + "/token", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["scope"] = "system/*.cruds", ["client_assertion"] = lab.Assertion(made: afterTheStart, life: TimeSpan.FromMinutes(4)),
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        }));
        _token = (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["access_token"]!;
    }

    public async ValueTask DisposeAsync()
    {
        _nurse.Dispose();
        await _provider.DisposeAsync();
    }

    private async Task<SmartClient> Open(string chart)
    {
        var client = new SmartClient(TestKeyholder.RecordsOrigin, _provider.Web, TimeProvider.System);
        var launched = (await _nurse.Launch(chart, SmartClient.ChartApplication)).Need("launch");
        var opened = (await _nurse.Open(client.Ask(Answer.Text(launched, "launch"), chart, "TREAT", null))).Need("open");
        (await client.Redeem(Answer.Text(opened, "code"))).Need("redeem");
        return client;
    }

    private async Task<(int Status, JsonNode? Body)> Send(HttpMethod method, string path, JsonNode? body = null, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(method, $"{TestKeyholder.RecordsOrigin}/fhir/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        if (body is not null) request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/fhir+json");
        using var response = await _provider.Web.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    private Task<(int Status, JsonNode? Body)> Create(string? patient, string text) => Send(HttpMethod.Post, "Observation", Observation(patient, text));

    private static JsonObject Observation(string? patient, string text)
    {
        var observation = new JsonObject { ["resourceType"] = "Observation", ["status"] = "final", ["code"] = new JsonObject { ["text"] = text } };
        if (patient is not null) observation["subject"] = new JsonObject { ["reference"] = patient };
        return observation;
    }

    private static JsonObject Bundle(string type, params JsonObject[] resources) => new()
    {
        ["resourceType"] = "Bundle", ["type"] = type,
        ["entry"] = new JsonArray([.. resources.Select(r => (JsonNode)new JsonObject { ["resource"] = r, ["request"] = new JsonObject { ["method"] = "POST", ["url"] = "Observation" } })]),
    };

    [Fact]
    public async Task What_a_service_writes_lands_in_the_chart_of_the_patient_it_names_and_its_nurse_reads_it()
    {
        foreach (var patient in _patients.Take(2)) Assert.Equal(201, (await Create($"Patient/{patient}", $"potassium of {patient}")).Status);
        foreach (var patient in _patients.Take(2))
        {
            using var chart = await Open(patient); // admitted at the desk: the Patient has the chart's id
            var found = (await chart.Get("Observation")).Need("search");
            Assert.Equal($"potassium of {patient}", found.GetProperty("entry")[0].GetProperty("resource").GetProperty("code").GetProperty("text").GetString());
            Assert.Equal(1, found.GetProperty("total").GetInt32());
        }

        var heads = (await _provider.Keyholder.Entries("head")).TakeLast(2).ToList();
        Assert.Equal(_patients.Take(2), heads.Select(head => head.GetProperty("chart").GetString()!));
        Assert.All(heads, head => Assert.Equal("clinical@lab", head.GetProperty("rows")[0][0].GetString()));
    }

    [Fact]
    public async Task On_any_doubt_whose_it_is_a_service_writes_nothing()
    {
        Assert.Equal(422, (await Create(null, "nobody")).Status);
        Assert.Equal(422, (await Create($"Patient/{_patients[2]}", "not the lab's")).Status);
        Assert.Equal(422, (await Create("Device/x", "a device")).Status);
        Assert.Equal(422, (await Send(HttpMethod.Post, "", Bundle("transaction", Observation($"Patient/{_patients[0]}", "a"), Observation($"Patient/{_patients[1]}", "b")))).Status);

        var made = (await Create($"Patient/{_patients[0]}", "hers")).Body!;
        var moved = Observation($"Patient/{_patients[1]}", "now his");
        moved["id"] = (string)made["id"]!;
        Assert.Equal(422, (await Send(HttpMethod.Put, $"Observation/{made["id"]}", moved, "W/\"1\"")).Status);
        Assert.Equal(1, (int)(await Send(HttpMethod.Get, "Observation")).Body!["total"]!);
    }

    [Fact]
    public async Task A_service_changes_and_deletes_what_it_wrote_where_it_stands()
    {
        var made = (await Create($"Patient/{_patients[1]}", "his")).Body!;
        var (id, version) = ((string)made["id"]!, (string)made["meta"]!["versionId"]!);
        var changed = Observation($"Patient/{_patients[1]}", "his, corrected");
        changed["id"] = id;
        var (status, updated) = await Send(HttpMethod.Put, $"Observation/{id}", changed, $"W/\"{version}\"");
        Assert.Equal(200, status);
        Assert.Equal(204, (await Send(HttpMethod.Delete, $"Observation/{id}", ifMatch: $"W/\"{updated!["meta"]!["versionId"]}\"")).Status);
        Assert.Equal(410, (await Send(HttpMethod.Get, $"Observation/{id}")).Status);
        Assert.Equal(204, (await Send(HttpMethod.Delete, "Observation/never-was")).Status);
    }

    [Fact]
    public async Task A_batch_of_a_service_goes_to_each_patients_chart_and_a_transaction_finds_its_patient_by_health_number()
    {
        var (_, batch) = await Send(HttpMethod.Post, "", Bundle("batch", Observation($"Patient/{_patients[0]}", "a"), Observation(null, "nobody's"), Observation($"Patient/{_patients[1]}", "b")));
        Assert.Equal(["201", "422", "201"], batch!["entry"]!.AsArray().Select(entry => ((string)entry!["response"]!["status"]!)[..3]));

        var byNumber = $"Patient?identifier={Uri.EscapeDataString(TestKeyholder.Patient("x", Numbers[1]).HealthNumberSystem)}|{Numbers[1]}";
        Assert.Equal(200, (await Send(HttpMethod.Post, "", Bundle("transaction", Observation(byNumber, "c")))).Status);
        Assert.Equal(2, (int)(await Send(HttpMethod.Get, $"Observation?patient={_patients[1]}")).Body!["total"]!);
    }
}

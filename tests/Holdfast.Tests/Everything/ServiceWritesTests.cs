using System.Text.Json.Nodes;
using Holdfast.Drill.Clients;
using Holdfast.Tests.Keyholder.Running;
using Holdfast.Wire;
using Holdfast.Wire.Statements;
using static Holdfast.Tests.Everything.ServiceUnderTest;

namespace Holdfast.Tests.Everything;

/// <summary>A backend service with several charts, over HTTP: what it writes lands in the chart of the patient it is about, or nowhere.</summary>
public sealed class ServiceWritesTests : IAsyncLifetime
{
    private static readonly string[] Numbers = ["9000000001", "9000000019"];

    private readonly string[] _patients = new string[3];
    private RunningProvider _provider = null!;
    private StaffClient _nurse = null!;
    private ServiceUnderTest _lab = null!;

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

        _lab = await ServiceUnderTest.Start(_provider, "read-set", healthNumbers: Numbers);
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

    private Task<(int Status, JsonNode? Body)> Create(string? patient, string text) => _lab.Create(Observation(patient, text));

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
        Assert.Equal(422, (await _lab.Post("transaction", (null, Observation($"Patient/{_patients[0]}", "a")), (null, Observation($"Patient/{_patients[2]}", "b")))).Status);

        var made = (await Create($"Patient/{_patients[0]}", "hers")).Body!;
        var moved = Observation($"Patient/{_patients[1]}", "now his");
        moved["id"] = (string)made["id"]!;
        Assert.Equal(422, (await _lab.Send(HttpMethod.Put, $"Observation/{made["id"]}", moved, ("If-Match", "W/\"1\""))).Status);
        Assert.Equal(1, await _lab.Total("Observation"));
    }

    [Fact]
    public async Task A_service_changes_and_deletes_what_it_wrote_where_it_stands()
    {
        var made = (await Create($"Patient/{_patients[1]}", "his")).Body!;
        var (id, version) = ((string)made["id"]!, (string)made["meta"]!["versionId"]!);
        var changed = Observation($"Patient/{_patients[1]}", "his, corrected");
        changed["id"] = id;
        var (status, updated) = await _lab.Send(HttpMethod.Put, $"Observation/{id}", changed, ("If-Match", $"W/\"{version}\""));
        Assert.Equal(200, status);
        Assert.Equal(204, (await _lab.Send(HttpMethod.Delete, $"Observation/{id}", null, ("If-Match", $"W/\"{updated!["meta"]!["versionId"]}\""))).Status);
        Assert.Equal(410, (await _lab.Get($"Observation/{id}")).Status);
        Assert.Equal(204, (await _lab.Send(HttpMethod.Delete, "Observation/never-was")).Status);
    }

    [Fact]
    public async Task A_batch_of_a_service_goes_to_each_patients_chart_and_a_transaction_finds_its_patient_by_health_number()
    {
        var (_, batch) = await _lab.Post("batch", (null, Observation($"Patient/{_patients[0]}", "a")), (null, Observation(null, "nobody's")), (null, Observation($"Patient/{_patients[1]}", "b")));
        Assert.Equal(["201", "422", "201"], batch!["entry"]!.AsArray().Select(entry => ((string)entry!["response"]!["status"]!)[..3]));

        var byNumber = $"Patient?identifier={Uri.EscapeDataString(TestKeyholder.Patient("x", Numbers[1]).HealthNumberSystem)}|{Numbers[1]}";
        Assert.Equal(200, (await _lab.Post("transaction", (null, Observation(byNumber, "c")))).Status);
        Assert.Equal(2, await _lab.Total($"Observation?patient={_patients[1]}"));
    }

    [Fact]
    public async Task A_transaction_about_several_patients_is_one_commit_over_all_their_charts_or_none()
    {
        var (first, second) = ($"Patient/{_patients[0]}", $"Patient/{_patients[1]}");
        var (status, answer) = await _lab.Post("transaction", ("urn:uuid:6b0e0a2c-1111-4e5f-8a4b-000000000001", Observation(first, "a")), (null, Observation(second, "b")), (null, Observation(first, "c", "urn:uuid:6b0e0a2c-1111-4e5f-8a4b-000000000001")));
        Assert.Equal(200, status);
        Assert.All(answer!["entry"]!.AsArray(), entry => Assert.StartsWith("201", (string)entry!["response"]!["status"]!, StringComparison.Ordinal));
        var moves = Assert.Single(await _provider.Keyholder.Entries("heads")).GetProperty("moves");
        Assert.Equal(_patients.Take(2).Order(StringComparer.Ordinal), moves.EnumerateArray().Select(move => move[0].GetString()!).Order(StringComparer.Ordinal));
        using (var chart = await Open(_patients[1])) Assert.Equal(1, (await chart.Get("Observation")).Need("search").GetProperty("total").GetInt32());

        // One of them refers into the other's chart, by the Bundle or by id: nothing of either.
        var before = (await _provider.Keyholder.Entries()).Count(e => e.GetProperty("kind").GetString() is "head" or "heads");
        var inFirst = ((string)answer["entry"]![0]!["response"]!["location"]!).Split("/fhir/")[1].Split("/_history")[0];
        Assert.Equal(422, (await _lab.Post("transaction", ("urn:uuid:6b0e0a2c-1111-4e5f-8a4b-000000000002", Observation(first, "d")), (null, Observation(second, "e", "urn:uuid:6b0e0a2c-1111-4e5f-8a4b-000000000002")))).Status);
        Assert.Equal(422, (await _lab.Post("transaction", (null, Observation(first, "d")), (null, Observation(second, "e", inFirst)))).Status);
        Assert.Equal(422, (await _lab.Create(Observation(second, "e", $"{TestKeyholder.RecordsOrigin}/fhir/{inFirst}"))).Status);
        Assert.Equal(before, (await _provider.Keyholder.Entries()).Count(e => e.GetProperty("kind").GetString() is "head" or "heads"));
        Assert.Equal(201, (await _lab.Create(Observation(first, "f", inFirst))).Status);
    }

    [Fact]
    public async Task A_service_that_only_writes_names_its_patient_by_the_charts_own_id_and_learns_of_no_other()
    {
        var pump = await TestApp.Register(_provider.Keyholder, TestApp.Service(_provider.Keyholder, "write-set", Numbers) with { Client = "pump", Scope = "system/Observation.cruds" });
        var service = new ServiceUnderTest(_provider, pump);
        await service.Renew();
        await _lab.Create(Observation($"Patient/{_patients[0]}", "the lab's"));
        Assert.Equal(201, (await service.Create(Observation($"Patient/{_patients[0]}", "infused"))).Status);
        Assert.Equal(200, (await service.Post("transaction", (null, Observation($"Patient/{_patients[0]}", "more")), (null, Observation($"Patient/{_patients[1]}", "his")))).Status);
        Assert.Equal(2, await service.Total($"Observation?patient={_patients[0]}"));
        using (var chart = await Open(_patients[0])) Assert.Equal(3, (await chart.Get($"Observation?patient={_patients[0]}")).Need("search").GetProperty("total").GetInt32());

        // Somebody else's chart, and a chart that never was: the same words.
        var nobody = ChartId.New().ToString();
        var (others, none) = (await service.Create(Observation($"Patient/{_patients[2]}", "x")), await service.Create(Observation($"Patient/{nobody}", "x")));
        Assert.Equal((422, others.Body!.ToJsonString()), (none.Status, none.Body!.ToJsonString()));
        Assert.Equal(others.Status, none.Status);
        Assert.Equal(
            (await service.Post("transaction", (null, Observation($"Patient/{_patients[2]}", "x")))).Body!.ToJsonString(),
            (await service.Post("transaction", (null, Observation($"Patient/{nobody}", "x")))).Body!.ToJsonString());
        foreach (var patient in new[] { _patients[0], _patients[2], nobody }) Assert.Equal(403, (await service.Get($"Patient/{patient}")).Status);
        Assert.Equal(403, (await service.Create(Patient("Nguyen", "1990-01-01"))).Status);
    }
}

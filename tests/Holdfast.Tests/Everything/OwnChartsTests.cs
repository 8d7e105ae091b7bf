using System.Text.Json.Nodes;
using Holdfast.Drill.Clients;
using Holdfast.Tests.Keyholder.Running;
using Holdfast.Wire;
using Holdfast.Wire.Statements;
using static Holdfast.Tests.Everything.ServiceUnderTest;

namespace Holdfast.Tests.Everything;

/// <summary>A backend service that makes its own charts, over HTTP: it brings patients, writes about them, and learns of nobody else.</summary>
public sealed class OwnChartsTests : IAsyncLifetime
{
    private const string Number = "9000000001";
    private const string Urn = "urn:uuid:6b0e0a2c-1111-4e5f-8a4b-00000000000";

    private RunningProvider _provider = null!;
    private ServiceUnderTest _referrals = null!;

    public async ValueTask InitializeAsync()
    {
        _provider = await RunningProvider.Start();
        _referrals = await ServiceUnderTest.Start(_provider, "own-charts");
    }

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    private static string Identifier(string number) => $"identifier={Uri.EscapeDataString(TestKeyholder.Patient("x", number).HealthNumberSystem)}|{number}";

    [Fact]
    public async Task A_service_brings_a_patient_and_writes_into_the_chart_that_it_made()
    {
        Assert.Equal(0, await _referrals.Total("Patient"));
        Assert.Equal(422, (await _referrals.Create(Observation("Patient/x", "nobody yet"))).Status);
        var (status, patient) = await _referrals.Create(Patient("Nguyen", "1950-03-04", Number));
        Assert.Equal(201, status);
        var id = (string)patient!["id"]!;
        Assert.Equal(id, (await _provider.Keyholder.Entries("admitted"))[^1].GetProperty("chart").GetString());
        Assert.Equal(201, (await _referrals.Create(Observation($"Patient/{id}", "potassium"))).Status);
        Assert.Equal(422, (await _referrals.Create(Observation($"Patient/{ChartId.New()}", "somebody else's"))).Status);

        // Sent again it is found, or refused, never doubled.
        Assert.Equal(409, (await _referrals.Create(Patient("Nguyen", "1950-03-04", Number))).Status);
        var (again, found) = await _referrals.Create(Patient("Nguyen", "1950-03-04", Number), ("If-None-Exist", Identifier(Number)));
        Assert.Equal((200, id), (again, (string)found!["id"]!));

        // A referral as one Bundle: the patient and what is known of them, in one commit.
        var heads = (await _provider.Keyholder.Entries("head")).Count;
        var (whole, answer) = await _referrals.Post("transaction",
            (Urn + "2", Observation(Urn + "1", "sodium")), (Urn + "1", Patient("Haddad", "1948-01-02")), (null, Observation(Urn + "1", "panel", Urn + "2")), (null, Observation($"Patient/{id}", "chloride")));
        Assert.Equal(200, whole);
        Assert.Equal(heads, (await _provider.Keyholder.Entries("head")).Count);
        Assert.Equal(2, Assert.Single(await _provider.Keyholder.Entries("heads")).GetProperty("moves").GetArrayLength());
        var brought = ((string)answer!["entry"]![1]!["response"]!["location"]!).Split("/Patient/")[1].Split('/')[0];
        Assert.Equal(2, await _referrals.Total($"Observation?patient={brought}"));

        await _referrals.Renew();
        Assert.Equal((2, 4), (await _referrals.Total("Patient"), await _referrals.Total("Observation")));
        await ShowToANurse(brought);
    }

    /// <summary>What a service brought is an ordinary chart at the desk and in the chart application.</summary>
    private async Task ShowToANurse(string patient)
    {
        using var coordinator = await _provider.SignIn("coordinator");
        var client = new SmartClient(TestKeyholder.RecordsOrigin, _provider.Web, TimeProvider.System);
        var launched = (await coordinator.Launch(patient, SmartClient.ChartApplication)).Need("launch");
        var opened = (await coordinator.Open(client.Ask(Answer.Text(launched, "launch"), patient, "TREAT", null))).Need("open");
        (await client.Redeem(Answer.Text(opened, "code"))).Need("redeem");
        using (client) Assert.Equal("Haddad", (await client.Get($"Patient/{patient}")).Need("read").GetProperty("name")[0].GetProperty("family").GetString());
    }

    [Fact]
    public async Task Of_those_who_are_here_already_a_service_learns_nothing_but_that_a_coordinator_has_to_look()
    {
        using (var nurse = await _provider.SignIn("nurse"))
        using (var coordinator = await _provider.SignIn("coordinator"))
            (await coordinator.Post("/admit", new AdmitStatement { Directory = TestKeyholder.Patient("Tremblay", Number), AssignTo = nurse.Person, DuplicatesSeen = true }, "admit")).Need("admit");
        var chart = (await _provider.Keyholder.Entries("admitted"))[^1].GetProperty("chart").GetString()!;

        var byNumber = await _referrals.Create(Patient("Nguyen", "1990-02-02", Number));
        var byName = await _referrals.Create(Patient("Tremblay", "1941-05-17"));
        var conditional = await _referrals.Create(Patient("Nguyen", "1990-02-02", Number), ("If-None-Exist", Identifier(Number)));
        foreach (var (status, body) in new[] { byNumber, byName, conditional }) Assert.Equal((409, byNumber.Body!.ToJsonString()), (status, body!.ToJsonString()));
        Assert.DoesNotContain(chart, byNumber.Body!.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Tremblay", byName.Body!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(0, await _referrals.Total($"Patient?{Identifier(Number)}"));
        foreach (var patient in new[] { chart, ChartId.New().ToString() })
        {
            Assert.Equal(404, (await _referrals.Get($"Patient/{patient}")).Status);
            Assert.Equal(422, (await _referrals.Create(Observation($"Patient/{patient}", "x"))).Status);
        }

        // A transaction with one such patient brings nobody; one that cannot stand for another reason admits nobody.
        var admitted = (await _provider.Keyholder.Entries("admitted")).Count;
        Assert.Equal(409, (await _referrals.Post("transaction", (Urn + "1", Patient("Haddad", "1948-01-02")), (Urn + "2", Patient("Tremblay", "1941-05-17")))).Status);
        Assert.Equal(422, (await _referrals.Post("transaction", (Urn + "1", Patient("Haddad", "1948-01-02")), (null, Observation($"Patient/{chart}", "x")))).Status);
        Assert.Equal(422, (await _referrals.Create(new JsonObject { ["resourceType"] = "Patient", ["gender"] = "female" })).Status);
        Assert.Equal(admitted, (await _provider.Keyholder.Entries("admitted")).Count);

        // In a batch each stands for itself.
        var (_, batch) = await _referrals.Post("batch", (Urn + "1", Patient("Haddad", "1948-01-02")), (null, Observation(Urn + "1", "a")), (Urn + "2", Patient("Tremblay", "1941-05-17")), (null, Observation(Urn + "2", "b")));
        Assert.Equal(["201", "201", "409", "409"], batch!["entry"]!.AsArray().Select(entry => ((string)entry!["response"]!["status"]!)[..3]));
    }
}

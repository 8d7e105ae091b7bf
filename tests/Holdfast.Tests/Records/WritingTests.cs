using System.Text;
using System.Text.Json.Nodes;

namespace Holdfast.Tests.Records;

/// <summary>Create, update, versions: what is written is on the chain, once, and as it was sent.</summary>
public class WritingTests(WritingTests.Node node) : IClassFixture<WritingTests.Node>
{
    public sealed class Node : IAsyncLifetime
    {
        internal RecordsUnderTest Records { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Records = await RecordsUnderTest.Start();

        public ValueTask DisposeAsync() => Records.DisposeAsync();
    }

    private RecordsUnderTest Records => node.Records;

    internal static string Observation(string patient, string code = "8867-4", string value = "72", string effective = "2026-11-20T09:30:00-05:00", string more = "") =>
        $$"""{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"{{code}}"}]},"subject":{"reference":"Patient/{{patient}}"},"effectiveDateTime":"{{effective}}","valueQuantity":{"value":{{value}},"unit":"/min"}{{more}}}""";

    [Fact]
    public async Task A_note_is_written_read_and_found_again()
    {
        using var app = await Records.OpenChart();
        var before = Records.State.Head(app.Chart).Sequence;
        var created = await app.Post("Observation", Observation(app.Patient));
        Assert.Equal(201, created.Status);
        Assert.Equal($"W/\"{before + 1}\"", created.ETag);
        Assert.Equal($"http://records.localhost/fhir/Observation/{created.Id}/_history/{before + 1}", created.Message.Headers.Location!.ToString());
        Assert.Equal(before + 1, Records.State.Head(app.Chart).Sequence);

        var read = await app.Get($"Observation/{created.Id}");
        Assert.Equal(created.Text, read.Text);
        Assert.Empty(Holdfast.Records.Fhir.ResourceParser.Validate(Encoding.UTF8.GetBytes(read.Text)));
        Assert.Single((await app.Get($"Observation?_id={created.Id}")).Matches);
        Assert.Equal(304, (await app.Get($"Observation/{created.Id}", ("If-None-Match", read.ETag!))).Status);
    }

    [Fact]
    public async Task Nobodys_change_is_overwritten_unseen()
    {
        using var app = await Records.OpenChart();
        var first = await app.Post("Observation", Observation(app.Patient));
        var changed = Observation(app.Patient, value: "80", more: $",\"id\":\"{first.Id}\"");
        Assert.Equal(428, (await app.Put($"Observation/{first.Id}", changed)).Status);
        var second = await app.Put($"Observation/{first.Id}", changed, ("If-Match", first.ETag!));
        Assert.Equal(200, second.Status);
        Assert.Equal(412, (await app.Put($"Observation/{first.Id}", changed, ("If-Match", first.ETag!))).Status);
        Assert.Contains("\"value\":80", (await app.Get($"Observation/{first.Id}")).Text);
        Assert.Contains("\"value\":72", (await app.Get($"Observation/{first.Id}/_history/{first.Version}")).Text);
        Assert.Equal(404, (await app.Get($"Observation/{first.Id}/_history/999")).Status);
        Assert.Equal(400, (await app.Get($"Observation/{first.Id}/_history/x")).Status);
    }

    [Fact]
    public async Task An_id_of_the_apps_own_is_created_once()
    {
        using var app = await Records.OpenChart();
        var body = Observation(app.Patient, more: ",\"id\":\"my-own.1\"");
        Assert.Equal(412, (await app.Put("Observation/my-own.1", body, ("If-Match", "W/\"1\""))).Status);
        Assert.Equal(201, (await app.Put("Observation/my-own.1", body)).Status);
        Assert.Equal(428, (await app.Put("Observation/my-own.1", body)).Status);
        Assert.Equal(400, (await app.Put("Observation/other", body)).Status);
    }

    [Fact]
    public async Task A_draft_that_is_sent_again_is_written_once()
    {
        using var app = await Records.OpenChart();
        var body = Observation(app.Patient, more: ",\"identifier\":[{\"system\":\"urn:ietf:rfc:3986\",\"value\":\"urn:uuid:0c3c0d5a-1111-4a4e-8f0a-000000000001\"}]");
        const string condition = "identifier=urn:ietf:rfc:3986|urn:uuid:0c3c0d5a-1111-4a4e-8f0a-000000000001";
        var sent = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => app.Post("Observation", body, ("If-None-Exist", condition))));
        Assert.Single(sent, s => s.Status == 201);
        Assert.Equal(5, sent.Count(s => s.Status == 200));
        Assert.Single(sent.Select(s => s.Id).Distinct());
        Assert.Equal(400, (await app.Post("Observation", body, ("If-None-Exist", "nonsense=1"))).Status);
    }

    [Fact]
    public async Task What_was_stored_is_what_is_returned()
    {
        using var app = await Records.OpenChart();
        const string kept = "\"status\":\"final\",\"code\":{\"text\":\"\\u00e9t\\u00e9 \\/ \u05e9\u05dc\u05d5\u05dd\"},\"extension\":[{\"url\":\"http://example.org/x\",\"valueDecimal\":1.00}],\"effectiveDateTime\":\"2026-11-20T09:30:00.100-05:00\",\"valueQuantity\":{\"value\":0.10000}";
        var created = await app.Post("Observation", $$"""{  "resourceType" : "Observation", "id":"chosen-by-the-sender", "meta":{"versionId":"77","lastUpdated":"2020-01-01T00:00:00Z","tag":[{"system":"http://x","code":"y"}]} , {{kept}} }""");
        Assert.Equal(201, created.Status);
        Assert.EndsWith("}," + kept + "}", created.Text);
        Assert.NotEqual("chosen-by-the-sender", created.Id);
        Assert.NotEqual("77", created.Version);
        Assert.Equal("y", (string)created.Json["meta"]!["tag"]![0]!["code"]!);
        var narrative = new string('n', 64 * 1024);
        var large = await app.Post("Observation", $$"""{"resourceType":"Observation","status":"final","code":{"text":"x"},"note":[{"text":"{{narrative}}"}]}""");
        Assert.Contains(narrative, (await app.Get($"Observation/{large.Id}")).Text);
    }

    [Fact]
    public async Task A_note_about_another_patient_is_refused()
    {
        using var app = await Records.OpenChart();
        var head = Records.State.Head(app.Chart);
        var refused = await app.Post("Observation", Observation("somebody-else"));
        Assert.Equal(422, refused.Status);
        Assert.Equal("Observation.subject", (string)refused.Json["issue"]![0]!["expression"]![0]!);
        Assert.Equal(422, (await app.Post("Patient", """{"resourceType":"Patient"}""")).Status);
        Assert.Equal(422, (await app.Put("Patient/another", """{"resourceType":"Patient","id":"another"}""")).Status);
        Assert.Equal(403, (await app.Post("Organization", """{"resourceType":"Organization","name":"x"}""")).Status);
        Assert.Equal(head, Records.State.Head(app.Chart));
    }

    [Fact]
    public async Task The_first_opening_after_an_admission_finds_a_patient()
    {
        using var app = await Records.OpenChart();
        var patient = await app.Get($"Patient/{app.Patient}");
        Assert.Equal("Tremblay", (string)patient.Json["name"]![0]!["family"]!);
        Assert.Empty(Holdfast.Records.Fhir.ResourceParser.Validate(Encoding.UTF8.GetBytes(patient.Text)));
        Assert.Equal(1, Records.State.Head(app.Chart).Sequence);
        var moved = JsonNode.Parse(patient.Text)!;
        moved["gender"] = "other";
        Assert.Equal(200, (await app.Put($"Patient/{app.Patient}", moved.ToJsonString(), ("If-Match", patient.ETag!))).Status);

        using var readOnly = Records.App(Holdfast.Wire.ChartId.New(), writes: [], scope: "patient/*.rs", directory: new() { Family = "Roy" });
        await readOnly.Redeem();
        Assert.Equal(200, (await readOnly.Get($"Patient/{readOnly.Patient}")).Status);
        Assert.Equal(0, Records.State.Head(readOnly.Chart).Sequence);
        // Nothing clinical was written yet, so no key came for it: it is empty, not closed.
        Assert.Empty((await readOnly.Get("Observation")).Matches);
        Assert.Equal(403, (await readOnly.Post("Observation", Observation(readOnly.Patient))).Status);
    }

    [Fact]
    public async Task A_coordinator_sees_who_the_patient_is_and_nothing_clinical()
    {
        using var nurse = await Records.OpenChart();
        var note = await nurse.Post("Observation", Observation(nurse.Patient));
        using var coordinator = Records.App(nurse.Chart, reads: ["identity"], writes: ["identity"]);
        await coordinator.Redeem();
        Assert.Equal(nurse.Patient, coordinator.Patient);
        Assert.Equal(200, (await coordinator.Get($"Patient/{nurse.Patient}")).Status);
        foreach (var path in new[] { $"Observation/{note.Id}", "Observation", $"Observation/{note.Id}/_history/{note.Version}", "DocumentReference" })
        {
            var refused = await coordinator.Get(path);
            Assert.Equal(403, refused.Status);
            Assert.Contains("does not cover", refused.Issue);
        }

        Assert.Equal(403, (await coordinator.Post("Observation", Observation(nurse.Patient))).Status);
        var everything = await coordinator.Get($"Patient/{nurse.Patient}/$everything");
        Assert.Equal("Patient", (string)Assert.Single(everything.Matches)["resourceType"]!);
        Assert.Contains(everything.Notes, n => n.Contains("clinical and documents"));
    }

    [Fact]
    public async Task What_came_in_under_keys_that_the_token_lacks_is_said()
    {
        using var nurse = await Records.OpenChart();
        using var identity = Records.App(nurse.Chart, reads: ["identity"], writes: []);
        await identity.Redeem();
        await nurse.Post("Observation", Observation(nurse.Patient));
        for (var i = 0; i < 100 && (await identity.Get("Observation")).Status != 403; i++) await Task.Delay(20);
        Assert.Equal(403, (await identity.Get("Observation")).Status);
    }

    [Theory]
    [InlineData("launch patient/Observation.rs", "GET", "Observation", 200)]
    [InlineData("launch patient/Observation.rs", "GET", "Condition", 403)]
    [InlineData("launch patient/Observation.rs", "POST", "Observation", 403)]
    [InlineData("launch patient/*.read", "GET", "Condition", 200)]
    [InlineData("launch patient/*.read", "POST", "Observation", 403)]
    [InlineData("launch patient/*.write", "GET", "Observation", 403)]
    [InlineData("launch patient/Observation.c", "POST", "Observation", 201)]
    [InlineData("launch", "GET", "Observation", 403)]
    public async Task The_scope_bounds_what_an_app_does(string scope, string method, string path, int status)
    {
        using var app = Records.App(Holdfast.Wire.ChartId.New(), scope: scope, directory: new() { Family = "Roy" });
        await app.Redeem();
        var answer = method == "GET" ? await app.Get(path) : await app.Post(path, Observation(app.Patient));
        Assert.Equal(status, answer.Status);
    }

    [Fact]
    public async Task What_was_looked_at_and_written_is_reported()
    {
        using var app = await Records.OpenChart();
        await app.Post("Observation", Observation(app.Patient));
        await app.Get($"Patient/{app.Patient}");
        await app.Get("Observation");
        var mine = () => Records.State.Views.Where(v => v.Grant == app.Opening.Grant.ToByteString()).ToList();
        await RecordsUnderTest.Eventually(() => mine().Count >= 3);
        Assert.Contains(mine(), v => v is { RecordClass: "identity", Interaction: "read", Resources: 1 });
        Assert.Contains(mine(), v => v is { RecordClass: "clinical", Interaction: "search", Resources: 1 });
        Assert.Contains(mine(), v => v is { RecordClass: "clinical", Interaction: "create", Resources: 1 });
    }
}

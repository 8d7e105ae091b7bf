using System.Text.Json.Nodes;

namespace Holdfast.Tests.Records;

/// <summary>A visit is sent as one Bundle: all of it stands, or none, and every form of reference finds its target.</summary>
public class TransactionTests(WritingTests.Node node) : IClassFixture<WritingTests.Node>
{
    private const string A = "urn:uuid:0c3c0d5a-0001-4a4e-8f0a-000000000001";
    private const string B = "urn:uuid:0c3c0d5a-0002-4a4e-8f0a-000000000002";

    private RecordsUnderTest Records => node.Records;

    private static string Bundle(string type, params string[] entries) => $$"""{"resourceType":"Bundle","type":"{{type}}","entry":[{{string.Join(',', entries)}}]}""";

    private static string Entry(string method, string url, string? resource = null, string? fullUrl = null, string more = "") =>
        $$"""{{{(fullUrl is null ? "" : $"\"fullUrl\":\"{fullUrl}\",")}}{{(resource is null ? "" : $"\"resource\":{resource},")}}"request":{"method":"{{method}}","url":"{{url}}"{{more}}} }""";

    private static string Encounter(string patient, string more = "") =>
        $$"""{"resourceType":"Encounter","status":"finished","class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"HH"},"subject":{"reference":"Patient/{{patient}}"}{{more}}}""";

    private static string Note(string patient, string encounter, string more = "") => WritingTests.Observation(patient, more: $",\"encounter\":{{\"reference\":\"{encounter}\"}}{more}");

    private static List<string> Statuses(FhirResponse answer) => [.. answer.Json["entry"]!.AsArray().Select(e => (string)e!["response"]!["status"]!)];

    [Fact]
    public async Task A_visit_with_its_notes_is_one_commit()
    {
        using var app = await Records.OpenChart();
        var head = Records.State.Head(app.Chart).Sequence;
        var commits = Records.State.Commits;
        var answer = await app.Post("", Bundle("transaction", [
            .. Enumerable.Range(0, 19).Select(_ => Entry("POST", "Observation", Note(app.Patient, A))),
            Entry("POST", "Encounter", Encounter(app.Patient), A)]));
        Assert.True(answer.Status == 200, answer.Text);
        Assert.Equal((head + 1, commits + 1), (Records.State.Head(app.Chart).Sequence, Records.State.Commits));
        Assert.Equal("transaction-response", (string)answer.Json["type"]!);
        Assert.All(Statuses(answer), s => Assert.Equal("201", s));
        var visit = (string)answer.Json["entry"]![19]!["resource"]!["id"]!;
        Assert.Equal($"Encounter/{visit}", (string)answer.Json["entry"]![0]!["resource"]!["encounter"]!["reference"]!);
        Assert.EndsWith($"Encounter/{visit}/_history/{head + 1}", (string)answer.Json["entry"]![19]!["response"]!["location"]!);
        Assert.Equal(19, (await app.Get($"Observation?encounter={visit}")).Matches.Count);
        Assert.Empty(Holdfast.Records.Fhir.ResourceParser.Validate(System.Text.Encoding.UTF8.GetBytes(answer.Text)));
    }

    [Fact]
    public async Task Every_form_of_reference_finds_its_target()
    {
        using var app = await Records.OpenChart();
        const string identifier = ",\"identifier\":[{\"system\":\"urn:visits\",\"value\":\"v1\"}]";
        var older = await app.Post("Encounter", Encounter(app.Patient, ",\"identifier\":[{\"system\":\"urn:visits\",\"value\":\"v0\"}]"));
        var answer = await app.Post("", Bundle("transaction",
            Entry("POST", "Encounter", Encounter(app.Patient, identifier), A),
            Entry("POST", "Observation", Note(app.Patient, A)),
            Entry("POST", "Observation", Note(app.Patient, "Encounter?identifier=urn:visits|v1")),
            Entry("POST", "Observation", Note(app.Patient, "Encounter?identifier=urn:visits|v0")),
            Entry("POST", "Observation", Note(app.Patient, $"http://records.localhost/fhir/Encounter/{older.Id}")),
            Entry("POST", "Observation", Note(app.Patient, "#inside", ",\"contained\":[{\"resourceType\":\"Encounter\",\"id\":\"inside\",\"status\":\"finished\",\"class\":{\"code\":\"HH\"}}]")),
            Entry("PUT", $"Observation/mine", WritingTests.Observation(app.Patient, more: ",\"id\":\"mine\",\"hasMember\":[{\"reference\":\"urn:uuid:0c3c0d5a-0002-4a4e-8f0a-000000000002\"}]")),
            Entry("POST", "Observation", Note(app.Patient, A), B)));
        Assert.True(answer.Status == 200, answer.Text);
        string Of(int index) => (string)answer.Json["entry"]![index]!["resource"]!["encounter"]!["reference"]!;
        var visit = $"Encounter/{(string)answer.Json["entry"]![0]!["resource"]!["id"]!}";
        Assert.Equal([visit, visit, $"Encounter/{older.Id}", $"http://records.localhost/fhir/Encounter/{older.Id}", "#inside"], new[] { 1, 2, 3, 4, 5 }.Select(Of));
        Assert.Equal($"Observation/{(string)answer.Json["entry"]![7]!["resource"]!["id"]!}", (string)answer.Json["entry"]![6]!["resource"]!["hasMember"]![0]!["reference"]!);
    }

    /// <summary>bundle.html#references and http.html#trules: relative to the address of its own entry, in links of the narrative, as an oid; an identifier stays what it is.</summary>
    [Fact]
    public async Task A_reference_relative_to_its_entry_a_link_and_an_oid_find_their_targets()
    {
        using var app = await Records.OpenChart();
        const string from = "https://clinic.example/fhir", oid = "urn:oid:1.2.36.146.595.217.0.1";
        var linked = $$""","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><a href=\"{{oid}}\">day</a> <a href=\"https://elsewhere.example/\">other</a></div>"},"identifier":[{"system":"urn:ietf:rfc:3986","value":"{{oid}}"}]""";
        var answer = await app.Post("", Bundle("transaction",
            Entry("POST", "Encounter", Encounter(app.Patient), $"{from}/Encounter/9"),
            Entry("POST", "Observation", Note(app.Patient, "Encounter/9", linked), $"{from}/Observation/8"),
            Entry("POST", "Observation", Note(app.Patient, "Encounter/9"), "https://hospital.example/fhir/Observation/8"),
            Entry("POST", "Observation", Note(app.Patient, A), oid),
            Entry("POST", "Encounter", Encounter(app.Patient), A)));
        Assert.True(answer.Status == 200, answer.Text);
        JsonNode At(int index) => answer.Json["entry"]![index]!["resource"]!;
        Assert.Equal($"Encounter/{(string)At(0)["id"]!}", (string)At(1)["encounter"]!["reference"]!);
        Assert.Equal("Encounter/9", (string)At(2)["encounter"]!["reference"]!);
        var div = (string)At(1)["text"]!["div"]!;
        Assert.Contains($"href=\"Observation/{(string)At(3)["id"]!}\"", div, StringComparison.Ordinal);
        Assert.Contains("href=\"https://elsewhere.example/\"", div, StringComparison.Ordinal);
        Assert.Equal(oid, (string)At(1)["identifier"]![0]!["value"]!);
    }

    [Fact]
    public async Task A_batch_reads_compartments_and_histories_too()
    {
        using var app = await Records.OpenChart();
        var made = await app.Post("Observation", WritingTests.Observation(app.Patient));
        var answer = await app.Post("", Bundle("batch",
            Entry("GET", $"Patient/{app.Patient}/Observation?_count=5"), Entry("GET", $"Observation/{made.Id}/_history"), Entry("GET", "Observation/_history?_count=1"), Entry("GET", "_history"),
            Entry("GET", "Patient/somebody-else/Observation"), Entry("GET", "Observation/_history?colour=red"), Entry("GET", $"Patient/{app.Patient}/$everything")));
        Assert.Equal(["200", "200", "200", "200", "404", "400", "400"], Statuses(answer));
        Assert.Equal(["searchset", "history", "history", "history"], answer.Json["entry"]!.AsArray().Take(4).Select(e => (string)e!["resource"]!["type"]!));
        Assert.Equal([1, 1, 1, 2], answer.Json["entry"]!.AsArray().Take(4).Select(e => e!["resource"]!["entry"]!.AsArray().Count));
        Assert.Empty(Holdfast.Records.Fhir.ResourceParser.Validate(System.Text.Encoding.UTF8.GetBytes(answer.Text)));
    }

    public static TheoryData<string, string, int> Faults => new()
    {
        { "an invalid resource", Entry("POST", "Observation", """{"resourceType":"Observation","status":"perhaps","code":{"text":"x"}}"""), 422 },
        { "another patient's", Entry("POST", "Observation", WritingTests.Observation("somebody-else")), 422 },
        { "a reference that finds nothing", Entry("POST", "Observation", """{"resourceType":"Observation","status":"final","code":{"text":"x"},"encounter":{"reference":"Encounter?identifier=urn:visits|nobody"}}"""), 412 },
        { "a version nobody saw", Entry("PUT", "Observation/there", """{"resourceType":"Observation","id":"there","status":"final","code":{"text":"x"}}"""), 428 },
        { "an old version", Entry("PUT", "Observation/there", """{"resourceType":"Observation","id":"there","status":"final","code":{"text":"x"}}""", more: ",\"ifMatch\":\"W/\\\"0\\\"\""), 412 },
        { "something that is not there", Entry("GET", "Observation/nobody"), 404 },
        { "a parameter that is none", Entry("GET", "Observation?colour=red"), 400 },
        { "no url", """{"request":{"method":"GET"}}""", 400 },
        { "no resource", Entry("POST", "Observation"), 400 },
        { "the provider's own", Entry("POST", "Organization", """{"resourceType":"Organization","name":"x"}"""), 403 },
        { "a Patient", Entry("POST", "Patient", """{"resourceType":"Patient"}"""), 422 },
        { "a Bundle", Entry("POST", "Bundle", """{"resourceType":"Bundle","type":"batch"}"""), 404 },
        { "another method", Entry("TRACE", "Observation/there", """{"resourceType":"Observation"}"""), 400 },
        { "the same resource twice", Entry("DELETE", "Observation/there") + "," + Entry("PATCH", "Observation/there", """{"resourceType":"Parameters","parameter":[{"name":"operation","part":[{"name":"type","valueCode":"delete"},{"name":"path","valueString":"Observation.value"}]}]}""", more: ",\"ifMatch\":\"*\""), 400 },
        { "two entries of one name", Entry("POST", "Observation", """{"resourceType":"Observation","status":"final","code":{"text":"x"}}""", A), 400 },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task One_fault_and_nothing_of_it_stands(string what, string fault, int status)
    {
        using var app = await Records.OpenChart();
        await app.Put("Observation/there", WritingTests.Observation(app.Patient, more: ",\"id\":\"there\""));
        var head = Records.State.Head(app.Chart);
        var answer = await app.Post("", Bundle("transaction", Entry("POST", "Observation", WritingTests.Observation(app.Patient), A), fault));
        Assert.True(answer.Status == status, $"{what}: {answer.Status} {answer.Text}");
        Assert.Equal("OperationOutcome", (string)answer.Json["resourceType"]!);
        Assert.Equal(head, Records.State.Head(app.Chart));
        Assert.Single((await app.Get("Observation")).Matches);
    }

    [Fact]
    public async Task Each_entry_of_a_batch_has_an_answer_of_its_own()
    {
        using var app = await Records.OpenChart();
        var gone = await app.Post("Observation", WritingTests.Observation(app.Patient));
        var commits = Records.State.Commits;
        var answer = await app.Post("", Bundle("batch",
            Entry("GET", "Observation?code=8867-4"),
            Entry("POST", "Observation", WritingTests.Observation(app.Patient)),
            Entry("POST", "Observation", """{"resourceType":"Observation"}"""),
            Entry("DELETE", $"Observation/{gone.Id}"),
            Entry("GET", "Observation/nobody"),
            Entry("GET", $"Patient/{app.Patient}"),
            Entry("GET", $"Patient/{app.Patient}", more: ",\"ifNoneMatch\":\"W/\\\"1\\\"\""),
            Entry("PUT", $"Patient/{app.Patient}", $$"""{"resourceType":"Patient","id":"{{app.Patient}}"}""")));
        Assert.Equal(["200", "201", "422", "204", "404", "200", "304", "428"], Statuses(answer));
        Assert.Equal(commits + 1, Records.State.Commits);
        // Reading comes last and sees what was written.
        Assert.Equal(1, (int)answer.Json["entry"]![0]!["resource"]!["total"]!);
        Assert.Equal("OperationOutcome", (string)answer.Json["entry"]![2]!["response"]!["outcome"]!["resourceType"]!);
    }

    [Fact]
    public async Task A_transaction_that_is_sent_again_writes_once()
    {
        using var app = await Records.OpenChart();
        var bundle = Bundle("transaction",
            Entry("POST", "Encounter", Encounter(app.Patient, ",\"identifier\":[{\"system\":\"urn:visits\",\"value\":\"once\"}]"), A, more: ",\"ifNoneExist\":\"identifier=urn:visits|once\""),
            Entry("POST", "Observation", Note(app.Patient, A, ",\"identifier\":[{\"system\":\"urn:notes\",\"value\":\"once\"}]"), more: ",\"ifNoneExist\":\"identifier=urn:notes|once\""));
        var first = await app.Post("", bundle);
        Assert.Equal(["201", "201"], Statuses(first));
        var head = Records.State.Head(app.Chart);
        var again = await app.Post("", bundle);
        Assert.Equal(["200", "200"], Statuses(again));
        Assert.Equal(head, Records.State.Head(app.Chart));
        Assert.Equal((string)first.Json["entry"]![0]!["resource"]!["id"]!, (string)again.Json["entry"]![0]!["resource"]!["id"]!);
    }

    [Fact]
    public async Task What_is_deleted_first_does_not_stand_in_the_way_of_what_is_created()
    {
        using var app = await Records.OpenChart();
        const string identifier = ",\"identifier\":[{\"system\":\"urn:notes\",\"value\":\"x\"}]";
        var old = await app.Post("Observation", WritingTests.Observation(app.Patient, more: identifier));
        var answer = await app.Post("", Bundle("transaction",
            Entry("POST", "Observation", WritingTests.Observation(app.Patient, value: "5", more: identifier), more: ",\"ifNoneExist\":\"identifier=urn:notes|x\""),
            Entry("DELETE", "Observation?identifier=urn:notes|x")));
        Assert.Equal(["201", "204"], Statuses(answer));
        Assert.NotEqual(old.Id, (string)Assert.Single((await app.Get("Observation")).Matches)["id"]!);
    }

    [Fact]
    public async Task A_bundle_of_too_many_entries_or_of_another_type_is_refused()
    {
        using var app = await Records.OpenChart();
        Assert.Equal(413, (await app.Post("", Bundle("batch", [.. Enumerable.Repeat(Entry("GET", "Observation"), 501)]))).Status);
        Assert.Equal(400, (await app.Post("", Bundle("collection"))).Status);
        Assert.Equal(400, (await app.Post("", WritingTests.Observation(app.Patient))).Status);
        Assert.Equal(200, (await app.Post("", """{"resourceType":"Bundle","type":"transaction"}""")).Status);
    }

    [Fact]
    public async Task Who_may_only_create_learns_nothing_from_a_transaction()
    {
        using var nurse = await Records.OpenChart();
        await nurse.Put("Observation/there", WritingTests.Observation(nurse.Patient, more: ",\"id\":\"there\""));
        using var feed = Records.App(nurse.Chart, scope: "patient/Observation.c");
        await feed.Redeem();
        foreach (var probe in new[] { Entry("GET", "Observation/there"), Entry("GET", "Observation?code=8867-4"), Entry("DELETE", "Observation/there"), Entry("POST", "Observation", WritingTests.Observation(nurse.Patient), more: ",\"ifNoneExist\":\"code=8867-4\"") })
            Assert.Equal(403, (await feed.Post("", Bundle("transaction", probe))).Status);
        Assert.Equal(403, (await feed.Post("Observation", WritingTests.Observation(nurse.Patient), ("If-None-Exist", "code=8867-4"))).Status);
        Assert.Equal(200, (await feed.Post("", Bundle("transaction", Entry("POST", "Observation", WritingTests.Observation(nurse.Patient))))).Status);
    }
}

using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Holdfast.Tests.Records;

/// <summary>JSON or XML, whole or in part, with or without what was sent: as the client asks, and never something else in silence.</summary>
public class PresentationTests(WritingTests.Node node) : IClassFixture<WritingTests.Node>
{
    private const string Fhir = "http://hl7.org/fhir";

    private RecordsUnderTest Records => node.Records;

    private static Task<FhirResponse> Xml(AppUnderTest app, HttpMethod method, string path, string body, params (string, string)[] headers) =>
        app.Send(method, path, new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/fhir+xml")), headers);

    private static string Observation(string patient, string more = "") =>
        $"""<Observation xmlns="{Fhir}"><status value="final"/><code><text value="été שלום"/></code><subject><reference value="Patient/{patient}"/></subject><valueQuantity><value value="1.00"/></valueQuantity>{more}</Observation>""";

    [Fact]
    public async Task A_note_sent_as_XML_is_stored_as_JSON_and_read_as_either()
    {
        using var app = await Records.OpenChart();
        var created = await Xml(app, HttpMethod.Post, "Observation", Observation(app.Patient), ("Accept", "application/fhir+xml"));
        Assert.True(created.Status == 201, created.Text);
        Assert.Equal("application/fhir+xml", created.Message.Content.Headers.ContentType!.MediaType);
        var id = (string)XDocument.Parse(created.Text).Root!.Element(XName.Get("id", Fhir))!.Attribute("value")!;
        var json = await app.Get($"Observation/{id}");
        Assert.Contains("\"value\":1.00", json.Text);
        Assert.Contains("été שלום", JsonNode.Parse(json.Text)!["code"]!["text"]!.ToString());
        var xml = XDocument.Parse((await app.Get($"Observation/{id}?_format=xml&_pretty=true")).Text).Root!;
        Assert.Equal("1.00", (string)xml.Element(XName.Get("valueQuantity", Fhir))!.Element(XName.Get("value", Fhir))!.Attribute("value")!);
        var bundle = XDocument.Parse((await app.Get("Observation", ("Accept", "application/fhir+xml"))).Text).Root!;
        Assert.Equal("Bundle", bundle.Name.LocalName);
    }

    public static TheoryData<string, string, int> Bodies => new()
    {
        { "an entity from a file", $"""<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><Observation xmlns="{Fhir}"><status value="final"/><code><text value="&e;"/></code></Observation>""", 400 },
        { "an entity from elsewhere", $"""<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd"><Observation xmlns="{Fhir}"><status value="final"/></Observation>""", 400 },
        { "a billion laughs", $"""<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><Observation xmlns="{Fhir}"><status value="&c;"/></Observation>""", 400 },
        { "an empty document type", $"""<!DOCTYPE Observation><Observation xmlns="{Fhir}"><status value="final"/><code><text value="x"/></code></Observation>""", 400 },
        { "cut short", $"""<Observation xmlns="{Fhir}"><status value="final"/>""", 400 },
        { "nested too deep", string.Concat(Enumerable.Repeat($"""<Observation xmlns="{Fhir}">""", 200)) + string.Concat(Enumerable.Repeat("</Observation>", 200)), 400 },
        { "an unknown element", $"""<Observation xmlns="{Fhir}"><colour value="red"/><status value="final"/><code><text value="x"/></code></Observation>""", 422 },
        { "another namespace", "<Observation><status value=\"final\"/></Observation>", 422 },
        { "not XML", "{}", 400 },
        { "nothing", "", 400 },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task XML_that_is_none_or_reaches_out_is_refused(string what, string body, int status)
    {
        using var app = await Records.OpenChart();
        var head = Records.State.Head(app.Chart);
        var answer = await Xml(app, HttpMethod.Post, "Observation", body);
        Assert.True(answer.Status == status, $"{what}: {answer.Status} {answer.Text}");
        Assert.DoesNotContain("root:", answer.Text);
        Assert.Equal("OperationOutcome", (string)answer.Json["resourceType"]!);
        Assert.Equal(head, Records.State.Head(app.Chart));
    }

    [Theory]
    [InlineData("application/fhir+json", "json")]
    [InlineData("application/fhir+xml", "xml")]
    [InlineData("text/html,application/xml;q=0.9,*/*;q=0.8", "xml")]
    [InlineData("application/fhir+xml;q=0.5, application/fhir+json", "json")]
    [InlineData("application/json;q=0.1, application/xml;q=0.2", "xml")]
    [InlineData("*/*", "json")]
    [InlineData("application/fhir+json;q=0, */*", "xml")]
    [InlineData("application/fhir+json;fhirVersion=4.0", "json")]
    [InlineData("application/fhir+json;fhirVersion=5.0", null)]
    [InlineData("image/png", null)]
    public async Task The_format_is_the_one_that_is_preferred(string accept, string? format)
    {
        using var app = await Records.OpenChart();
        var answer = await app.Get($"Patient/{app.Patient}", ("Accept", accept));
        Assert.Equal(format is null ? 406 : 200, answer.Status);
        if (format is not null) Assert.Equal($"application/fhir+{format}", answer.Message.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Nothing_is_written_for_who_cannot_be_answered()
    {
        using var app = await Records.OpenChart();
        var head = Records.State.Head(app.Chart);
        Assert.Equal(406, (await app.Post("Observation", WritingTests.Observation(app.Patient), ("Accept", "image/png"))).Status);
        Assert.Equal(406, (await app.Post("Observation?_format=yaml", WritingTests.Observation(app.Patient))).Status);
        Assert.Equal(400, (await app.Post("Observation?_pretty=perhaps", WritingTests.Observation(app.Patient))).Status);
        Assert.Equal(400, (await app.Post("Observation?colour=red", WritingTests.Observation(app.Patient))).Status);
        Assert.Equal(head, Records.State.Head(app.Chart));
        Assert.Equal(400, (await app.Get($"Patient/{app.Patient}?_summary=some")).Status);
        Assert.Equal(400, (await app.Get($"Patient/{app.Patient}?colour=red")).Status);
        Assert.Equal(200, (await app.Get($"Patient/{app.Patient}?colour=red", ("Prefer", "handling=lenient"))).Status);
    }

    [Fact]
    public async Task A_part_of_a_resource_says_that_it_is_one()
    {
        using var app = await Records.OpenChart();
        var note = await app.Post("Observation", WritingTests.Observation(app.Patient, value: "72.50", more: ",\"note\":[{\"text\":\"long\"}],\"text\":{\"status\":\"generated\",\"div\":\"<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\">x</div>\"}"));
        async Task<JsonNode> Part(string query)
        {
            var part = await app.Get($"Observation/{note.Id}?{query}");
            Assert.Equal((200, note.ETag), (part.Status, part.ETag));
            Assert.Equal("SUBSETTED", (string)part.Json["meta"]!["tag"]![0]!["code"]!);
            Assert.Empty(Holdfast.Records.Fhir.ResourceParser.Validate(Encoding.UTF8.GetBytes(part.Text)));
            return part.Json;
        }

        var summary = await Part("_summary=true");
        Assert.Null(summary["note"]);
        Assert.Null(summary["text"]);
        Assert.Contains("72.50", summary.ToJsonString());
        var text = await Part("_summary=text");
        Assert.Equal(["resourceType", "id", "meta", "status", "code", "text"], text.AsObject().Select(m => m.Key));
        var data = await Part("_summary=data");
        Assert.Null(data["text"]);
        Assert.NotNull(data["note"]);
        var elements = await Part("_elements=note");
        Assert.Equal(["resourceType", "id", "meta", "status", "code", "note"], elements.AsObject().Select(m => m.Key));
        var search = await app.Get("Observation?_summary=data");
        Assert.Null(Assert.Single(search.Matches)["text"]);
        Assert.Equal(note.Text, (await app.Get($"Observation/{note.Id}?_summary=false")).Text);
        var pretty = await app.Get($"Observation/{note.Id}?_pretty=true");
        Assert.Contains("\n  \"id\": ", pretty.Text);
        Assert.True(JsonNode.DeepEquals(note.Json, pretty.Json));
    }

    [Fact]
    public async Task What_was_written_is_sent_back_as_the_client_prefers()
    {
        using var app = await Records.OpenChart();
        var minimal = await app.Post("Observation", WritingTests.Observation(app.Patient), ("Prefer", "return=minimal"));
        Assert.Equal((201, ""), (minimal.Status, minimal.Text));
        Assert.NotNull(minimal.Message.Headers.Location);
        Assert.NotNull(minimal.ETag);
        var outcome = await app.Post("Observation", WritingTests.Observation(app.Patient), ("Prefer", "return=OperationOutcome"));
        Assert.Equal((201, "OperationOutcome"), (outcome.Status, (string)outcome.Json["resourceType"]!));
        var both = await app.Post("Observation", WritingTests.Observation(app.Patient), ("Prefer", "handling=strict, return=representation"));
        Assert.Equal("Observation", (string)both.Json["resourceType"]!);
        var deleted = await app.Send(HttpMethod.Delete, $"Observation/{both.Id}", null, [("Prefer", "return=OperationOutcome")]);
        Assert.Equal(200, deleted.Status);
    }

    [Fact]
    public async Task Who_has_the_version_already_is_not_sent_it_again()
    {
        using var app = await Records.OpenChart();
        var path = $"Patient/{app.Patient}";
        var patient = await app.Get(path);
        Assert.Equal(304, (await app.Get(path, ("If-None-Match", $"W/\"99\", {patient.ETag}"))).Status);
        Assert.Equal(304, (await app.Get(path, ("If-None-Match", "*"))).Status);
        Assert.Equal(200, (await app.Get(path, ("If-None-Match", "W/\"99\""))).Status);
        Assert.Equal(304, (await app.Get(path, ("If-Modified-Since", Records.Time.GetUtcNow().AddMinutes(1).ToString("R")))).Status);
        Assert.Equal(200, (await app.Get(path, ("If-Modified-Since", Records.Time.GetUtcNow().AddDays(-1).ToString("R")))).Status);
        Assert.Equal(200, (await app.Get(path, ("If-None-Match", "W/\"99\""), ("If-Modified-Since", Records.Time.GetUtcNow().AddMinutes(1).ToString("R")))).Status);
        var head = await app.Send(HttpMethod.Head, path, null, []);
        Assert.Equal((200, "", patient.ETag), (head.Status, head.Text, head.ETag));
        Assert.Equal(404, (await app.Send(HttpMethod.Head, "Patient/nobody", null, [])).Status);
    }

    [Fact]
    public async Task A_condition_names_what_is_updated()
    {
        using var app = await Records.OpenChart();
        string Body(string value, string more = "") => WritingTests.Observation(app.Patient, value: value, more: ",\"identifier\":[{\"system\":\"urn:x\",\"value\":\"1\"}]" + more);
        var created = await app.Put("Observation?identifier=urn:x|1", Body("1"));
        Assert.Equal(201, created.Status);
        Assert.Equal(428, (await app.Put("Observation?identifier=urn:x|1", Body("2"))).Status);
        var updated = await app.Put("Observation?identifier=urn:x|1", Body("2"), ("If-Match", created.ETag!));
        Assert.Equal((200, created.Id), (updated.Status, updated.Id));
        Assert.Equal(200, (await app.Put("Observation?identifier=urn:x|1", Body("3"), ("If-Match", "*"))).Status);
        Assert.Equal(400, (await app.Put("Observation?identifier=urn:x|1", Body("4", ",\"id\":\"other\""), ("If-Match", "*"))).Status);
        Assert.Equal(400, (await app.Put("Observation", Body("4"))).Status);
        await app.Post("Observation", Body("5"));
        Assert.Equal(412, (await app.Put("Observation?identifier=urn:x|1", Body("6"), ("If-Match", "*"))).Status);
        Assert.Equal(409, (await app.Put("Observation?identifier=urn:x|2", Body("7", $",\"id\":\"{created.Id}\""))).Status);
    }
}

using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Holdfast.Records.Fhir;

namespace Holdfast.Tests.Records;

/// <summary>What somebody with a token sends to break the node or to see more than their scope: each is an answer, none is a fault of the server's.</summary>
public class HostileInputTests(WritingTests.Node node) : IClassFixture<WritingTests.Node>
{
    private const string HalfACharacter = "\\ud800";
    private static readonly (string, string) AnyVersion = ("If-Match", "*");
    private static readonly (string, string) Lenient = ("Prefer", "handling=lenient");

    private static Task<FhirResponse> Patch(AppUnderTest app, string path, string body, string type) =>
        app.Send(HttpMethod.Patch, path, new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(type)), [AnyVersion]);

    private static Task<FhirResponse> JsonPatch(AppUnderTest app, string path, string body) => Patch(app, path, body, "application/json-patch+json");

    private static string Nested(int depth, string inside) => string.Concat(Enumerable.Repeat("{\"a\":", depth)) + inside + new string('}', depth);

    [Fact]
    public async Task A_patch_that_nests_deeper_and_deeper_is_refused()
    {
        using var app = await node.Records.OpenChart();
        var note = await app.Post("Observation", WritingTests.Observation(app.Patient));
        var operations = new List<string> { $$"""{"op":"add","path":"/x","value":{{Nested(40, "{}")}}}""" };
        for (var depth = 40; depth <= 1280; depth *= 2)
            operations.Add($$"""{"op":"copy","from":"/x","path":"/x{{string.Concat(Enumerable.Repeat("/a", depth))}}/a"}""");
        Assert.Equal(422, (await JsonPatch(app, $"Observation/{note.Id}", $"[{string.Join(',', operations)}]")).Status);
    }

    [Theory]
    [InlineData("""[{"op":"add","path":"/status","value":"HALF"}]""")]
    [InlineData("""[{"op":"add","path":"/x","value":{"HALF":1}}]""")]
    [InlineData("""[{"op":"HALF","path":"/x","value":1}]""")]
    public async Task A_patch_with_half_a_character_is_refused(string patch)
    {
        using var app = await node.Records.OpenChart();
        var note = await app.Post("Observation", WritingTests.Observation(app.Patient));
        Assert.InRange((await JsonPatch(app, $"Observation/{note.Id}", patch.Replace("HALF", HalfACharacter, StringComparison.Ordinal))).Status, 400, 422);
    }

    [Theory]
    [InlineData("Observation", """{"resourceType":"HALF"}""")]
    [InlineData("", """{"resourceType":"Bundle","type":"batch","entry":[{"request":{"method":"GET","url":"HALF"}}]}""")]
    [InlineData("", """{"resourceType":"Bundle","type":"HALF","entry":[]}""")]
    [InlineData("Observation/$validate", """{"resourceType":"Parameters","parameter":[{"name":"HALF"}]}""")]
    public async Task A_body_with_half_a_character_is_refused(string path, string body)
    {
        using var app = await node.Records.OpenChart();
        Assert.InRange((await app.Post(path, body.Replace("HALF", HalfACharacter, StringComparison.Ordinal))).Status, 400, 422);
    }

    [Fact]
    public async Task An_assertion_with_half_a_character_is_no_assertion()
    {
        var payload = Convert.ToBase64String(Encoding.UTF8.GetBytes($$"""{"sub":"{{HalfACharacter}}"}""")).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["token"] = "x", ["client_assertion"] = $"e30.{payload}.AAAA", ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        });
        Assert.InRange((int)(await node.Records.Web.PostAsync("/revoke", form)).StatusCode, 200, 499);
    }

    [Fact]
    public async Task Everything_in_pages_of_nothing_is_an_answer()
    {
        using var app = await node.Records.OpenChart();
        Assert.InRange((await app.Get($"Patient/{app.Patient}/$everything?_count=0", Lenient)).Status, 200, 400);
        Assert.InRange((await app.Get($"Patient/{app.Patient}/$everything?_count=many", Lenient)).Status, 200, 400);
    }

    [Fact]
    public async Task Everything_brings_along_nobody_whom_the_scope_does_not_name()
    {
        using var nurse = await node.Records.OpenChart();
        using var app = node.Records.App(nurse.Chart, scope: "patient/Patient.r patient/Observation.rs");
        var staff = (string)(await app.Redeem()).Json["holdfast"]!["person"]!["id"]!;
        var own = (string)(await nurse.Redeem()).Json["holdfast"]!["person"]!["id"]!;
        var note = WritingTests.Observation(nurse.Patient).Replace("\"status\"", $"\"performer\":[{{\"reference\":\"Practitioner/{staff}\"}},{{\"reference\":\"Practitioner/{own}\"}}],\"status\"", StringComparison.Ordinal);
        Assert.Equal(201, (await nurse.Post("Observation", note)).Status);
        Assert.Contains("\"resourceType\":\"Practitioner\"", (await nurse.Get($"Patient/{nurse.Patient}/$everything")).Text, StringComparison.Ordinal);

        Assert.Equal(403, (await app.Get($"Practitioner/{staff}")).Status);
        Assert.DoesNotContain("\"resourceType\":\"Practitioner\"", (await app.Get($"Patient/{nurse.Patient}/$everything")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_learns_from_a_search_who_else_has_opened_a_chart_here()
    {
        using var nurse = await node.Records.OpenChart();
        var colleague = (string)(await nurse.Redeem()).Json["holdfast"]!["person"]!["id"]!;
        Assert.Equal(200, (await nurse.Get($"Practitioner/{colleague}")).Status);
        using var other = await node.Records.OpenChart();

        Assert.Empty((await other.Get("Practitioner")).Matches);
        Assert.DoesNotContain(colleague, (await other.Get("Practitioner/_history")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_compartment_without_any_of_the_types_that_were_named_is_empty_whatever_goes_with_it()
    {
        using var app = await node.Records.OpenChart();
        var answer = await app.Get($"Patient/{app.Patient}/*?_type=Practitioner&_include=Observation:subject");
        Assert.True(answer.Status is 200 or 400, answer.Text);
    }

    [Theory]
    [InlineData("multipart/form-data")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task A_read_that_says_it_carries_a_form_is_answered_like_any_other(string type)
    {
        using var app = await node.Records.OpenChart();
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes("a=b"));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        Assert.InRange((await app.Send(HttpMethod.Get, $"Patient/{app.Patient}", content, [])).Status, 200, 415);
    }

    [Fact]
    public async Task What_was_taken_in_JSON_can_be_shown_in_XML()
    {
        using var app = await node.Records.OpenChart();
        foreach (var odd in (string[])["\\u0001", "\\u000b", "\\ufffe", "\\uffff"])
        {
            var note = await app.Post("Observation", WritingTests.Observation(app.Patient).Replace("\"status\"", $"\"note\":[{{\"text\":\"a{odd}b\"}}],\"status\"", StringComparison.Ordinal));
            if (note.Status == 201) Assert.True((await app.Get($"Observation/{note.Id}?_format=xml")).Status == 200, odd);
            else Assert.InRange(note.Status, 400, 422);
        }
    }

    [Fact]
    public async Task Samples_beyond_all_numbers_do_not_stop_a_search()
    {
        using var app = await node.Records.OpenChart();
        var sampled = JsonNode.Parse(WritingTests.Observation(app.Patient))!.AsObject();
        sampled.Remove("valueQuantity");
        sampled["valueSampledData"] = JsonNode.Parse("""{"origin":{"value":70000000000000000000000000000},"period":1,"factor":70000000000000000000000000000,"dimensions":1,"data":"70000000000000000000000000000 1"}""");
        var note = await app.Post("Observation", sampled.ToJsonString());
        Assert.True(note.Status == 201, note.Text);
        Assert.Equal(200, (await app.Get("Observation?value-quantity=5")).Status);
    }

    private static string FhirPath(string path, string type = "delete", string more = "") =>
        $$"""{"resourceType":"Parameters","parameter":[{{Operation(path, type, more)}}]}""";

    private static string Operation(string path, string type, string more) =>
        $$"""{"name":"operation","part":[{"name":"type","valueCode":"{{type}}"},{"name":"path","valueString":{{System.Text.Json.JsonSerializer.Serialize(path)}}}{{more}}]}""";

    [Theory]
    [InlineData("Observation.note.`repeat`($this)")]
    [InlineData("Observation.note.\"repeat\"($this)")]
    [InlineData("Observation.note.repeat/**/($this)")]
    [InlineData("Observation.note.where(%context.note.where(%context.note.exists()).exists())")]
    [InlineData("Observation.where(note ~ note).note")]
    [InlineData("(Observation.note | Observation.note)")]
    public void A_path_that_could_compute_for_long_is_refused(string path)
    {
        using var json = System.Text.Json.JsonDocument.Parse(FhirPath(path));
        Assert.Equal(400, FhirPathPatch.Parse(json.RootElement).Refused?.Status);
    }

    [Theory]
    [InlineData("Observation.note.where(text = 'half | a ~ cup at 5% `(')")]
    [InlineData("Observation.extension('http://example.org/x')")]
    public void What_stands_in_quotes_is_no_part_of_the_path(string path)
    {
        using var json = System.Text.Json.JsonDocument.Parse(FhirPath(path));
        Assert.Null(FhirPathPatch.Parse(json.RootElement).Refused);
    }

    [Fact]
    public void A_choice_that_stands_behind_its_extension_is_replaced_too()
    {
        using var json = System.Text.Json.JsonDocument.Parse(FhirPath("Observation.value", "replace", ",{\"name\":\"value\",\"valueInteger\":5}"));
        var (patch, _) = FhirPathPatch.Parse(json.RootElement);
        var resource = JsonNode.Parse("""{"resourceType":"Observation","status":"final","code":{"text":"x"},"_valueString":{"extension":[{"url":"urn:x","valueString":"y"}]},"valueString":"z"}""")!.AsObject();
        Assert.Null(patch!.Apply(resource));
        Assert.Equal("""{"resourceType":"Observation","status":"final","code":{"text":"x"},"valueInteger":5}""", resource.ToJsonString());
    }

    [Fact]
    public void A_second_value_of_a_choice_is_not_put_beside_the_first()
    {
        var operations = Operation("Observation", "add", ",{\"name\":\"name\",\"valueString\":\"valueString\"},{\"name\":\"value\",\"valueString\":\"z\"}") + ","
            + Operation("Observation.value.first()", "replace", ",{\"name\":\"value\",\"valueString\":\"y\"}");
        using var json = System.Text.Json.JsonDocument.Parse($$"""{"resourceType":"Parameters","parameter":[{{operations}}]}""");
        var (patch, _) = FhirPathPatch.Parse(json.RootElement);
        var resource = JsonNode.Parse("""{"resourceType":"Observation","status":"final","code":{"text":"x"},"valueInteger":5}""")!.AsObject();
        Assert.Equal(422, patch!.Apply(resource)?.Status);
    }

    [Fact]
    public void A_FHIRPath_patch_that_nests_deeper_and_deeper_is_refused()
    {
        var extension = "{\"url\":\"urn:x\"}";
        for (var i = 0; i < 20; i++) extension = $$"""{"url":"urn:x","extension":[{{extension}}]}""";
        var operations = Enumerable.Range(0, 4).Select(i => Operation($"Observation{string.Concat(Enumerable.Repeat(".extension[0]", 20 * i))}", "add", $$""",{"name":"name","valueString":"extension"},{"name":"value","valueExtension":{{extension}}}"""));
        using var json = System.Text.Json.JsonDocument.Parse($$"""{"resourceType":"Parameters","parameter":[{{string.Join(',', operations)}}]}""");
        var (patch, refused) = FhirPathPatch.Parse(json.RootElement);
        Assert.True(refused is not null || patch!.Apply(JsonNode.Parse("""{"resourceType":"Observation","status":"final","code":{"text":"x"}}""")!.AsObject()) is not null);
    }
}

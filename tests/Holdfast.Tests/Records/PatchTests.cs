using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Holdfast.Records.Fhir;

namespace Holdfast.Tests.Records;

/// <summary>A change to a part: JSON Patch by RFC 6902, FHIRPath Patch by FHIR; the rest keeps its text.</summary>
public class PatchTests(WritingTests.Node node) : IClassFixture<WritingTests.Node>
{
    private static Task<FhirResponse> Patch(AppUnderTest app, string path, string body, string type = "application/json-patch+json", string ifMatch = "*") =>
        app.Send(HttpMethod.Patch, path, new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(type)), ifMatch.Length == 0 ? [] : [("If-Match", ifMatch)]);

    /// <summary>RFC 6902, appendix A, and what else trips implementations up. Null: it must fail.</summary>
    [Theory]
    [InlineData("""{"foo":"bar"}""", """[{"op":"add","path":"/baz","value":"qux"}]""", """{"foo":"bar","baz":"qux"}""")]
    [InlineData("""{"foo":["bar","baz"]}""", """[{"op":"add","path":"/foo/1","value":"qux"}]""", """{"foo":["bar","qux","baz"]}""")]
    [InlineData("""{"baz":"qux","foo":"bar"}""", """[{"op":"remove","path":"/baz"}]""", """{"foo":"bar"}""")]
    [InlineData("""{"foo":["bar","qux","baz"]}""", """[{"op":"remove","path":"/foo/1"}]""", """{"foo":["bar","baz"]}""")]
    [InlineData("""{"baz":"qux","foo":"bar"}""", """[{"op":"replace","path":"/baz","value":"boo"}]""", """{"baz":"boo","foo":"bar"}""")]
    [InlineData("""{"foo":{"bar":"baz","waldo":"fred"},"qux":{"corge":"grault"}}""", """[{"op":"move","from":"/foo/waldo","path":"/qux/thud"}]""", """{"foo":{"bar":"baz"},"qux":{"corge":"grault","thud":"fred"}}""")]
    [InlineData("""{"foo":["all","grass","cows","eat"]}""", """[{"op":"move","from":"/foo/1","path":"/foo/3"}]""", """{"foo":["all","cows","eat","grass"]}""")]
    [InlineData("""{"baz":"qux","foo":["a",2,"c"]}""", """[{"op":"test","path":"/baz","value":"qux"},{"op":"test","path":"/foo/1","value":2}]""", """{"baz":"qux","foo":["a",2,"c"]}""")]
    [InlineData("""{"baz":"qux"}""", """[{"op":"test","path":"/baz","value":"bar"}]""", null)]
    [InlineData("""{"foo":"bar"}""", """[{"op":"add","path":"/child","value":{"grandchild":{}}}]""", """{"foo":"bar","child":{"grandchild":{}}}""")]
    [InlineData("""{"foo":"bar"}""", """[{"op":"add","path":"/baz","value":"qux","xyz":123}]""", """{"foo":"bar","baz":"qux"}""")]
    [InlineData("""{"foo":"bar"}""", """[{"op":"add","path":"/baz/bat","value":"qux"}]""", null)]
    [InlineData("""{"/":9,"~1":10}""", """[{"op":"test","path":"/~01","value":10}]""", """{"/":9,"~1":10}""")]
    [InlineData("""{"/":9,"~1":10}""", """[{"op":"test","path":"/~01","value":"10"}]""", null)]
    [InlineData("""{"foo":["bar"]}""", """[{"op":"add","path":"/foo/-","value":["abc","def"]}]""", """{"foo":["bar",["abc","def"]]}""")]
    [InlineData("""{"a":[1]}""", """[{"op":"add","path":"/a/2","value":3}]""", null)]
    [InlineData("""{"a":[1]}""", """[{"op":"add","path":"/a/01","value":3}]""", null)]
    [InlineData("""{"a":[1]}""", """[{"op":"remove","path":"/a/-"}]""", null)]
    [InlineData("""{"a":1}""", """[{"op":"replace","path":"/b","value":3}]""", null)]
    [InlineData("""{"a":1}""", """[{"op":"remove","path":"/b"}]""", null)]
    [InlineData("""{"a":{"b":1}}""", """[{"op":"move","from":"/a","path":"/a/b"}]""", null)]
    [InlineData("""{"a":{"b":1.00}}""", """[{"op":"copy","from":"/a","path":"/c"}]""", """{"a":{"b":1.00},"c":{"b":1.00}}""")]
    [InlineData("""{"a":null}""", """[{"op":"test","path":"/a","value":null}]""", """{"a":null}""")]
    [InlineData("""{"a":1.0}""", """[{"op":"test","path":"/a","value":1}]""", """{"a":1.0}""")]
    [InlineData("""{"a":"\u00e9","n":1.50}""", """[{"op":"add","path":"/b","value":0.10}]""", """{"a":"\u00e9","n":1.50,"b":0.10}""")]
    public void A_JSON_Patch_does_what_the_RFC_says(string before, string patch, string? after)
    {
        var (parsed, refused) = JsonPatch.Parse(Encoding.UTF8.GetBytes(patch));
        Assert.Null(refused);
        var tree = JsonNode.Parse(before)!.AsObject();
        var unfit = parsed!.Apply(tree);
        Assert.Equal(after is null, unfit is not null);
        if (after is not null) Assert.Equal(after, Encoding.UTF8.GetString(RawJson.Write(tree)));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("""[{"op":"fly","path":"/a"}]""")]
    [InlineData("""[{"path":"/a"}]""")]
    [InlineData("""[{"op":"add","path":"/a"}]""")]
    [InlineData("""[{"op":"add","path":"a","value":1}]""")]
    [InlineData("""[{"op":"add","path":"/~2","value":1}]""")]
    [InlineData("""[{"op":"move","path":"/a"}]""")]
    [InlineData("""[{"op":"add","op":"remove","path":"/a","value":1}]""")]
    [InlineData("[")]
    public void What_is_no_JSON_Patch_is_refused(string patch) => Assert.Equal(400, JsonPatch.Parse(Encoding.UTF8.GetBytes(patch)).Refused!.Status);

    [Fact]
    public void A_patch_that_copies_itself_larger_and_larger_is_refused()
    {
        var copies = string.Join(',', Enumerable.Range(0, 60).Select(i => $$"""{"op":"copy","from":"","path":"/c{{i}}"}"""));
        var (patch, _) = JsonPatch.Parse(Encoding.UTF8.GetBytes($"[{copies}]"));
        Assert.Equal("too-costly", patch!.Apply(JsonNode.Parse("""{"a":"0123456789"}""")!.AsObject())!.Issues[0].Code);
    }

    [Fact]
    public async Task A_nurse_corrects_one_value()
    {
        using var app = await node.Records.OpenChart();
        var note = await app.Post("Observation", WritingTests.Observation(app.Patient, value: "72.50"));
        const string fix = """[{"op":"replace","path":"/valueQuantity/value","value":73.0}]""";
        Assert.Equal(428, (await Patch(app, $"Observation/{note.Id}", fix, ifMatch: "")).Status);
        Assert.Equal(412, (await Patch(app, $"Observation/{note.Id}", fix, ifMatch: "W/\"99\"")).Status);
        var patched = await Patch(app, $"Observation/{note.Id}", fix, ifMatch: note.ETag!);
        Assert.True(patched.Status == 200, patched.Text);
        Assert.Equal(note.Text.Split("},\"status\"")[1].Replace("72.50", "73.0"), patched.Text.Split("},\"status\"")[1]);

        Assert.Equal(422, (await Patch(app, $"Observation/{note.Id}", """[{"op":"replace","path":"/status","value":"perhaps"}]""")).Status);
        Assert.Equal(422, (await Patch(app, $"Observation/{note.Id}", """[{"op":"replace","path":"/id","value":"other"}]""")).Status);
        Assert.Equal(422, (await Patch(app, $"Observation/{note.Id}", """[{"op":"replace","path":"/resourceType","value":"Condition"}]""")).Status);
        Assert.Equal(422, (await Patch(app, $"Observation/{note.Id}", """[{"op":"replace","path":"/subject/reference","value":"Patient/other"}]""")).Status);
        Assert.Equal(422, (await Patch(app, $"Observation/{note.Id}", """[{"op":"test","path":"/status","value":"amended"}]""")).Status);
        Assert.Equal(404, (await Patch(app, "Observation/nobody", fix)).Status);
        Assert.Equal(415, (await Patch(app, $"Observation/{note.Id}", fix, "text/plain")).Status);
        Assert.Equal(patched.Text, (await app.Get($"Observation/{note.Id}")).Text);
        Assert.Equal(200, (await Patch(app, "Observation?code=8867-4", fix)).Status);
        Assert.Equal(404, (await Patch(app, "Observation?code=9-9", fix)).Status);
    }

    [Fact]
    public async Task Who_may_not_read_may_not_patch()
    {
        using var nurse = await node.Records.OpenChart();
        var note = await nurse.Post("Observation", WritingTests.Observation(nurse.Patient));
        using var feed = node.Records.App(nurse.Chart, scope: "patient/Observation.cu");
        await feed.Redeem();
        Assert.Equal(403, (await Patch(feed, $"Observation/{note.Id}", """[{"op":"test","path":"/status","value":"final"}]""")).Status);
    }

    private const string Patient = """{"resourceType":"Patient","id":"p","birthDate":"1941-03-09","_birthDate":{"extension":[{"url":"urn:x","valueString":"y"}]},"name":[{"use":"official","family":"Roy","given":["Ann","Lee","Mae"]},{"use":"nickname","given":["Annie"]}],"multipleBirthInteger":2,"extension":[{"url":"urn:d","valueDecimal":1.00}]}""";

    [Theory]
    [InlineData("add", "Patient", "\"gender\":\"female\"", """{"name":"name","valueString":"gender"},{"name":"value","valueCode":"female"}""")]
    [InlineData("add", "Patient.name[0]", "\"Mae\",\"Sue\"]", """{"name":"name","valueString":"given"},{"name":"value","valueString":"Sue"}""")]
    [InlineData("add", "Patient", "\"contact\":[{\"name\":{\"text\":\"Bob\"},\"gender\":\"male\"}]", """{"name":"name","valueString":"contact"},{"name":"value","part":[{"name":"name","valueHumanName":{"text":"Bob"}},{"name":"gender","valueCode":"male"}]}""")]
    [InlineData("add", "Patient", "\"deceasedBoolean\":true", """{"name":"name","valueString":"deceased"},{"name":"value","valueBoolean":true}""")]
    [InlineData("add", "Patient", null, """{"name":"name","valueString":"birthDate"},{"name":"value","valueDate":"1950-01-01"}""")]
    [InlineData("add", "Patient", null, """{"name":"name","valueString":"colour"},{"name":"value","valueString":"red"}""")]
    [InlineData("add", "Patient.name", null, """{"name":"name","valueString":"family"},{"name":"value","valueString":"Two"}""")]
    [InlineData("insert", "Patient.name[0].given", "[\"Ann\",\"Sue\",\"Lee\",\"Mae\"]", """{"name":"index","valueInteger":1},{"name":"value","valueString":"Sue"}""")]
    [InlineData("insert", "Patient.name[0].given", null, """{"name":"index","valueInteger":9},{"name":"value","valueString":"Sue"}""")]
    [InlineData("delete", "Patient.birthDate", "{\"resourceType\":\"Patient\",\"id\":\"p\",\"name\"", "")]
    [InlineData("delete", "Patient.name.where(use = 'nickname')", "\"Mae\"]}],", "")]
    [InlineData("delete", "Patient.photo", "\"birthDate\":\"1941-03-09\"", "")]
    [InlineData("delete", "Patient.name", null, "")]
    [InlineData("replace", "Patient.birthDate", "\"birthDate\":\"1950-01-01\",\"_birthDate\"", """{"name":"value","valueDate":"1950-01-01"}""")]
    [InlineData("replace", "Patient.name.where(use = 'official').family", "\"family\":\"Côté\"", """{"name":"value","valueString":"Côté"}""")]
    [InlineData("replace", "Patient.multipleBirth", "\"multipleBirthBoolean\":true,\"extension\"", """{"name":"value","valueBoolean":true}""")]
    [InlineData("replace", "Patient.photo", null, """{"name":"value","valueBoolean":true}""")]
    [InlineData("move", "Patient.name[0].given", "[\"Lee\",\"Mae\",\"Ann\"]", """{"name":"source","valueInteger":0},{"name":"destination","valueInteger":2}""")]
    [InlineData("move", "Patient.name[0].given", null, """{"name":"source","valueInteger":0},{"name":"destination","valueInteger":3}""")]
    public void A_FHIRPath_Patch_changes_the_place_that_its_path_finds(string type, string path, string? expected, string more)
    {
        var (patch, refused) = Parse(type, path, more);
        Assert.True(patch is not null, refused?.Issues[0].Details);
        var tree = JsonNode.Parse(Patient)!.AsObject();
        var unfit = patch.Apply(tree);
        Assert.Equal(expected is null, unfit is not null);
        if (expected is null) return;
        var after = Encoding.UTF8.GetString(RawJson.Write(tree));
        Assert.Contains(expected, after);
        Assert.Contains("1.00", after);
    }

    [Theory]
    [InlineData("add", "Patient", "")]
    [InlineData("fly", "Patient", "")]
    [InlineData("delete", "Patient.repeat(name)", "")]
    [InlineData("delete", "Patient.name.family.matches('(a+)+$')", "")]
    [InlineData("delete", "Patient..name", "")]
    [InlineData("replace", "Patient.birthDate", "")]
    public void What_is_no_FHIRPath_Patch_is_refused(string type, string path, string more) => Assert.NotNull(Parse(type, path, more).Refused);

    private static (FhirPathPatch? Patch, FhirAnswer.Refused? Refused) Parse(string type, string path, string more)
    {
        using var json = System.Text.Json.JsonDocument.Parse($$"""{"resourceType":"Parameters","parameter":[{"name":"operation","part":[{"name":"type","valueCode":"{{type}}"},{"name":"path","valueString":"{{path}}"}{{(more.Length > 0 ? "," + more : "")}}]}]}""");
        return FhirPathPatch.Parse(json.RootElement);
    }
}

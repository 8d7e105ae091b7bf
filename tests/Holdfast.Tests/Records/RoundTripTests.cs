using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Records.Charts;
using Holdfast.Records.Fhir;

namespace Holdfast.Tests.Records;

/// <summary>HL7's own examples: stored and returned to the byte; through XML and back with the same meaning.</summary>
public class RoundTripTests
{
    /// <summary>Beyond these (deeper or larger than a request may be, or not valid), an example comes in.</summary>
    private static IEnumerable<(string Name, JsonDocument Json)> Examples()
    {
        foreach (var file in Directory.EnumerateFiles(SharedData.Path("hl7-r4-examples"), "*.json"))
        {
            var (json, _) = ResourceParser.ReadJson(File.ReadAllBytes(file));
            if (json is null) continue;
            using (json)
                if (ResourceParser.Validate(System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(json.RootElement)).Count == 0) yield return (Path.GetFileName(file), json);
        }
    }

    [Fact]
    public void What_was_stored_is_what_is_returned()
    {
        var seen = 0;
        foreach (var (name, json) in Examples())
        {
            var text = ResourceText.From(json.RootElement);
            var version = new StoredVersion(text.ToEntry(text.Id ?? "x", 0, null), 1, "clinical", null);
            var returned = Encoding.UTF8.GetString(version.ToJson());
            foreach (var member in json.RootElement.EnumerateObject().Where(m => m.Name is not ("resourceType" or "id" or "meta")))
                Assert.True(returned.Contains($"\"{member.Name}\":{Without(member.Value.GetRawText())}", StringComparison.Ordinal), $"{name}: {member.Name}");
            seen++;
        }

        Assert.True(seen > 500, $"{seen} examples are valid.");
    }

    [Fact]
    public void XML_and_back_means_the_same()
    {
        var (seen, different) = (0, new List<string>());
        foreach (var (name, json) in Examples())
        {
            var bytes = Encoding.UTF8.GetBytes(json.RootElement.GetRawText());
            var (back, refused) = XmlConversion.ToJson(XmlConversion.FromJson(bytes, pretty: false));
            if (back is null || !JsonNode.DeepEquals(Meaning(JsonNode.Parse(bytes)), Meaning(JsonNode.Parse(back)))) different.Add($"{name}: {refused?.Issues[0].Details}");
            seen++;
        }

        Assert.True(seen > 500, $"{seen} examples are valid.");
        // A coded element of it has an extension and no value, which the XML serializer does not carry.
        Assert.Equal(["PlanDefinition-KDN5.json: "], different);
    }

    /// <summary>As XML can carry it: ends of lines are one character, and a narrative's white space and spelling of characters do not count.</summary>
    private static JsonNode? Meaning(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.Select(m => KeyValuePair.Create(m.Key, m.Key == "div" ? (JsonNode?)Narrative((string)m.Value!) : Meaning(m.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Meaning)]),
        JsonValue leaf when leaf.TryGetValue<string>(out var text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c))),
        _ => node?.DeepClone(),
    };

    private static string Narrative(string div) => string.Concat(System.Net.WebUtility.HtmlDecode(div).Where(char.IsLetterOrDigit));

    /// <summary>Without the white space between tokens.</summary>
    private static string Without(string json)
    {
        var kept = new StringBuilder(json.Length);
        var inText = false;
        for (var i = 0; i < json.Length; i++)
        {
            if (inText && json[i] == '\\') kept.Append(json[i++]);
            else if (json[i] == '"') inText = !inText;
            if (inText || !char.IsWhiteSpace(json[i])) kept.Append(json[i]);
        }

        return kept.ToString();
    }
}

using System.IO.Compression;
using System.Text.Json.Nodes;
using Hl7.Fhir.Model;
using Holdfast.Records.Validation;

namespace Holdfast.Tests.Records.Validation;

/// <summary>The table of invariants is HL7's, whole but for what it says it leaves out, and none of it is dead.</summary>
public class InvariantTableTests
{
    private static readonly string[] NotStored = ["Bundle", "OperationOutcome", "Parameters"];
    private static readonly string[] HeldElsewhere = ["ele-1", "txt-1", "txt-2", "ref-1", "dom-3", "que-2", "csd-1"];

    [Fact]
    public void Every_invariant_of_HL7s_definitions_is_in_the_table_word_for_word()
    {
        var published = Published().ToHashSet();
        var ours = Invariant.OfR4.Values.SelectMany(i => i).Select(i => (i.Context, i.Key, i.Expression)).ToHashSet();
        Assert.Empty(published.Except(ours));
        Assert.Empty(ours.Except(published));
        Assert.Equal(186, ours.Count);
    }

    [Fact]
    public void Every_invariant_and_every_required_code_is_asked_of_some_element_of_the_model()
    {
        var asked = new HashSet<string>();
        var coded = new HashSet<RequiredCodes>();
        foreach (var mapping in ModelInfo.ModelInspector.ClassMappings)
        {
            var rules = TypeRules.Of(mapping.NativeType);
            asked.UnionWith(rules.Invariants.Select(i => i.Context + i.Key));
            foreach (var there in mapping.PropertyMappings.Select(p => rules.Element(p.Name)).OfType<ElementRules>())
            {
                asked.UnionWith(there.Invariants.Select(i => i.Context + i.Key));
                if (there.Codes is { } codes) coded.Add(codes);
            }
        }

        Assert.Empty(Invariant.OfR4.Values.SelectMany(i => i).Select(i => i.Context + i.Key).Except(asked));
        Assert.Empty(RequiredCodes.All.Values.Except(coded));
    }

    private static IEnumerable<(string Context, string Key, string Expression)> Published()
    {
        foreach (var file in new[] { "Bundle-types.json.gz", "Bundle-resources.json.gz" })
        {
            using var stream = new GZipStream(File.OpenRead(SharedData.Path("hl7-r4-definitions/" + file)), CompressionMode.Decompress);
            foreach (var definition in JsonNode.Parse(stream)!["entry"]!.AsArray().Select(e => e!["resource"]!))
            {
                if ((string)definition["resourceType"]! != "StructureDefinition" || (string?)definition["derivation"] == "constraint") continue;
                foreach (var element in definition["snapshot"]!["element"]!.AsArray())
                {
                    var path = (string)element!["path"]!;
                    if (NotStored.Contains(path.Split('.')[0]) || path == "Extension.extension") continue;
                    foreach (var constraint in element["constraint"]?.AsArray() ?? [])
                        if ((string)constraint!["severity"]! == "error" && IsOwn(constraint, element, definition) && !HeldElsewhere.Contains((string)constraint["key"]!))
                            yield return (path, (string)constraint["key"]!, ((string)constraint["expression"]!).Replace("answer is Boolean", "answer is boolean"));
                }
            }
        }
    }

    /// <summary>Not repeated from the definition that it derives from.</summary>
    private static bool IsOwn(JsonNode constraint, JsonNode element, JsonNode definition) =>
        constraint["source"] is { } source ? (string)source! == (string)definition["url"]! : (string?)element["base"]?["path"] == (string)element["path"]!;
}

using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;
using Holdfast.Records.Fhir;

namespace Holdfast.Tests.Records.Validation;

/// <summary>Published examples are valid, or refused for the fault that they have, file by file.</summary>
public class SharedExamplesTests
{
    /// <summary>HL7's own examples that break R4: the element, and what is wrong with it.</summary>
    private static readonly Dictionary<string, (string Path, string Fault)> NotValidOfHL7 = new()
    {
        ["ActivityDefinition-blood-tubes-supply.json"] = ("ActivityDefinition.text.div", "non-whitespace"),
        ["ActivityDefinition-heart-valve-replacement.json"] = ("ActivityDefinition.text.div", "non-whitespace"),
        ["EventDefinition-example.json"] = ("EventDefinition.text.div", "non-whitespace"),
        ["Questionnaire-zika-virus-exposure-assessment.json"] = ("Questionnaire.text.div", "non-whitespace"),
        ["MessageHeader-1cbdfb97-5859-48a4-8301-d54eab818d68.json"] = ("MessageHeader.definition", "not a correct literal for a canonical"),
        ["Observation-decimal.json"] = ("Observation.component[6].value.value", "not the right type of literal for a decimal"),
        ["Questionnaire-qs1.json"] = ("Questionnaire.item[0].item[0].linkId", "minimum cardinality 1"),
        // References to a type that the element does not allow.
        ["DeviceMetric-example.json"] = ("DeviceMetric.parent[0]", "may be to Device."),
        ["DeviceUseStatement-example.json"] = ("DeviceUseStatement.reasonReference[0]", "may be to Condition, DiagnosticReport,"),
        ["MedicationRequest-medrx0301.json"] = ("MedicationRequest.dispenseRequest[0].performer[0]", "may be to Organization."),
        ["Observation-clinical-gender.json"] = ("Observation.performer[0]", "may be to CareTeam, Organization,"),
    };

    private const string NoNamespace = "not a <div> from the XHTML namespace";

    /// <summary>The fault of each of PACIO's 34 files that are not strictly valid R4.</summary>
    private static (string Path, string Fault) FaultOfPacio(string file) => Path.GetFileNameWithoutExtension(file).Split('-') switch
    {
        ["Condition", ..] => ("Condition.code.coding[0].code", "not the right type of literal for a code"),
        ["Goal", ..] => ("Goal.description.coding[0].code", "not the right type of literal for a code"),
        ["Location", ..] => ("Location.address[1]", "a single Address, but found a collection"),
        ["Observation", ..] => ("Observation.code.coding[0].code", "not a correct literal for a code"),
        ["smp", "medadm", ..] => ("MedicationAdministration.effective", "minimum cardinality 1"),
        ["smp", "medstmt", ..] => ("MedicationStatement.note[0]", "a collection of Annotation"),
        _ => throw new InvalidOperationException(file),
    };

    [Fact]
    public void Every_example_of_HL7_is_valid_or_has_the_fault_that_is_named_here()
    {
        var refused = Refused(SharedData.Path("hl7-r4-examples"), out var examined);
        Assert.Equal(1354, examined);
        Assert.Equal(NotValidOfHL7.Keys.Order(), refused.Keys.Order());
        foreach (var (file, (path, fault)) in NotValidOfHL7)
            Assert.Contains(refused[file], i => i.Path == path && i.Details.Contains(fault));
    }

    [Fact]
    public void Each_of_PACIOs_34_invalid_files_is_refused_for_its_fault_and_the_others_only_for_narratives_without_a_namespace()
    {
        var folder = SharedData.Path("pacio-home-care");
        var known = File.ReadAllLines(Path.Combine(folder, "not-strictly-valid-R4.txt")).Where(l => l.Contains(".json")).Select(l => Path.GetFileName(l.Split(' ', '\t')[0])).ToList();
        Assert.Equal(34, known.Count);
        var refused = Refused(folder, out var examined);
        Assert.Equal(1035, examined);
        foreach (var file in known)
        {
            var (path, fault) = FaultOfPacio(file);
            Assert.True(refused.TryGetValue(file, out var issues) && issues.Exists(i => i.Path == path && i.Details.Contains(fault)), file);
        }

        var others = refused.Where(r => !known.Contains(r.Key)).ToList();
        Assert.All(others, other => Assert.All(other.Value, i => Assert.Contains(NoNamespace, i.Details)));
        Assert.Equal(133, others.Count);
    }

    /// <summary>The faults of every resource below the folder, Bundles' entries one by one, by file.</summary>
    private static Dictionary<string, List<FhirIssue>> Refused(string folder, out int examined)
    {
        var refused = new Dictionary<string, List<FhirIssue>>();
        examined = 0;
        foreach (var file in Directory.EnumerateFiles(folder, "*.json*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            using Stream stream = file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(File.OpenRead(file), CompressionMode.Decompress) : File.OpenRead(file);
            using var memory = new MemoryStream();
            stream.CopyTo(memory);
            var (json, _) = ResourceParser.ReadJson(memory.ToArray());
            using (json)
            {
                foreach (var resource in Resources(json!.RootElement))
                {
                    examined++;
                    if (ResourceParser.Validate(JsonMarshal.GetRawUtf8Value(resource)) is not { Count: > 0 } issues) continue;
                    if (!refused.TryGetValue(Path.GetFileName(file), out var list)) refused[Path.GetFileName(file)] = list = [];
                    list.AddRange(issues);
                }
            }
        }

        return refused;
    }

    private static IEnumerable<JsonElement> Resources(JsonElement root)
    {
        if (ResourceParser.TypeOf(root) != "Bundle") return [root];
        return root.TryGetProperty("entry", out var entries)
            ? entries.EnumerateArray().Where(e => e.TryGetProperty("resource", out _)).SelectMany(e => Resources(e.GetProperty("resource"))) : [];
    }
}

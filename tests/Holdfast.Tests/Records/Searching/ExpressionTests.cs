using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Hl7.Fhir.FhirPath;
using Hl7.Fhir.Model;
using Hl7.FhirPath;
using Holdfast.Records.Fhir;
using Holdfast.Records.Fhir.Searching;

namespace Holdfast.Tests.Records.Searching;

/// <summary>Our reading of HL7's search expressions against Firely's FHIRPath, and against HL7's own list.</summary>
public class ExpressionTests
{
    private static readonly IReadOnlyList<string> Types = [.. ModelInfo.SupportedResources.Where(Compartment.IsStored)];

    [Fact]
    public void Every_parameter_of_hl7_is_there_with_its_kind_and_ends_at_elements_that_the_model_has()
    {
        using var gzip = new GZipStream(File.OpenRead(SharedData.Path("hl7-r4-definitions/Bundle-searchParams.json.gz")), CompressionMode.Decompress);
        using var bundle = JsonDocument.Parse(gzip);
        var wrong = new List<string>();
        var seen = 0;
        foreach (var definition in bundle.RootElement.GetProperty("entry").EnumerateArray().Select(e => e.GetProperty("resource")))
        {
            var (code, kind) = (definition.GetProperty("code").GetString()!, definition.GetProperty("type").GetString()!);
            foreach (var type in definition.GetProperty("base").EnumerateArray().Select(b => b.GetString()!))
            {
                if (type == "Resource" ? code == "_query" : type == "DomainResource" ? false : kind == "special" || !Compartment.IsStored(type)) continue;
                seen++;
                var of = type is "Resource" or "DomainResource" ? "Observation" : type;
                if (!SearchParameters.Of(of).TryGetValue(code, out var parameter)) wrong.Add($"{type}.{code} is missing");
                else if (parameter.Kind != KindOf(code, kind)) wrong.Add($"{type}.{code} is {parameter.Kind}");
                else if (type == of && (parameter.Paths.Count == 0 || parameter.Paths.Any(p => p.EndsAt(ElementType.OfResource(type)).Count == 0))) wrong.Add($"{type}.{code} ends nowhere: {string.Join(" | ", parameter.Expressions)}");
            }
        }

        Assert.Empty(wrong);
        Assert.True(seen > 1600);
    }

    /// <summary>Over HL7's examples: as many elements as the reference engine finds, parameter by parameter.</summary>
    [Fact]
    public void Paths_over_json_find_what_fhirpath_finds()
    {
        ElementNavFhirExtensions.PrepareFhirSymbolTableFunctions();
        var compiler = new FhirPathCompiler();
        var compiled = new Dictionary<string, CompiledExpression>(StringComparer.Ordinal);
        var seen = new HashSet<string>();
        var wrong = new List<string>();
        foreach (var (type, bytes) in Examples.OfHl7(each: 3))
        {
            var node = ResourceParser.Parse(bytes.Span)!.ToPocoNode();
            using var json = JsonDocument.Parse(bytes);
            var root = new TypedElement(json.RootElement, ElementType.OfResource(type));
            foreach (var parameter in SearchParameters.Of(type).Values.Where(p => p.Definition.Length > 0))
                foreach (var (path, expression) in parameter.Paths.Zip(parameter.Expressions))
                {
                    var plain = System.Text.RegularExpressions.Regex.Replace(expression, @"\.where\(resolve\(\) is \w+\)", "").Replace("as(DateTime)", "as(dateTime)");
                    if (!compiled.TryGetValue(plain, out var fhirPath)) compiled[plain] = fhirPath = compiler.Compile(plain);
                    var expected = fhirPath(node, new FhirEvaluationContext()).Count();
                    var found = path.Find(root, root).Count();
                    if (expected != found) wrong.Add($"{type} {parameter.Code}: FHIRPath {expected}, here {found}: {expression}");
                    if (found > 0) seen.Add($"{type}.{parameter.Code}");
                }
        }

        Assert.Empty(wrong);
        Assert.True(seen.Count > 500, $"Only {seen.Count} parameters have a value in some example.");
    }

    private static SearchKind KindOf(string code, string kind) => code is "_text" or "_content" ? SearchKind.Words : kind switch
    {
        "number" => SearchKind.Number,
        "date" => SearchKind.Date,
        "string" => SearchKind.Text,
        "token" => SearchKind.Token,
        "reference" => SearchKind.Reference,
        "composite" => SearchKind.Composite,
        "quantity" => SearchKind.Quantity,
        _ => SearchKind.Address,
    };
}

/// <summary>Resources of the shared data, one by one.</summary>
internal static class Examples
{
    /// <param name="each">At most so many of each type.</param>
    public static IEnumerable<(string Type, ReadOnlyMemory<byte> Json)> OfHl7(int each)
    {
        var taken = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(SharedData.Path("hl7-r4-examples"), "*.json").Order(StringComparer.Ordinal))
        {
            var type = Path.GetFileName(file).Split('-')[0];
            if (!ResourceParser.IsKnownType(type) || !Compartment.IsStored(type)) continue;
            if (taken.GetValueOrDefault(type) >= each) continue;
            var bytes = File.ReadAllBytes(file);
            using var json = JsonDocument.Parse(bytes);
            if (ResourceParser.TypeOf(json.RootElement) != type) continue;
            taken[type] = taken.GetValueOrDefault(type) + 1;
            yield return (type, bytes);
        }
    }

    /// <summary>Lines of the Synthea cohort as bulk export writes them.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> OfSynthea(string type, int most)
    {
        using var lines = new StreamReader(new GZipStream(File.OpenRead(SharedData.Path($"synthea-v2.4-ndjson/{type}.ndjson.gz")), CompressionMode.Decompress));
        while (most-- > 0 && lines.ReadLine() is { } line) yield return Encoding.UTF8.GetBytes(line);
    }
}

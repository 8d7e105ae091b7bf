using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Holdfast.Drill.Cohort;

/// <summary>The few shapes of FHIR R4 JSON that every resource of the cohort is made of, and its files.</summary>
internal static class FhirJson
{
    public const string Loinc = "http://loinc.org";
    public const string Ucum = "http://unitsofmeasure.org";

    /// <summary>Letters with accents stay letters: these files are read by people too.</summary>
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsonObject Concept(string text) => new() { ["text"] = text };

    public static JsonObject Coding(string system, string code, string display) => new() { ["system"] = system, ["code"] = code, ["display"] = display };

    public static JsonObject Concept(string system, string code, string display) => new() { ["coding"] = new JsonArray(Coding(system, code, display)), ["text"] = display };

    /// <summary>A status or category out of one of FHIR's own code systems: code only, as the specification's examples write it.</summary>
    public static JsonObject Terminology(string name, string code) =>
        new() { ["coding"] = new JsonArray(new JsonObject { ["system"] = $"http://terminology.hl7.org/CodeSystem/{name}", ["code"] = code }) };

    public static JsonObject Reference(string reference, string? display = null)
    {
        var made = new JsonObject { ["reference"] = reference };
        if (display is not null) made["display"] = display;
        return made;
    }

    public static JsonObject Quantity(JsonNode value, string unit, string code) => new() { ["value"] = value, ["unit"] = unit, ["system"] = Ucum, ["code"] = code };

    public static JsonObject Entry(string uuid, JsonObject resource) => new()
    {
        ["fullUrl"] = $"urn:uuid:{uuid}",
        ["resource"] = resource,
        ["request"] = new JsonObject { ["method"] = "POST", ["url"] = (string)resource["resourceType"]! },
    };

    public static JsonObject Transaction(IEnumerable<JsonObject> entries) =>
        new() { ["resourceType"] = "Bundle", ["type"] = "transaction", ["entry"] = new JsonArray([.. entries]) };

    /// <summary>The same bundle gives the same bytes: .NET writes no time into a gzip header.</summary>
    public static void WriteGzip(string path, JsonObject bundle)
    {
        using var file = File.Create(path);
        using var zip = new GZipStream(file, CompressionLevel.Optimal);
        JsonSerializer.Serialize(zip, bundle, Options);
    }

    public static void Write(string path, JsonNode node) => File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(node, Options));
}

using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Hl7.Fhir.Utility;
using Holdfast.Records.Validation;

namespace Holdfast.Records.Fhir;

/// <summary>
/// Reads what strangers send. First JSON itself (UTF-8, depth, members named twice), then Firely's strict R4 rules
/// (elements, types, cardinality, formats, required codes, narrative). One deserializer for all: it keeps no state.
/// </summary>
internal static partial class ResourceParser
{
    /// <summary>FHIR's own deepest examples stay below 30.</summary>
    public const int DeepestNesting = 64;

    /// <summary>A resource with more wrong in it than this is told its first faults.</summary>
    private const int MostIssues = 20;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = DeepestNesting };

    private static readonly BaseFhirJsonDeserializer Deserializer =
        new(ModelInfo.ModelInspector, new DeserializerSettings().UsingMode(DeserializationMode.Strict));

    private static readonly BaseFhirJsonDeserializer Trusting =
        new(ModelInfo.ModelInspector, new DeserializerSettings().UsingMode(DeserializationMode.Recoverable));

    public static bool IsKnownType(string type) => ModelInfo.IsKnownResource(type);

    /// <summary>True for what FHIR allows as a logical id: 1 to 64 of A-Z a-z 0-9 - and dot.</summary>
    public static bool IsId(string id) => id.Length is > 0 and <= 64 && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.');

    /// <summary>The JSON, or what is wrong with it.</summary>
    public static (JsonDocument? Json, IReadOnlyList<FhirIssue> Issues) ReadJson(ReadOnlyMemory<byte> utf8)
    {
        if (!Utf8.IsValid(utf8.Span)) return (null, [new FhirIssue("structure", "The body is not valid UTF-8. Send the JSON in UTF-8 without other bytes.")]);
        if (!JsonCharacters.AreText(utf8.Span)) return (null, [new FhirIssue("structure", "The body holds half a character, or a control character that is no tab or line end. Leave it out and send it again.")]);
        JsonDocument json;
        try
        {
            json = JsonDocument.Parse(utf8, Strict);
        }
        catch (JsonException e)
        {
            return (null, [new FhirIssue("structure", $"The body is not well-formed JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}: cut short, nested deeper than {DeepestNesting}, a member named twice, or a character out of place. Mend it there and send it again.")]);
        }

        if (TypeOf(json.RootElement) is { } type && IsKnownType(type)) return (json, []);
        json.Dispose();
        return (null, [new FhirIssue("structure", "The body must be one JSON object with a resourceType that FHIR R4 knows.")]);
    }

    /// <summary>The resourceType, or null when the element is not an object that has one.</summary>
    public static string? TypeOf(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty("resourceType"u8, out var type) && type.ValueKind == JsonValueKind.String ? type.GetString() : null;

    /// <summary>What is wrong with a resource by the grammar, and if nothing is, by the rules beyond it; empty when nothing is.</summary>
    public static IReadOnlyList<FhirIssue> Validate(ReadOnlySpan<byte> resource)
    {
        try
        {
            var reader = new Utf8JsonReader(resource, new JsonReaderOptions { MaxDepth = DeepestNesting });
            return Deserializer.TryDeserializeResource(ref reader, out var parsed, out var problems)
                ? Rules.Broken(parsed!) : ToIssues(problems, parsed?.TypeName ?? "");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException or OverflowException or NotSupportedException or CodedException or System.Xml.XmlException)
        {
            // A parser that others wrote, on input that others wrote: whatever it trips over is the input's fault, said as such.
            return [new FhirIssue("structure", "The resource cannot be read: a string is not valid Unicode, or a value is not of its element's kind.")];
        }
    }

    /// <summary>For what this server has validated before it stored it.</summary>
    public static Resource? Parse(ReadOnlySpan<byte> stored)
    {
        var reader = new Utf8JsonReader(stored, new JsonReaderOptions { MaxDepth = DeepestNesting });
        Trusting.TryDeserializeResource(ref reader, out var resource, out _);
        return resource;
    }

    /// <summary>The first of a parser's problems, without any value out of the resource.</summary>
    public static IReadOnlyList<FhirIssue> ToIssues(IEnumerable<CodedException> problems, string type) => [.. problems.Take(MostIssues).Select(p => ToIssue(p, type))];

    private static FhirIssue ToIssue(CodedException problem, string type)
    {
        var (path, message, code) = problem is ExtendedCodedException extended
            ? (extended.InstancePath ?? "", extended.BaseErrorMessage, CodeOf(extended.IssueType))
            : ("", problem.Message, "invalid");
        message = QuotedValue().Replace(message, "$1value is not").Replace("$this", type, StringComparison.Ordinal);
        return new FhirIssue(code, $"{message} Correct the element or leave it out.", path.Replace("$this", type, StringComparison.Ordinal));
    }

    private static string CodeOf(OperationOutcome.IssueType type) => type switch
    {
        OperationOutcome.IssueType.Structure => "structure",
        OperationOutcome.IssueType.Required => "required",
        OperationOutcome.IssueType.CodeInvalid => "code-invalid",
        OperationOutcome.IssueType.Value => "value",
        OperationOutcome.IssueType.BusinessRule => "business-rule",
        _ => "invalid",
    };

    /// <summary>The parser's messages quote the value, which may be about a patient: the value is left out.</summary>
    [GeneratedRegex(@"^(?:(\w+ )(?:'.*?'|[-+.0-9eE]+|[Tt]rue|[Ff]alse)|Value '.*?') is not", RegexOptions.Singleline | RegexOptions.NonBacktracking)]
    private static partial Regex QuotedValue();
}

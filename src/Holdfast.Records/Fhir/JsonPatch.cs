using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace Holdfast.Records.Fhir;

/// <summary>
/// JSON Patch (RFC 6902), over trees whose values keep the text they were read with: a number that is not touched keeps its
/// digits. Written here because the patch libraries to be had work on typed objects, which lose them.
/// </summary>
internal sealed record JsonPatch(IReadOnlyList<JsonPatch.Operation> Operations) : ResourceChange
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = ResourceParser.DeepestNesting };

    /// <param name="Name">add, remove, replace, move, copy, test.</param>
    /// <param name="Path">Names from the root, unescaped.</param>
    /// <param name="From">Of move and copy.</param>
    /// <param name="Value">Of add, replace and test; JSON's null is null here too.</param>
    internal sealed record Operation(string Name, string[] Path, string[]? From, JsonNode? Value);

    public static (JsonPatch? Patch, FhirAnswer.Refused? Refused) Parse(ReadOnlyMemory<byte> body)
    {
        if (!Utf8.IsValid(body.Span) || !JsonCharacters.AreText(body.Span)) return (null, Malformed("The patch holds half a character, or a control character that is no tab or line end."));
        try
        {
            using var json = JsonDocument.Parse(body, Strict);
            if (json.RootElement.ValueKind != JsonValueKind.Array) return (null, Malformed("A JSON Patch is an array of operations."));
            if (json.RootElement.GetArrayLength() > Limits.MostPatchOperations) return (null, Malformed($"A patch has at most {Limits.MostPatchOperations} operations."));
            var operations = new List<Operation>();
            foreach (var (index, element) in json.RootElement.EnumerateArray().Index())
            {
                if (Read(element) is not { } operation) return (null, Malformed($"Operation {index} is not of the form of RFC 6902: op, path and what that op needs."));
                operations.Add(operation);
            }

            return (new JsonPatch(operations), null);
        }
        catch (JsonException)
        {
            return (null, Malformed("The patch is not well-formed JSON, or it names a member twice."));
        }
    }

    public override FhirAnswer.Refused? Apply(JsonObject resource)
    {
        var copied = 0;
        foreach (var (index, operation) in Operations.Index())
        {
            if (operation.Name is "copy" or "move" && Find(resource, operation.From!, out var source))
            {
                copied += operation.Name == "copy" ? source?.ToJsonString().Length ?? 4 : 0;
                if (copied > Limits.LargestBody) return new FhirAnswer.Refused(422, "too-costly", "The patch copies more than a resource may hold.");
            }

            if (!Apply(resource, operation)) return new FhirAnswer.Refused(422, "processing", operation.Name == "test"
                ? $"Operation {index}: the test fails, so nothing was changed. Read the resource again." : $"Operation {index}: there is nothing at its path, or it cannot be changed like this. Nothing was changed.");
        }

        return null;
    }

    private static bool Apply(JsonNode root, Operation operation) => operation.Name switch
    {
        "add" => Add(root, operation.Path, operation.Value?.DeepClone()),
        "remove" => Remove(root, operation.Path, out _),
        "replace" => operation.Path.Length > 0 && Fits(operation.Path, operation.Value) && Find(root, operation.Path, out _) && Set(root, operation.Path, operation.Value?.DeepClone()),
        "test" => Find(root, operation.Path, out var present) && JsonNode.DeepEquals(present, operation.Value),
        "copy" => Find(root, operation.From!, out var original) && Add(root, operation.Path, original?.DeepClone()),
        "move" => operation.Path.AsSpan().SequenceEqual(operation.From) ? Find(root, operation.Path, out _)
            : !IsWithin(operation.Path, operation.From!) && Remove(root, operation.From!, out var moved) && Add(root, operation.Path, moved),
        _ => false,
    };

    private static bool IsWithin(string[] path, string[] of) => path.Length > of.Length && path.AsSpan(0, of.Length).SequenceEqual(of);

    private static bool Find(JsonNode root, ReadOnlySpan<string> path, out JsonNode? found)
    {
        found = root;
        foreach (var name in path)
        {
            if (found is JsonObject map && map.TryGetPropertyValue(name, out var member)) found = member;
            else if (found is JsonArray list && Index(name, list.Count - 1) is { } index) found = list[index];
            else return false;
        }

        return true;
    }

    private static bool Add(JsonNode root, string[] path, JsonNode? value)
    {
        if (path.Length == 0 || !Fits(path, value) || !Find(root, path.AsSpan(0, path.Length - 1), out var parent)) return false;
        if (parent is JsonObject map) map[path[^1]] = value;
        else if (parent is JsonArray list && (path[^1] == "-" ? list.Count : Index(path[^1], list.Count)) is { } index) list.Insert(index, value);
        else return false;
        return true;
    }

    /// <summary>
    /// A patch builds no tree that is deeper than what may be sent: trees are copied, compared and written by calls within
    /// calls, and a deep one would end the process with everything that is open in it.
    /// </summary>
    private static bool Fits(string[] path, JsonNode? value) => path.Length + DepthOf(value) <= ResourceParser.DeepestNesting;

    /// <summary>Calls itself no deeper than <see cref="Fits"/> has let the tree become.</summary>
    private static int DepthOf(JsonNode? node) => node switch
    {
        JsonObject map => 1 + map.Select(member => DepthOf(member.Value)).DefaultIfEmpty().Max(),
        JsonArray list => 1 + list.Select(DepthOf).DefaultIfEmpty().Max(),
        _ => 0,
    };

    private static bool Set(JsonNode root, string[] path, JsonNode? value)
    {
        Find(root, path.AsSpan(0, path.Length - 1), out var parent);
        if (parent is JsonObject map) map[path[^1]] = value;
        else if (parent is JsonArray list) list[Index(path[^1], list.Count - 1)!.Value] = value;
        return true;
    }

    private static bool Remove(JsonNode root, string[] path, out JsonNode? removed)
    {
        removed = null;
        if (path.Length == 0 || !Find(root, path, out removed) || !Find(root, path.AsSpan(0, path.Length - 1), out var parent)) return false;
        if (parent is JsonObject map) map.Remove(path[^1]);
        else if (parent is JsonArray list) list.RemoveAt(Index(path[^1], list.Count - 1)!.Value);
        return true;
    }

    /// <summary>A number without leading zeros, at most <paramref name="highest"/>.</summary>
    private static int? Index(string text, int highest) =>
        text.Length is > 0 and < 8 && text.All(char.IsAsciiDigit) && (text.Length == 1 || text[0] != '0') && int.Parse(text, System.Globalization.CultureInfo.InvariantCulture) is var index && index <= highest ? index : null;

    private static Operation? Read(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object || Text(element, "op") is not { } name || Pointer(Text(element, "path")) is not { } path) return null;
        var from = Pointer(Text(element, "from"));
        var hasValue = element.TryGetProperty("value"u8, out var value);
        var complete = name switch
        {
            "add" or "replace" or "test" => hasValue,
            "move" or "copy" => from is not null,
            "remove" => true,
            _ => false,
        };
        return complete ? new Operation(name, path, from, hasValue ? JsonNode.Parse(value.GetRawText()) : null) : null;
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>RFC 6901: names with a slash before each; ~1 is a slash, ~0 a tilde.</summary>
    private static string[]? Pointer(string? text)
    {
        if (text is null || (text.Length > 0 && text[0] != '/')) return null;
        var names = text.Length == 0 ? [] : text[1..].Split('/');
        return names.Any(n => n.Replace("~0", "", StringComparison.Ordinal).Replace("~1", "", StringComparison.Ordinal).Contains('~', StringComparison.Ordinal)) ? null
            : [.. names.Select(n => n.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];
    }

    private static FhirAnswer.Refused Malformed(string mend) => new(400, "structure", mend);
}

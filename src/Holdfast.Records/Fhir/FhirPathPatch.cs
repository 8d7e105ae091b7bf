using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Hl7.Fhir.FhirPath;
using Hl7.Fhir.Introspection;
using Hl7.Fhir.Model;
using Hl7.FhirPath;

namespace Holdfast.Records.Fhir;

/// <summary>
/// FHIRPath Patch (FHIR R4, fhirpatch.html). The paths are evaluated on the model, which says where each found element
/// stands; the change is made there in the JSON (<see cref="ElementPlace"/>), so that the rest keeps its text.
/// </summary>
internal sealed partial record FhirPathPatch(IReadOnlyList<FhirPathPatch.Operation> Operations) : ResourceChange
{
    private const int LongestPath = 500;

    /// <summary>What a path may call: what finds elements. Others could be made to compute for ever.</summary>
    private static readonly HashSet<string> Callable = ["where", "first", "last", "single", "ofType", "as", "is", "exists", "empty", "not", "count", "extension", "index"];

    /// <summary>
    /// What a path may not hold outside quotes: % looks from each element at everything again, | and ~ compare everything with
    /// everything, names in ` or " hide a call, and so does a comment.
    /// </summary>
    private static readonly SearchValues<char> Costly = SearchValues.Create("%|~`\"/");

    /// <param name="Type">add, insert, delete, replace, move.</param>
    internal sealed record Operation(string Type, CompiledExpression Path, string? Name, NewValue? Value, int? Index, int? Source, int? Destination);

    /// <summary>The value of an operation: the JSON of a data type, or parts that make one up.</summary>
    /// <param name="Suffix">Of value[x]: <c>Quantity</c> of <c>valueQuantity</c>; null for parts.</param>
    internal sealed record NewValue(string? Suffix, string? Json, IReadOnlyList<(string Name, NewValue Value)> Parts);

    public static (FhirPathPatch? Patch, FhirAnswer.Refused? Refused) Parse(JsonElement parameters)
    {
        if (ResourceParser.TypeOf(parameters) != "Parameters" || !parameters.TryGetProperty("parameter"u8, out var list) || list.ValueKind != JsonValueKind.Array) return (null, Malformed("A FHIRPath Patch is a Parameters resource with a parameter for each operation."));
        if (list.GetArrayLength() > Limits.MostPatchOperations) return (null, Malformed($"A patch has at most {Limits.MostPatchOperations} operations."));
        var problems = ResourceParser.Validate(System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(parameters));
        if (problems.Count > 0) return (null, new FhirAnswer.Refused(422, problems));
        var operations = new List<Operation>();
        foreach (var (index, parameter) in list.EnumerateArray().Index())
        {
            if (Read(parameter) is not { } operation) return (null, Malformed($"Operation {index} is not complete: type, path and what that type needs (name and value; value and index; source and destination). A path finds elements by name, index, where, first, last, ofType and extension."));
            operations.Add(operation);
        }

        return (new FhirPathPatch(operations), null);
    }

    public override FhirAnswer.Refused? Apply(JsonObject resource)
    {
        foreach (var (index, operation) in Operations.Index())
            if (!Apply(resource, operation))
                return new FhirAnswer.Refused(422, "processing", $"Operation {index}: its path does not find the one place that it needs, or the value does not fit there. Nothing was changed.");
        return null;
    }

    private static bool Apply(JsonObject resource, Operation operation)
    {
        if (Model(resource) is not { } model || Find(model, operation.Path) is not { } found) return false;
        var places = found.ConvertAll(node => ElementPlace.Find(resource, node.GetLocation()));
        if (places.Exists(place => place is null)) return false;
        return operation.Type switch
        {
            "add" => places is [{ } parent] && Mapping(found[0]) is { } mapping && Add(parent, mapping, operation),
            "insert" => places.Count > 0 && operation.Value!.ToJson(Mapping(found[0])) is { } value && places[0]!.Insert(operation.Index!.Value, value),
            "delete" => places.Count == 0 || (places is [{ } only] && only.Remove()),
            "replace" => places is [{ } there] && operation.Value!.ToJson(Mapping(found[0])) is { } value && there.Replace(value, operation.Value!.Suffix),
            "move" => places.Count > 0 && places[0]!.Move(operation.Source!.Value, operation.Destination!.Value),
            _ => false,
        };
    }

    private static bool Add(ElementPlace parent, ClassMapping mapping, Operation operation)
    {
        var element = ElementTypes.Element(mapping, operation.Name!);
        if (element is null || operation.Value!.ToJson(ElementTypes.TypeOf(operation.Name!, element)) is not { } value) return false;
        var name = element.Choice == ChoiceType.DatatypeChoice && operation.Name == element.Name ? element.Name + operation.Value!.Suffix : operation.Name!;
        return parent.Add(name, element.IsCollection, value);
    }

    /// <summary>Null when an operation before has nested elements deeper than may be sent.</summary>
    private static Resource? Model(JsonObject resource)
    {
        try
        {
            return ResourceParser.Parse(RawJson.Write(resource));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ClassMapping? Mapping(PocoNode node) => node.Poco is { } model ? ModelInfo.ModelInspector.FindClassMapping(model.GetType()) : null;

    private static List<PocoNode>? Find(Resource model, CompiledExpression path)
    {
        try
        {
            return [.. path(model.ToPocoNode(), new FhirEvaluationContext())];
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException or NotSupportedException or InvalidCastException)
        {
            return null; // The expression does not fit this resource.
        }
    }

    private static Operation? Read(JsonElement parameter)
    {
        if (Text(parameter, "name") != "operation" || !parameter.TryGetProperty("part"u8, out var list)) return null;
        var parts = list.EnumerateArray().ToLookup(p => Text(p, "name") ?? "");
        if (parts.Any(group => group.Count() > 1)) return null;
        string? Value(string name, string member) => parts[name].FirstOrDefault() is { ValueKind: JsonValueKind.Object } part && part.TryGetProperty(member, out var value) ? value.ToString() : null;
        int? Number(string name) => int.TryParse(Value(name, "valueInteger"), out var number) && number >= 0 ? number : null;
        var type = Value("type", "valueCode");
        if (Compile(Value("path", "valueString")) is not { } path) return null;
        var value = parts["value"].FirstOrDefault() is { ValueKind: JsonValueKind.Object } given ? NewValueOf(given) : null;
        var operation = new Operation(type ?? "", path, Value("name", "valueString"), value, Number("index"), Number("source"), Number("destination"));
        var complete = type switch
        {
            "add" => operation is { Name: not null, Value: not null },
            "insert" => operation is { Value: not null, Index: not null },
            "delete" => true,
            "replace" => operation.Value is not null,
            "move" => operation is { Source: not null, Destination: not null },
            _ => false,
        };
        return complete ? operation : null;
    }

    private static CompiledExpression? Compile(string? path)
    {
        if (path is null or { Length: 0 or > LongestPath }) return null;
        var bare = Quoted().Replace(path, "''");
        if (bare.AsSpan().ContainsAny(Costly) || Calls().Matches(bare).Any(call => !Callable.Contains(call.Groups[1].Value))) return null;
        try
        {
            return new FhirPathCompiler().Compile(path);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    private static NewValue? NewValueOf(JsonElement part)
    {
        foreach (var member in part.EnumerateObject())
            if (member.Name.StartsWith("value", StringComparison.Ordinal)) return new NewValue(member.Name["value".Length..], member.Value.GetRawText(), []);
        if (!part.TryGetProperty("part"u8, out var list)) return null;
        var parts = list.EnumerateArray().Select(p => (Text(p, "name") ?? "", NewValueOf(p))).ToList();
        return parts.Exists(p => p.Item2 is null) ? null : new NewValue(null, null, parts.ConvertAll(p => (p.Item1, p.Item2!)));
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static FhirAnswer.Refused Malformed(string mend) => new(400, "structure", mend);

    [GeneratedRegex(@"'(?:\\.|[^'\\])*'", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.Singleline)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"([A-Za-z_$][A-Za-z0-9_]*)\s*\(", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Calls();
}

internal static class NewValues
{
    /// <summary>The value as it will stand; parts become the elements of <paramref name="type"/>. Null when one of them is none.</summary>
    public static JsonNode? ToJson(this FhirPathPatch.NewValue value, ClassMapping? type)
    {
        if (value.Json is not null) return JsonNode.Parse(value.Json);
        var made = new JsonObject();
        foreach (var (name, part) in value.Parts)
        {
            if (type is null || ElementTypes.Element(type, name) is not { } element || part.ToJson(ElementTypes.TypeOf(name, element)) is not { } inner) return null;
            var member = element.Choice == ChoiceType.DatatypeChoice && name == element.Name ? name + part.Suffix : name;
            if (!element.IsCollection) made[member] = inner;
            else if (made[member] is JsonArray list) list.Add(inner);
            else made[member] = new JsonArray(inner);
        }

        return made;
    }
}

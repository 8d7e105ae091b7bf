using System.Text.Json;
using System.Text.RegularExpressions;
using Hl7.Fhir.Model;
using Holdfast.Records.Charts;

namespace Holdfast.Records.Fhir.Searching;

/// <summary>What a search compares: the parameter types of R4.</summary>
internal enum SearchKind
{
    Number,
    Date,
    Text,
    Token,
    Reference,
    Composite,
    Quantity,
    Address,

    /// <summary>Words that stand anywhere in the text: _text and _content.</summary>
    Words,
}

/// <summary>
/// One search parameter of one resource type, from HL7's definition: its FHIRPath cut down to the branches of the type
/// (HL7 writes one expression for all types that share a code), compiled when it is first asked for.
/// </summary>
internal sealed partial class SearchParameter
{
    private const string Definitions = "http://hl7.org/fhir/SearchParameter/";
    private readonly Func<StoredVersion, IReadOnlyList<SearchValue>>? _direct;
    private readonly Lazy<IReadOnlyList<ElementPath>> _paths;
    private readonly string _type;
    private readonly bool _asserts;

    private SearchParameter(string type, string code, SearchKind kind, string expression, Func<StoredVersion, IReadOnlyList<SearchValue>>? direct = null)
    {
        (_type, Code, Kind, _direct) = (type, code, kind, direct);
        if (Assertion().Match(expression) is { Success: true } assertion)
        {
            _asserts = true;
            expression = assertion.Groups["path"].Value;
        }

        Expressions = [.. ElementPath.Branches(expression).Where(b => IsOf(type, b))];
        _paths = new(() => [.. Expressions.Select(b => ElementPath.Compile(ElementType.OfResource(type), b))]);
    }

    public string Code { get; }

    public SearchKind Kind { get; }

    /// <summary>Resource types that a reference parameter may point to.</summary>
    public IReadOnlyList<string> Targets { get; private init; } = [];

    /// <summary>What a composite parameter is made of, in order.</summary>
    public IReadOnlyList<SearchComponent> Components { get; private init; } = [];

    /// <summary>HL7's canonical address of the definition.</summary>
    public string Definition { get; private init; } = "";

    /// <summary>The branches that are of this type.</summary>
    public IReadOnlyList<string> Expressions { get; }

    /// <summary>The compiled branches.</summary>
    public IReadOnlyList<ElementPath> Paths => _paths.Value;

    /// <summary>Null for what HL7 defines without an expression for this type.</summary>
    public static SearchParameter? From(string type, SearchParamDefinition definition)
    {
        SearchKind? kind = definition.Type switch
        {
            SearchParamType.Number => SearchKind.Number,
            SearchParamType.Date => SearchKind.Date,
            SearchParamType.String => SearchKind.Text,
            SearchParamType.Token => SearchKind.Token,
            SearchParamType.Reference => SearchKind.Reference,
            SearchParamType.Composite => SearchKind.Composite,
            SearchParamType.Quantity => SearchKind.Quantity,
            SearchParamType.Uri => SearchKind.Address,
            _ => null,
        };
        if (kind is not { } known || definition.Expression is not { Length: > 0 } expression) return null;
        return new SearchParameter(type, definition.Code ?? definition.Name!, known, expression)
        {
            Definition = definition.Url ?? "",
            Targets = definition.Target is { } targets ? [.. targets.Select(t => t.ToString()!).Where(ResourceParser.IsKnownType)] : [],
            Components = definition.Component is { } components ? [.. components.Select(SearchComponent.From)] : [],
        };
    }

    /// <summary>A parameter of every type whose value is read from the version itself.</summary>
    public static SearchParameter Of(string code, string definition, SearchKind kind, Func<StoredVersion, IReadOnlyList<SearchValue>> values) =>
        new("Resource", code, kind, "", values) { Definition = Definitions + definition };

    /// <summary>A parameter of every type, over a member of <c>meta</c>.</summary>
    public static SearchParameter OfMeta(string type, string member, SearchKind kind) =>
        new(type, "_" + member, kind, $"{type}.meta.{member}") { Definition = $"{Definitions}Resource-{member}" };

    /// <summary>What this version holds for the parameter; extracted once and kept with the version.</summary>
    public IReadOnlyList<SearchValue> ValuesOf(StoredVersion version) =>
        _direct is not null ? _direct(version) : (IReadOnlyList<SearchValue>)version.SearchValues.GetOrAdd(Code, static (_, of) => of.This.Extract(of.version), (This: this, version));

    private IReadOnlyList<SearchValue> Extract(StoredVersion version)
    {
        using var json = JsonDocument.Parse(version.ToJson());
        var resource = new TypedElement(json.RootElement, ElementType.OfResource(_type));
        var values = new List<SearchValue>();
        foreach (var path in Paths)
            foreach (var found in path.Find(resource, resource))
            {
                if (_asserts) values.Add(new SearchValue.Token(null, found.Json.ValueKind == JsonValueKind.False ? "false" : "true"));
                else if (Kind == SearchKind.Composite) values.Add(new SearchValue.Composite([.. Components.Select(c => c.ValuesOf(found, resource))]));
                else values.AddRange(SearchValue.From(found, Kind).Where(v => path.Target is null || v is SearchValue.LogicalReference || (v is SearchValue.Reference reference && reference.Type == path.Target)));
            }

        if (_asserts && values.Count == 0) values.Add(new SearchValue.Token(null, "false"));
        return values;
    }

    /// <summary>A branch names its type first, but for one definition (InsurancePlan.name) that starts at a member.</summary>
    private static bool IsOf(string type, string branch)
    {
        var text = branch.TrimStart('(');
        return text == type || text.StartsWith(type + ".", StringComparison.Ordinal) || (text.Length > 0 && char.IsAsciiLetterLower(text[0]));
    }

    /// <summary>Patient's "deceased": true unless it is absent or the boolean false.</summary>
    [GeneratedRegex(@"^(?<path>[\w.]+)\.exists\(\) and \k<path> != false$", RegexOptions.ExplicitCapture)]
    private static partial Regex Assertion();
}

/// <summary>One part of a composite parameter: a path from the element that holds the parts together.</summary>
internal sealed class SearchComponent(string definition, string expression)
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<ElementType, IReadOnlyList<ElementPath>> _paths = new();
    private readonly Lazy<SearchKind> _kind = new(() => SearchParameters.KindOf(definition));

    public SearchKind Kind => _kind.Value;

    /// <summary>HL7's canonical address of the parameter that the part is like.</summary>
    public string Definition => definition;

    public string Expression => expression;

    public static SearchComponent From(SearchParamComponent component) => new(component.Definition!, component.Expression!);

    public IReadOnlyList<SearchValue> ValuesOf(TypedElement holder, TypedElement resource) =>
        [.. PathsFrom(holder.Type).SelectMany(p => p.Find(holder, resource)).SelectMany(e => SearchValue.From(e, Kind))];

    public IReadOnlyList<ElementPath> PathsFrom(ElementType holder) =>
        _paths.GetOrAdd(holder, static (type, text) => [.. ElementPath.Branches(text).Select(b => ElementPath.Compile(type, b))], expression);
}

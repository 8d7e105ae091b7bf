using System.Text.RegularExpressions;
using Hl7.Fhir.Model;
using Hl7.FhirPath;
using Holdfast.Records.Charts;

namespace Holdfast.Records.Fhir.Searching;

/// <summary>What a search compares: the R4 parameter types that are evaluated here.</summary>
internal enum SearchKind
{
    Token,
    Date,
    Text,
    Reference,
    Address,
}

/// <summary>
/// One search parameter of one resource type, from HL7's definitions: its FHIRPath expression, cut down to the branches
/// of the type (HL7 writes one expression for all types that share a code). <c>.where(resolve() is T)</c> becomes a
/// condition on the reference's type, so nothing outside the resource is looked at.
/// </summary>
internal sealed partial class SearchParameter
{
    private readonly Lazy<IReadOnlyList<(CompiledExpression Path, string? Target)>> _branches;
    private readonly Func<StoredVersion, IReadOnlyList<SearchValue>>? _direct;

    private SearchParameter(string code, SearchKind kind, Func<StoredVersion, IReadOnlyList<SearchValue>> direct)
    {
        (Code, Kind, _direct) = (code, kind, direct);
        _branches = new([]);
    }

    private SearchParameter(string type, string code, SearchKind kind, string expression)
    {
        (Code, Kind) = (code, kind);
        _branches = new(() => [.. Branches(type, expression)]);
    }

    public string Code { get; }

    public SearchKind Kind { get; }

    public static readonly SearchParameter Id = new("_id", SearchKind.Token, v => [new SearchValue.Token(null, v.Id)]);

    public static readonly SearchParameter LastUpdated = new("_lastUpdated", SearchKind.Date, v => [new SearchValue.Date(DateRange.Instant(v.Entry.LastUpdatedMs))]);

    /// <summary>Null for parameter types that are not evaluated here (number, quantity, composite, special).</summary>
    public static SearchParameter? From(string type, SearchParamDefinition definition)
    {
        SearchKind? kind = definition.Type switch
        {
            SearchParamType.Token => SearchKind.Token,
            SearchParamType.Date => SearchKind.Date,
            SearchParamType.String => SearchKind.Text,
            SearchParamType.Reference => SearchKind.Reference,
            SearchParamType.Uri => SearchKind.Address,
            _ => null,
        };
        return kind is { } known && definition.Expression is { Length: > 0 } expression ? new SearchParameter(type, definition.Code ?? definition.Name!, known, expression) : null;
    }

    /// <summary>A parameter of every type that HL7's list lacks.</summary>
    public static SearchParameter OfMeta(string code, SearchKind kind, string member) => new("Resource", code, kind, $"Resource.meta.{member}");

    /// <summary>What this version holds for the parameter; extracted once and kept with the version.</summary>
    public IReadOnlyList<SearchValue> ValuesOf(StoredVersion version) =>
        _direct is not null ? _direct(version) : (IReadOnlyList<SearchValue>)version.SearchValues.GetOrAdd(Code, static (_, of) => of.This.Extract(of.version), (This: this, version));

    private IReadOnlyList<SearchValue> Extract(StoredVersion version)
    {
        if (ResourceParser.Parse(version.ToJson()) is not { } resource) return [];
        var node = resource.ToPocoNode();
        var values = new List<SearchValue>();
        foreach (var (path, target) in _branches.Value)
            foreach (var found in path(node, new Hl7.Fhir.FhirPath.FhirEvaluationContext()))
                values.AddRange(SearchValue.From(found.Poco, Kind).Where(v => target is null || (v is SearchValue.Reference reference && reference.Type == target)));
        return values;
    }

    private static IEnumerable<(CompiledExpression, string?)> Branches(string type, string expression)
    {
        var compiler = new FhirPathCompiler();
        foreach (var branch in TopLevelUnion().Split(expression).Select(b => b.Trim()))
        {
            if (!branch.TrimStart('(').StartsWith(type + ".", StringComparison.Ordinal)) continue;
            var target = ResolvesTo().Match(branch);
            yield return (compiler.Compile(ResolvesTo().Replace(branch, "")), target.Success ? target.Groups[1].Value : null);
        }
    }

    /// <summary>A | that is in no parentheses.</summary>
    [GeneratedRegex(@"\|(?![^()]*\))")]
    private static partial Regex TopLevelUnion();

    [GeneratedRegex(@"\.where\(resolve\(\) is (\w+)\)")]
    private static partial Regex ResolvesTo();
}

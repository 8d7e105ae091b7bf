using System.Collections.Concurrent;
using Hl7.Fhir.Model;

namespace Holdfast.Records.Fhir.Searching;

/// <summary>Which parameters there are, type by type: HL7's R4 list as Firely carries it, and the few of every type.</summary>
internal static class SearchParameters
{
    private static readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, SearchParameter>> ByType = new(StringComparer.Ordinal);

    private static readonly IReadOnlyList<SearchParameter> OfEveryType =
    [
        SearchParameter.Id, SearchParameter.LastUpdated, SearchParameter.OfMeta("_tag", SearchKind.Token, "tag"),
        SearchParameter.OfMeta("_security", SearchKind.Token, "security"), SearchParameter.OfMeta("_profile", SearchKind.Address, "profile"),
    ];

    static SearchParameters() => Hl7.Fhir.FhirPath.ElementNavFhirExtensions.PrepareFhirSymbolTableFunctions();

    public static IReadOnlyDictionary<string, SearchParameter> Of(string type) => ByType.GetOrAdd(type, static t =>
    {
        var parameters = OfEveryType.ToDictionary(p => p.Code, StringComparer.Ordinal);
        foreach (var definition in ModelInfo.SearchParameters.Where(d => d.Resource == t))
            if (SearchParameter.From(t, definition) is { } parameter) parameters.TryAdd(parameter.Code, parameter);
        return parameters;
    });
}

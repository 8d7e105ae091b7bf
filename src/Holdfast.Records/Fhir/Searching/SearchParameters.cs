using System.Collections.Concurrent;
using System.Collections.Frozen;
using Hl7.Fhir.Model;

namespace Holdfast.Records.Fhir.Searching;

/// <summary>
/// Which parameters there are, type by type: HL7's R4 definitions as Firely's model carries them (the same 1,375 as
/// search-parameters.json of npm hl7.fhir.r4.examples 4.0.1), and those of every type, which that list lacks.
/// </summary>
internal static class SearchParameters
{
    private static readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, SearchParameter>> ByType = new(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, SearchKind> KindByDefinition = ModelInfo.SearchParameters
        .Where(d => d.Url is not null).DistinctBy(d => d.Url).ToFrozenDictionary(d => d.Url!, d => SearchParameter.From(d.Resource!, d)?.Kind ?? SearchKind.Token, StringComparer.Ordinal);

    private static readonly SearchParameter Id = SearchParameter.Of("_id", "Resource-id", SearchKind.Token, v => [new SearchValue.Token(null, v.Id)]);

    private static readonly SearchParameter LastUpdated = SearchParameter.Of("_lastUpdated", "Resource-lastUpdated", SearchKind.Date, v => [new SearchValue.Date(DateRange.Instant(v.Entry.LastUpdatedMs))]);

    private static readonly SearchParameter Text = SearchParameter.Of("_text", "DomainResource-text", SearchKind.Words, v => Words(WordsOf.Narrative(v)));

    private static readonly SearchParameter Content = SearchParameter.Of("_content", "Resource-content", SearchKind.Words, v => Words(WordsOf.Everything(v)));

    /// <summary>Those that every type has.</summary>
    public static IReadOnlyList<SearchParameter> OfEveryType(string type) =>
    [
        Id, LastUpdated, Text, Content, SearchParameter.OfMeta(type, "tag", SearchKind.Token), SearchParameter.OfMeta(type, "security", SearchKind.Token),
        SearchParameter.OfMeta(type, "profile", SearchKind.Address), SearchParameter.OfMeta(type, "source", SearchKind.Address),
    ];

    /// <summary>By code, of one type.</summary>
    public static IReadOnlyDictionary<string, SearchParameter> Of(string type) => ByType.GetOrAdd(type, static t =>
    {
        var parameters = OfEveryType(t).ToDictionary(p => p.Code, StringComparer.Ordinal);
        foreach (var definition in ModelInfo.SearchParameters.Where(d => d.Resource == t))
            if (SearchParameter.From(t, definition) is { } parameter) parameters.TryAdd(parameter.Code, parameter);
        return parameters.ToFrozenDictionary(StringComparer.Ordinal);
    });

    private static IReadOnlyList<SearchValue> Words(string folded) => string.IsNullOrWhiteSpace(folded) ? [] : [new SearchValue.Words(folded)];

    /// <summary>The kind of the parameter that a part of a composite is like.</summary>
    public static SearchKind KindOf(string definition) => KindByDefinition[definition];
}

using System.Diagnostics.CodeAnalysis;
using Holdfast.Records.Charts;
using Holdfast.Records.Fhir.Searching;
using Microsoft.AspNetCore.WebUtilities;

namespace Holdfast.Records.Fhir;

/// <summary>A search of one type, understood: what must hold of a resource, how the answer is sorted, how long a page is.</summary>
internal sealed class SearchQuery
{
    private readonly List<Func<StoredVersion, bool>> _conditions = [];
    private readonly List<(SearchParameter By, bool Descending)> _sort = [];

    private SearchQuery()
    {
    }

    /// <summary>Resources on a page.</summary>
    public int Count { get; private set; } = Limits.LargestPage;

    /// <summary>Only the total was asked for (_summary=count).</summary>
    public bool OnlyTotal { get; private set; }

    /// <summary>Parameters that were left out under Prefer: handling=lenient.</summary>
    public List<FhirIssue> Ignored { get; } = [];

    /// <summary>Understands every parameter, or refuses: a parameter silently ignored would show more than was asked for.</summary>
    public static bool TryParse(string type, IReadOnlyList<KeyValuePair<string, string>> parameters, bool lenient, [NotNullWhen(true)] out SearchQuery? query, [NotNullWhen(false)] out FhirAnswer.Refused? refused)
    {
        query = new SearchQuery();
        var wrong = new List<FhirIssue>();
        if (parameters.Count > Limits.MostSearchParameters) wrong.Add(new FhirIssue("too-costly", $"At most {Limits.MostSearchParameters} parameters in one search."));
        else
            foreach (var (name, value) in parameters)
                if (query.Take(type, name, value) is { } issue)
                {
                    if (lenient && issue.Code == "not-supported") query.Ignored.Add(issue with { Severity = "warning", Details = issue.Details + " It was left out." });
                    else wrong.Add(issue);
                }

        refused = wrong.Count > 0 ? new FhirAnswer.Refused(400, wrong) : null;
        return refused is null;
    }

    /// <summary>The condition of If-None-Exist: a query string of this type, every parameter understood, at least one.</summary>
    public static bool TryParseCondition(string type, string condition, [NotNullWhen(true)] out SearchQuery? query, [NotNullWhen(false)] out FhirAnswer.Refused? refused)
    {
        var parameters = QueryHelpers.ParseQuery(condition).SelectMany(p => p.Value.Select(v => KeyValuePair.Create(p.Key, v ?? ""))).ToList();
        if (parameters.Count > 0) return TryParse(type, parameters, lenient: false, out query, out refused);
        query = null;
        refused = new FhirAnswer.Refused(400, "value", "If-None-Exist must hold search parameters, such as identifier=urn:ietf:rfc:3986|urn:uuid:…");
        return false;
    }

    /// <summary>Those that fulfil every condition, sorted.</summary>
    public IReadOnlyList<StoredVersion> Matching(IReadOnlyList<StoredVersion> candidates)
    {
        IEnumerable<StoredVersion> found = candidates.Where(v => _conditions.TrueForAll(holds => holds(v)));
        for (var i = _sort.Count - 1; i >= 0; i--)
        {
            var (by, descending) = _sort[i];
            found = descending ? found.OrderByDescending(v => SortKey(by, v, descending)) : found.OrderBy(v => SortKey(by, v, descending));
        }

        return [.. found];
    }

    private FhirIssue? Take(string type, string name, string value)
    {
        if (value.Length > Limits.LongestSearchValue) return new FhirIssue("value", $"The value of a search parameter has at most {Limits.LongestSearchValue} characters.");
        switch (name)
        {
            case "_count": return TakeCount(value);
            case "_sort": return TakeSort(type, value);
            case "_summary" when value is "count": OnlyTotal = true; return null;
            case "_summary" when value is "false": return null;
            case "_total" when value is "none" or "estimate" or "accurate": return null;
            case "_format" when value is "json" or "application/json" or "application/fhir+json": return null;
        }

        var colon = name.IndexOf(':', StringComparison.Ordinal);
        var (code, modifier) = colon < 0 ? (name, "") : (name[..colon], name[(colon + 1)..]);
        if (!SearchParameters.Of(type).TryGetValue(code, out var parameter))
            return new FhirIssue("not-supported", $"{type} cannot be searched by {Shown(code)} here. GET /fhir/metadata lists the parameters; Prefer: handling=lenient leaves it out.");
        if (SearchCondition.Make(parameter, modifier, value) is not { } condition)
            return new FhirIssue(modifier.Length > 0 ? "not-supported" : "value", $"The value or modifier of {code} is not understood. {SearchCondition.Mend(parameter.Kind)}");
        _conditions.Add(condition);
        return null;
    }

    private FhirIssue? TakeCount(string value)
    {
        if (!int.TryParse(value, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var count)) return new FhirIssue("value", "_count must be a number.");
        Count = Math.Min(count, Limits.LargestPage);
        OnlyTotal |= count == 0;
        return null;
    }

    private FhirIssue? TakeSort(string type, string value)
    {
        foreach (var part in value.Split(','))
        {
            var code = part.TrimStart('-');
            if (!SearchParameters.Of(type).TryGetValue(code, out var by)) return new FhirIssue("not-supported", $"{type} cannot be sorted by {Shown(code)} here.");
            _sort.Add((by, part.StartsWith('-')));
        }

        return null;
    }

    /// <summary>The earliest value when ascending, the latest when descending; without a value last.</summary>
    private static IComparable SortKey(SearchParameter by, StoredVersion version, bool descending)
    {
        var values = by.ValuesOf(version);
        if (by.Kind == SearchKind.Date)
        {
            var dates = values.OfType<SearchValue.Date>().Select(d => d.Range.FromMs).ToList();
            return dates.Count == 0 ? (descending ? long.MinValue : long.MaxValue) : descending ? dates.Max() : dates.Min();
        }

        var texts = values.Select(v => new OrdinalText(v switch
        {
            SearchValue.Token token => token.Code,
            SearchValue.Text text => TextFolding.Fold(text.Value),
            SearchValue.Reference reference => reference.Written,
            _ => "",
        })).ToList();
        return texts.Count == 0 ? new OrdinalText(descending ? "" : "\uffff") : descending ? texts.Max()! : texts.Min()!;
    }

    private sealed record OrdinalText(string Text) : IComparable<OrdinalText>, IComparable
    {
        public int CompareTo(OrdinalText? other) => string.CompareOrdinal(Text, other?.Text);

        public int CompareTo(object? obj) => CompareTo(obj as OrdinalText);
    }

    /// <summary>A parameter's name as it may stand in an answer: short, and nothing but name characters.</summary>
    private static string Shown(string code) => code.Length is > 0 and <= 64 && code.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') ? code : "that parameter";
}

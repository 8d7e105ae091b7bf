using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Holdfast.Records.Charts;
using Holdfast.Records.Fhir.Searching;
using Holdfast.Records.Tokens;
using Microsoft.AspNetCore.WebUtilities;

namespace Holdfast.Records.Fhir;

/// <summary>
/// A search, understood: what must hold of a resource, how the answer is sorted, what goes with it, how long a page is.
/// Made from the parameters alone; <see cref="Matching"/> asks the charts as they stand, so a query may be asked again
/// after a write.
/// </summary>
internal sealed class SearchQuery
{
    private readonly Dictionary<string, List<SearchCondition>> _conditions;
    private readonly List<KeyValuePair<string, string>> _used = [];
    private SearchSort? _sort;

    private SearchQuery(IReadOnlyList<string> types) => (Types, _conditions) = (types, types.ToDictionary(t => t, _ => new List<SearchCondition>(), StringComparer.Ordinal));

    /// <summary>What is searched: one type, or several for a search of the whole chart.</summary>
    public IReadOnlyList<string> Types { get; }

    /// <summary>Matches on a page.</summary>
    public int Count { get; private set; } = SearchLimits.LargestPage;

    /// <summary>Only the total was asked for (_summary=count, _count=0).</summary>
    public bool OnlyTotal { get; private set; }

    /// <summary>False when _total=none was asked for.</summary>
    public bool SaysTotal { get; private set; } = true;

    public SearchIncludes Includes { get; } = new();

    /// <summary>Parameters that were left out under Prefer: handling=lenient.</summary>
    public List<FhirIssue> Ignored { get; } = [];

    /// <summary>The parameters that were understood and used, for the self link.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Used => _used;

    /// <summary>True when something must hold of a resource to be found.</summary>
    public bool HasConditions => _conditions.Values.Any(c => c.Count > 0);

    /// <summary>Understands every parameter, or refuses: a parameter silently ignored would show more than was asked for.</summary>
    /// <param name="charts">Says which types may be searched and reached.</param>
    /// <param name="types">At least one, each known.</param>
    /// <param name="parameters">As sent, decoded.</param>
    /// <param name="lenient">Leaves out what is not supported, and names it.</param>
    /// <param name="query">Set when the answer is true.</param>
    /// <param name="refused">Set when it is false.</param>
    public static bool TryParse(
        GrantCharts charts, IReadOnlyList<string> types, IReadOnlyList<KeyValuePair<string, string>> parameters, bool lenient,
        [NotNullWhen(true)] out SearchQuery? query, [NotNullWhen(false)] out FhirAnswer.Refused? refused)
    {
        query = new SearchQuery(types);
        refused = types.Select(t => charts.Refusal(Interaction.Search, t)).FirstOrDefault(r => r is not null);
        if (refused is not null) return false;
        var wrong = new List<FhirIssue>();
        if (parameters.Count > SearchLimits.MostParameters) wrong.Add(new FhirIssue("too-costly", $"At most {SearchLimits.MostParameters} parameters in one search. Write alternatives with commas, or send several searches."));
        else
        {
            var conditions = new ConditionParser(charts);
            foreach (var (name, value) in parameters)
                if (query.Take(charts, conditions, name, value) is not { } issue) query._used.Add(KeyValuePair.Create(name, value));
                else if (lenient && issue.Code == "not-supported") query.Ignored.Add(issue with { Severity = "warning", Details = issue.Details + " It was left out." });
                else wrong.Add(issue);
        }

        refused = wrong.Count > 0 ? new FhirAnswer.Refused(wrong.Exists(i => i.Code == "forbidden") ? 403 : 400, wrong) : null;
        return refused is null;
    }

    /// <summary>A condition as conditional interactions write it (<c>identifier=system|value</c>): every parameter understood, and at least one that something must fulfil.</summary>
    public static bool TryParseCondition(GrantCharts charts, string type, string condition, [NotNullWhen(true)] out SearchQuery? query, [NotNullWhen(false)] out FhirAnswer.Refused? refused)
    {
        var parameters = QueryHelpers.ParseQuery(condition).SelectMany(p => p.Value.Select(v => KeyValuePair.Create(p.Key, v ?? ""))).ToList();
        if (!TryParse(charts, [type], parameters, lenient: false, out query, out refused)) return false;
        if (query.HasConditions) return true;
        query = null;
        refused = new FhirAnswer.Refused(400, "value", "A condition must hold search parameters, such as identifier=urn:ietf:rfc:3986|urn:uuid:…");
        return false;
    }

    /// <summary>Adds what must hold beside the parameters, such as belonging to a compartment.</summary>
    public void Require(SearchCondition condition)
    {
        foreach (var ofType in _conditions.Values) ofType.Add(condition);
    }

    /// <summary>Those that fulfil every condition, sorted.</summary>
    public IReadOnlyList<InChart> Matching(SearchRun run)
    {
        var found = Types.SelectMany(t => run.Charts.All(t).Where(candidate => _conditions[t].TrueForAll(holds => holds(run, candidate))));
        return _sort is null ? [.. found] : _sort.Sorted(found);
    }

    /// <summary>Those of one chart alone, for conditional interactions: what stands elsewhere is not written there.</summary>
    public IReadOnlyList<StoredVersion> MatchingIn(GrantCharts charts, OpenChart chart) =>
        [.. Matching(new SearchRun(charts)).Where(found => found.Chart == chart).Select(found => found.Version)];

    private FhirIssue? Take(GrantCharts charts, ConditionParser conditions, string name, string value)
    {
        if (value.Length > SearchLimits.LongestValue) return new FhirIssue("too-costly", $"The value of a search parameter has at most {SearchLimits.LongestValue} characters. Send several searches.");
        switch (name)
        {
            case "_count":
                return TakeCount(value);
            case "_sort":
                if (_sort is not null) return new FhirIssue("value", "_sort stands once, with commas between its keys.");
                _sort = SearchSort.Parse(Types, value, out var unsorted);
                return unsorted;
            case "_summary":
                OnlyTotal |= value == "count";
                return null;
            case "_total":
                SaysTotal = value != "none";
                return value is "none" or "estimate" or "accurate" ? null : new FhirIssue("value", "_total is none, estimate or accurate.");
            case "_contained" when value == "false":
            case "_format" or "_pretty" or "_elements":
                return null;
            case "_list":
                return TakeList(charts, value);
        }

        if (SearchIncludes.IsName(name)) return Includes.Take(charts, Types, name, value);
        foreach (var type in Types)
        {
            if (conditions.Parse(type, name, value, out var wrong) is not { } condition) return wrong;
            _conditions[type].Add(condition);
        }

        return null;
    }

    private FhirIssue? TakeCount(string value)
    {
        if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count)) return new FhirIssue("value", "_count must be a number.");
        Count = Math.Min(count, SearchLimits.LargestPage);
        OnlyTotal |= count == 0;
        return null;
    }

    /// <summary>Those that the List with this id names.</summary>
    private FhirIssue? TakeList(GrantCharts charts, string value)
    {
        if (charts.Refusal(Interaction.Search, "List") is { } refused) return refused.Issues[0];
        if (!ResourceParser.IsId(value)) return new FhirIssue("not-supported", "_list takes the id of a List of this chart. Lists that a server makes up ($current-problems and others) are not kept here: search by status.");
        var item = SearchParameters.Of("List")["item"];
        var key = new object();
        Require((run, candidate) => run.Once(key, () => run.Charts.All("List").Where(l => l.Version.Id == value)
            .SelectMany(l => item.ValuesOf(l.Version).OfType<SearchValue.Reference>().Select(r => run.Charts.Resolve(l.Chart, r, Interaction.Search)).OfType<InChart>()).ToHashSet()).Contains(candidate));
        return null;
    }
}

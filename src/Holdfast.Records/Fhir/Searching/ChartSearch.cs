using Holdfast.Records.Charts;
using Holdfast.Records.Tokens;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Records;

namespace Holdfast.Records.Fhir.Searching;

/// <summary>What is searched for, however it was asked: by GET, by POST, within a compartment, in a batch.</summary>
/// <param name="Type">One type; null for the whole chart (<c>_type</c> may name some).</param>
/// <param name="Parameters">Decoded.</param>
internal sealed record SearchRequest(string? Type, IReadOnlyList<KeyValuePair<string, string>> Parameters)
{
    /// <summary>Prefer: handling=lenient.</summary>
    public bool Lenient { get; init; }

    /// <summary>True when the client put the parameters into the address itself, so that the self link may repeat them.</summary>
    public bool InAddress { get; init; }

    /// <summary>The resource whose compartment is searched.</summary>
    public (string Type, string Id)? Compartment { get; init; }

    /// <summary>Below the FHIR base: <c>Observation</c>, <c>Patient/1/Condition</c>, or nothing.</summary>
    public string Path => Compartment is { } of ? $"{of.Type}/{of.Id}/{Type ?? "*"}" : Type ?? "";
}

/// <summary>The one entry to search: understands, evaluates, includes, cuts into pages, and reports what was shown.</summary>
internal sealed class ChartSearch(RoleSettings settings, TimeProvider time, SearchPages pages, ReportedViews views)
{
    private readonly string _base = settings.RecordsOrigin + "/fhir";

    public FhirAnswer Answer(LiveGrant live, SearchRequest request)
    {
        var charts = GrantCharts.Of(live, settings.RecordsOrigin, time.GetUtcNow());
        var answer = request.Parameters.FirstOrDefault(p => p.Key == SearchPages.Parameter).Value is { } link ? Page(live, charts, request, link) : First(live, charts, request);
        if (answer is FhirAnswer.Many { Set: var set }) views.Add(live.Grant, "search", [.. set.Matches, .. set.Included]);
        return answer;
    }

    private FhirAnswer First(LiveGrant live, GrantCharts charts, SearchRequest request)
    {
        if (!TryUnderstand(charts, request, out var query, out var notes, out var refused)) return refused!;
        var run = new SearchRun(charts);
        var matches = query!.Matching(run);
        var address = request.Path.Length == 0 ? _base : $"{_base}/{request.Path}";
        var self = request.InAddress && query.Used.Count > 0 ? $"{address}?{string.Join('&', query.Used.Select(u => $"{Uri.EscapeDataString(u.Key)}={Uri.EscapeDataString(u.Value)}"))}" : address;
        IReadOnlyList<InChart> page = query.OnlyTotal ? [] : [.. matches.Take(query.Count)];
        var (included, isCut) = query.Includes.With(run, page);
        if (request.Type is null && Withheld(live) is { } withheld) notes.Add(withheld);
        notes.AddRange(Notes(live, isCut));
        var set = new SearchSet(Versions(page), Versions(included), notes, matches.Count, self, null) { SaysTotal = query.SaysTotal || query.OnlyTotal };
        if (query.OnlyTotal || matches.Count <= page.Count) return new FhirAnswer.Many(set);
        var snapshot = new SearchPages.Snapshot([.. matches.Select(m => new SearchPages.Found(m.Chart.Id, m.Version.Type, m.Version.Id, m.Version.Sequence))], query.Count, query.Includes, query.SaysTotal);
        return new FhirAnswer.Many(Linked(set, address, pages.Keep(live.Grant, live.ClientKey, snapshot), 0, snapshot.Pages));
    }

    private FhirAnswer Page(LiveGrant live, GrantCharts charts, SearchRequest request, string link)
    {
        if (request.Parameters.Count > 1) return new FhirAnswer.Refused(400, "value", "A page link stands alone. Follow it as it was given.");
        if (pages.Open(live.Grant, live.ClientKey, link) is not { } opened)
            return new FhirAnswer.Refused(410, "not-found", "This page link is not known here, or it has expired. Search again.");
        var (key, number, snapshot) = opened;
        var page = snapshot.Matches.Skip(number * snapshot.PageSize).Take(snapshot.PageSize).Select(charts.At).OfType<InChart>().ToList();
        var (included, isCut) = snapshot.Includes.With(new SearchRun(charts), page);
        var address = request.Path.Length == 0 ? _base : $"{_base}/{request.Path}";
        var set = new SearchSet(Versions(page), Versions(included), [.. Notes(live, isCut)], snapshot.Matches.Count, $"{address}?{SearchPages.Parameter}={SearchPages.Link(key, number)}", null) { SaysTotal = snapshot.SaysTotal };
        return new FhirAnswer.Many(Linked(set, address, key, number, snapshot.Pages));
    }

    private static bool TryUnderstand(GrantCharts charts, SearchRequest request, out SearchQuery? query, out List<FhirIssue> notes, out FhirAnswer.Refused? refused)
    {
        (query, notes) = (null, []);
        var parameters = request.Parameters;
        if (request.Compartment is { } compartment && Outside(charts, compartment, request.Type) is { } outside)
        {
            refused = outside;
            return false;
        }

        if (!TryTypes(charts, request, out var types, out refused)) return false;
        if (request.Type is null) parameters = [.. parameters.Where(p => p.Key != "_type")];
        if (!SearchQuery.TryParse(charts, types, parameters, request.Lenient, out query, out refused)) return false;
        if (request.Compartment is { } of) query.Require(Compartments.Member(of.Type, of.Id));
        notes.AddRange(query.Ignored);
        return true;
    }

    /// <summary>The types that are searched: the one that was asked for, those of _type, or all that the grant may search.</summary>
    private static bool TryTypes(GrantCharts charts, SearchRequest request, out IReadOnlyList<string> types, out FhirAnswer.Refused? refused)
    {
        refused = null;
        if (request.Type is { } one)
        {
            types = [one];
            return true;
        }

        var named = request.Parameters.Where(p => p.Key == "_type").Select(p => p.Value).ToList();
        types = named.Count > 0 ? [.. named[0].Split(',').Distinct()] : charts.Types();
        if (request.Compartment is { } compartment) types = [.. types.Intersect(Compartments.Types(compartment.Type))];
        if (named.Count > 1) refused = new FhirAnswer.Refused(400, "value", "_type stands once, with commas between the types.");
        else if (types.FirstOrDefault(t => !ResourceParser.IsKnownType(t)) is not null) refused = new FhirAnswer.Refused(400, "value", "_type names resource types of R4, with commas.");
        return refused is null;
    }

    /// <summary>Null when there is such a compartment and the grant has what it is named after.</summary>
    private static FhirAnswer.Refused? Outside(GrantCharts charts, (string Type, string Id) compartment, string? type)
    {
        var types = Compartments.Types(compartment.Type);
        if (types.Count == 0) return new FhirAnswer.Refused(404, "not-found", "There is nothing at this address. The compartments are those of Patient, Encounter, RelatedPerson, Practitioner and Device.");
        if (type is not null && !types.Contains(type)) return new FhirAnswer.Refused(404, "not-supported", $"{(ResourceParser.IsKnownType(type) ? type : "That")} is not part of the compartment of {compartment.Type}. Search it by itself.");
        if (charts.Refusal(Interaction.Search, compartment.Type) is { } refused) return refused;
        return charts.All(compartment.Type).Any(c => c.Version.Id == compartment.Id) ? null : new FhirAnswer.Refused(404, "not-found", $"This grant has no such {compartment.Type}. A token opens exactly the charts that it was made for.");
    }

    private static IEnumerable<FhirIssue> Notes(LiveGrant live, bool isCut)
    {
        if (isCut) yield return new FhirIssue("incomplete", $"More goes with this page than the {SearchLimits.MostIncluded} resources that are included. Ask for smaller pages with _count, or for fewer of _include and _revinclude.", null, "warning");
        foreach (var note in FhirHttp.Notes(live)) yield return note;
    }

    /// <summary>A search of the whole chart says what part of it the grant does not cover, whether there is anything in it or not.</summary>
    private static FhirIssue? Withheld(LiveGrant live)
    {
        var parts = RecordClass.Own.Select(c => c.Text).Where(c => !live.MayRead(c)).ToList();
        return parts.Count == 0 ? null : new FhirIssue("suppressed", $"Not searched: this grant does not cover the {string.Join(" and ", parts)} part of the chart.", null, "information");
    }

    private static SearchSet Linked(SearchSet set, string address, string key, int page, int pageCount)
    {
        string To(int number) => $"{address}?{SearchPages.Parameter}={SearchPages.Link(key, number)}";
        var links = new List<SearchLink> { new("first", To(0)) };
        if (page > 0) links.Add(new("previous", To(page - 1)));
        links.Add(new("last", To(pageCount - 1)));
        return set with { Links = links, Next = page + 1 < pageCount ? To(page + 1) : null };
    }

    private static List<StoredVersion> Versions(IEnumerable<InChart> found) => [.. found.Select(f => f.Version)];
}

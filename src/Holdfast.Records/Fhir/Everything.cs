using Holdfast.Records.Charts;
using Holdfast.Records.Fhir.Searching;
using Holdfast.Records.Tokens;
using Holdfast.Wire.Connections;

namespace Holdfast.Records.Fhir;

/// <summary>
/// GET or POST Patient/[id]/$everything: the whole chart as far as the grant covers it, with what it refers to in the
/// provider's chart, in pages of <c>_count</c>; Patient/$everything the same of all charts of the grant. What the grant does not
/// cover, and what is missing, is said in the answer.
/// </summary>
internal static class Everything
{
    public static void Map(IEndpointRouteBuilder fhir)
    {
        foreach (var address in new[] { "/Patient/{id}/$everything", "/Patient/$everything" })
        {
            fhir.MapGet(address, (HttpContext http, ReportedViews views, RoleSettings settings) => Handle(http, views, settings));
            fhir.MapPost(address, (HttpContext http, ReportedViews views, RoleSettings settings) => Handle(http, views, settings)).DisableAntiforgery();
        }
    }

    private static async Task Handle(HttpContext http, ReportedViews views, RoleSettings settings)
    {
        var live = GrantGuard.Of(http);
        var (query, refused) = await Asked(http);
        var answer = query is null ? refused! : Decide(live, http.Request.RouteValues["id"] as string, query, settings);
        if (answer is FhirAnswer.Many { Set: var set }) views.Add(live.Grant, "everything", set.Matches);
        await FhirHttp.Write(http, live, answer);
    }

    private static async Task<(EverythingQuery? Query, FhirAnswer.Refused? Refused)> Asked(HttpContext http)
    {
        List<KeyValuePair<string, string>> pairs = Search.Pairs(http.Request.Query);
        if (HttpMethods.IsPost(http.Request.Method) && (http.Request.ContentLength ?? (http.Request.ContentType is null ? 0 : 1)) > 0)
        {
            var (json, unreadable) = await ReceivedBody.Read(http);
            using (json)
            {
                if (json is null) return (null, unreadable);
                if (EverythingQuery.Pairs(json.RootElement) is not { } sent)
                    return (null, new FhirAnswer.Refused(400, "invalid", "The body of $everything is a Parameters resource whose parameters each have a name and a simple value.", "Parameters"));
                pairs.AddRange(sent);
            }
        }

        return EverythingQuery.Read(pairs, Search.IsLenient(http.Request));
    }

    private static FhirAnswer Decide(LiveGrant live, string? id, EverythingQuery query, RoleSettings settings)
    {
        if (!live.Scope.Allows(Interaction.Read, "Patient")) return Access.Refusal(live, Interaction.Read, "Patient")!;
        if (id is not null && live.ChartOf(id) is null)
            return new FhirAnswer.Refused(404, "not-found", live.IsService ? "This grant has no such Patient." : $"This token opens the chart of Patient/{live.Patient}. Other charts are opened from the desk.");
        IReadOnlyList<OpenChart> charts = id is null ? [.. live.Charts.OrderBy(chart => chart.Id.ToString(), StringComparer.Ordinal)] : [live.ChartOf(id)!];
        var matches = charts.SelectMany(chart => Matching(live, chart, query)).ToList(); // in order of chart, type, id
        var rest = matches.FindAll(found => string.CompareOrdinal(Place(found), query.Goes) > 0);
        var page = rest.Take(query.Count).ToList();
        List<StoredVersion> shown = page.ConvertAll(found => found.Version);
        var included = query.WithOthers ? References.Providers(live, shown).FindAll(v => Access.Refusal(live, Interaction.Read, v.Type) is null) : [];
        List<FhirIssue> notes = [.. query.Ignored];
        var withheld = new[] { "identity", "clinical", "documents" }.Where(c => !live.MayRead(c)).ToList();
        if (withheld.Count > 0) notes.Add(new FhirIssue("suppressed", $"Not shown: this grant does not cover the {string.Join(" and ", withheld)} part of the chart.", null, "information"));
        notes.AddRange(FhirHttp.Notes(live));
        var self = $"{settings.RecordsOrigin}/fhir/Patient/{(id is null ? "" : id + "/")}$everything";
        var next = page.Count < rest.Count ? $"{self}{QueryString.Create(query.Used.Append(KeyValuePair.Create(EverythingQuery.After, Place(page[^1])))!)}" : null;
        return new FhirAnswer.Many(new SearchSet(shown, included, notes, matches.Count, self, next));
    }

    private static IEnumerable<InChart> Matching(LiveGrant live, OpenChart chart, EverythingQuery query) =>
        chart.Types().Where(type => query.Takes(type) && live.MayRead(live.ContentOf(type)) && live.Scope.Allows(Interaction.Read, type))
            .SelectMany(chart.All).Where(query.Takes).Select(version => new InChart(chart, version));

    /// <summary>Resources are in the order of this; a page goes on after the last one shown, so writes between neither repeat nor hide one.</summary>
    private static string Place(InChart found) => $"{found.Chart.Id}.{found.Version.Type}/{found.Version.Id}";
}

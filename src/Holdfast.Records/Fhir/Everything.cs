using System.Globalization;
using Holdfast.Records.Charts;
using Holdfast.Records.Fhir.Searching;
using Holdfast.Records.Tokens;
using Holdfast.Wire.Connections;

namespace Holdfast.Records.Fhir;

/// <summary>
/// GET or POST Patient/[id]/$everything: the whole chart as far as the grant covers it, with what it refers to in the
/// provider's chart, in pages of <c>_count</c>. What the grant does not cover, and what is missing, is said in the answer.
/// </summary>
internal static class Everything
{
    private const string After = "_after";

    public static void Map(IEndpointRouteBuilder fhir)
    {
        fhir.MapGet("/Patient/{id}/$everything", Handle);
        fhir.MapPost("/Patient/{id}/$everything", Handle).DisableAntiforgery();
    }

    private static Task Handle(HttpContext http, string id, ReportedViews views, RoleSettings settings)
    {
        var live = GrantGuard.Of(http);
        var answer = Decide(http, live, id, settings);
        if (answer is FhirAnswer.Many { Set: var set }) views.Add(live.Grant, "everything", set.Matches);
        return FhirHttp.Write(http, live, answer);
    }

    private static FhirAnswer Decide(HttpContext http, LiveGrant live, string id, RoleSettings settings)
    {
        if (!live.Scope.Allows(Interaction.Read, "Patient")) return Access.Refusal(live, Interaction.Read, "Patient")!;
        if (live.ChartOf(id) is not { } chart) return new FhirAnswer.Refused(404, "not-found", $"This token opens the chart of Patient/{live.Patient}. Other charts are opened from the desk.");
        var notes = new List<FhirIssue>();
        HashSet<string>? types = null;
        DateCriterion? since = null;
        var (count, after) = (int.MaxValue, "");
        if (http.Request.ContentLength > 0) return new FhirAnswer.Refused(400, "not-supported", "Send the parameters of $everything in its address: they say nothing about anybody.");
        foreach (var (name, value) in Search.Pairs(http.Request.Query))
        {
            if (name == "_type") types = [.. value.Split(',')];
            else if (name == "_since" && DateCriterion.Parse("ge" + value) is { HasZone: true } criterion) since = criterion;
            else if (name == "_count" && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var asked) && asked > 0) count = asked;
            else if (name == After) after = value;
            else if (Parameters.OfPresentation.Contains(name)) continue;
            else if (Search.IsLenient(http.Request)) notes.Add(new FhirIssue("not-supported", "A parameter that $everything does not know was left out.", null, "warning"));
            else return new FhirAnswer.Refused(400, "not-supported", "$everything knows _type (types with commas), _since (a time with its zone) and _count (from 1). Prefer: handling=lenient leaves others out.");
        }

        var matches = new List<StoredVersion>(); // in order of type, then id
        foreach (var type in chart.Types().Where(t => types is null || types.Contains(t)))
            if (live.MayRead(live.ContentOf(type)) && live.Scope.Allows(Interaction.Read, type))
                matches.AddRange(chart.All(type).Where(v => since is null || since.Matches(DateRange.Instant(v.Entry.LastUpdatedMs))));
        var rest = matches.FindAll(v => string.CompareOrdinal(Place(v), after) > 0);
        var page = rest.Count > count ? rest[..count] : rest;
        var included = types is null ? References.Providers(live, page).FindAll(v => Access.Refusal(live, Interaction.Read, v.Type) is null) : [];
        var withheld = new[] { "identity", "clinical", "documents" }.Where(c => !live.MayRead(c)).ToList();
        if (withheld.Count > 0) notes.Add(new FhirIssue("suppressed", $"Not shown: this grant does not cover the {string.Join(" and ", withheld)} part of the chart.", null, "information"));
        notes.AddRange(FhirHttp.Notes(live));
        var self = $"{settings.RecordsOrigin}/fhir/Patient/{id}/$everything";
        var next = page.Count < rest.Count ? $"{self}{QueryString.Create(Search.Pairs(http.Request.Query).Where(p => p.Key != After).Append(KeyValuePair.Create(After, Place(page[^1])))!)}" : null;
        return new FhirAnswer.Many(new SearchSet(page, included, notes, matches.Count, self, next));
    }

    /// <summary>Resources are in the order of this; a page goes on after the last one shown, so writes between neither repeat nor hide one.</summary>
    private static string Place(StoredVersion version) => $"{version.Type}/{version.Id}";
}

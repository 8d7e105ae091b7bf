using Holdfast.Records.Charts;
using Holdfast.Records.Fhir.Searching;
using Holdfast.Records.Tokens;
using Holdfast.Wire.Connections;

namespace Holdfast.Records.Fhir;

/// <summary>
/// GET [type]?… and POST [type]/_search: within the opened chart, and for the types that stand there within the
/// provider's chart, which every grant may read. POST keeps what is searched for out of addresses.
/// </summary>
internal static class Search
{
    public static void Map(IEndpointRouteBuilder fhir)
    {
        fhir.MapGet("/{type}", (HttpContext http, string type, ReportedViews views, PageLinks links, RoleSettings settings) =>
            Answer(http, views, Run(http, type, Pairs(http.Request.Query), links, settings)));
        fhir.MapPost("/{type}/_search", async (HttpContext http, string type, ReportedViews views, PageLinks links, RoleSettings settings) =>
            await Answer(http, views, await ReadForm(http) is { } form ? Run(http, type, [.. Pairs(http.Request.Query), .. form], links, settings) : NotAForm())).DisableAntiforgery();
    }

    /// <summary>Handling of unknown parameters: refused unless the client says lenient.</summary>
    public static bool IsLenient(HttpRequest request) => request.Headers["Prefer"].Any(p => p?.Contains("handling=lenient", StringComparison.Ordinal) == true);

    public static List<KeyValuePair<string, string>> Pairs(IEnumerable<KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues>> query) =>
        [.. query.SelectMany(q => q.Value.Select(v => KeyValuePair.Create(q.Key, v ?? "")))];

    private static FhirAnswer Run(HttpContext http, string type, List<KeyValuePair<string, string>> parameters, PageLinks links, RoleSettings settings)
    {
        var live = GrantGuard.Of(http);
        if (Access.Refusal(live, Interaction.Search, type) is { } refused) return refused;
        var place = new PageLinks.Place(0, IsLenient(http.Request), [.. parameters.Select(p => new[] { p.Key, p.Value })]);
        if (parameters.Find(p => p.Key == PageLinks.Parameter).Value is { } link)
        {
            if (parameters.Count > 1 || links.Open(live.Grant, type, link) is not { } opened)
                return new FhirAnswer.Refused(400, "invalid", "This page link belongs to another grant, was altered, or the server has restarted since. Search again.");
            place = opened;
        }

        if (!SearchQuery.TryParse(type, [.. place.Parameters.Select(p => KeyValuePair.Create(p[0], p[1]))], place.Lenient, out var query, out var wrong)) return wrong;
        var matching = query.Matching(Candidates(live, type));
        var page = query.OnlyTotal ? [] : matching.Skip(place.Offset).Take(query.Count).ToList();
        var shown = place.Offset + page.Count;
        var next = !query.OnlyTotal && shown < matching.Count
            ? $"{settings.RecordsOrigin}/fhir/{type}?{PageLinks.Parameter}={links.Seal(live.Grant, type, place with { Offset = shown })}" : null;
        List<FhirIssue> notes = [.. query.Ignored];
        notes.AddRange(FhirHttp.Notes(live));
        return new FhirAnswer.Many(new SearchSet(page, [], notes, matching.Count, $"{settings.RecordsOrigin}/fhir/{type}", next));
    }

    private static IReadOnlyList<StoredVersion> Candidates(LiveGrant live, string type) =>
        Compartment.MayBeProviders(type) ? [.. live.Chart.All(type), .. live.Provider.All(type)] : live.Chart.All(type);

    private static async Task<List<KeyValuePair<string, string>>?> ReadForm(HttpContext http)
    {
        if (http.Request.ContentLength is 0) return [];
        if (http.Request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true) return null;
        try
        {
            return Pairs(await http.Request.ReadFormAsync(http.RequestAborted));
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static FhirAnswer.Refused NotAForm() => new(415, "not-supported", "Send the search as Content-Type: application/x-www-form-urlencoded.");

    private static Task Answer(HttpContext http, ReportedViews views, FhirAnswer answer)
    {
        var live = GrantGuard.Of(http);
        if (answer is FhirAnswer.Many { Set: var set }) views.Add(live.Grant, "search", set.Matches);
        return FhirHttp.Write(http, live, answer);
    }
}

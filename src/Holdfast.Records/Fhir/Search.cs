using Holdfast.Records.Fhir.Searching;
using Holdfast.Records.Finding;
using Holdfast.Records.Tokens;

namespace Holdfast.Records.Fhir;

/// <summary>
/// GET and POST of [type], of the whole chart, and of a compartment: within the charts of the grant, and for the types
/// that stand there within the provider's chart, which every grant may read. POST keeps what is searched for out of
/// addresses. Patient under a search grant is the directory's (<see cref="PatientSearch"/>), and by POST alone.
/// </summary>
internal static class Search
{
    public static void Map(IEndpointRouteBuilder fhir)
    {
        fhir.MapGet("", (HttpContext http, ChartSearch search) => Get(http, search, null));
        fhir.MapGet("/{type}", (HttpContext http, ChartSearch search, string type) => GrantGuard.SearchOf(http) is null ? Get(http, search, type) : PatientSearch.RefuseGet(http)).WithMetadata(ServesSearchGrants.Instance);
        fhir.MapGet("/{compartment}/{id}/{type}", (HttpContext http, ChartSearch search, string compartment, string id, string type) => Get(http, search, type, (compartment, id)));
        fhir.MapPost("/_search", (HttpContext http, ChartSearch search) => Post(http, search, null)).DisableAntiforgery();
        fhir.MapPost("/{type}/_search", (HttpContext http, ChartSearch search, PatientSearch directory, string type) =>
            GrantGuard.SearchOf(http) is { } grant ? Find(http, directory, grant) : Post(http, search, type)).DisableAntiforgery().WithMetadata(ServesSearchGrants.Instance);
        fhir.MapPost("/{compartment}/{id}/{type}/_search", (HttpContext http, ChartSearch search, string compartment, string id, string type) => Post(http, search, type, (compartment, id))).DisableAntiforgery();
    }

    /// <summary>Handling of unknown parameters: refused unless the client says lenient.</summary>
    public static bool IsLenient(HttpRequest request) => request.Headers["Prefer"].Any(p => p?.Contains("handling=lenient", StringComparison.Ordinal) == true);

    public static List<KeyValuePair<string, string>> Pairs(IEnumerable<KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues>> query) =>
        [.. query.SelectMany(q => q.Value.Select(v => KeyValuePair.Create(q.Key, v ?? "")))];

    private static Task Get(HttpContext http, ChartSearch search, string? type, (string, string)? compartment = null) =>
        Answer(http, search, Request(http, type, Pairs(http.Request.Query), compartment) with { InAddress = true });

    private static async Task Post(HttpContext http, ChartSearch search, string? type, (string, string)? compartment = null)
    {
        var (form, refused) = await ReadForm(http);
        if (form is null) await FhirHttp.Write(http, GrantGuard.Of(http), refused!);
        else await Answer(http, search, Request(http, type, [.. Pairs(http.Request.Query), .. form], compartment));
    }

    private static async Task Find(HttpContext http, PatientSearch directory, SearchGrant grant)
    {
        var (form, refused) = await ReadForm(http);
        if (form is null) await FhirHttp.Write(http, null, refused!);
        else await directory.Answer(http, grant, form, IsLenient(http.Request));
    }

    private static SearchRequest Request(HttpContext http, string? type, IReadOnlyList<KeyValuePair<string, string>> parameters, (string, string)? compartment) =>
        new(type is "*" && compartment is not null ? null : type, parameters) { Lenient = IsLenient(http.Request), Compartment = compartment };

    private static Task Answer(HttpContext http, ChartSearch search, SearchRequest request)
    {
        var live = GrantGuard.Of(http);
        return FhirHttp.Write(http, live, search.Answer(live, request));
    }

    private static async Task<(List<KeyValuePair<string, string>>? Form, FhirAnswer.Refused? Refused)> ReadForm(HttpContext http)
    {
        if (http.Request.ContentLength is 0) return ([], null);
        if (http.Request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true)
            return (null, new FhirAnswer.Refused(415, "not-supported", "Send the search as Content-Type: application/x-www-form-urlencoded."));
        try
        {
            return (Pairs(await http.Request.ReadFormAsync(http.RequestAborted)), null);
        }
        catch (InvalidDataException)
        {
            return (null, new FhirAnswer.Refused(400, "too-costly", $"The form is larger than a search may be: at most {SearchLimits.MostParameters} parameters, each of at most {SearchLimits.LongestValue} characters."));
        }
    }
}

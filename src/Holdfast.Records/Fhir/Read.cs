using System.Globalization;
using Holdfast.Records.Charts;
using Holdfast.Records.Tokens;

namespace Holdfast.Records.Fhir;

/// <summary>GET [type]/[id] and GET [type]/[id]/_history/[version].</summary>
internal static class Read
{
    public static void Map(IEndpointRouteBuilder fhir)
    {
        fhir.MapGet("/{type}/{id}", (HttpContext http, string type, string id, ReportedViews views) => Answer(http, views, "read", Current(GrantGuard.Of(http), type, id)));
        fhir.MapGet("/{type}/{id}/_history/{version}", (HttpContext http, string type, string id, string version, ReportedViews views) =>
            Answer(http, views, "vread", Version(GrantGuard.Of(http), type, id, version)));
    }

    /// <summary>The resource in the patient's chart, or in the provider's for the types that stand there.</summary>
    public static StoredVersion? Find(LiveGrant live, string type, string id) =>
        live.Chart.Find(type, id) ?? (Compartment.MayBeProviders(type) ? live.Provider.Find(type, id) : null);

    private static FhirAnswer Current(LiveGrant live, string type, string id)
    {
        if (Access.Refusal(live, Interaction.Read, type) is { } refused) return refused;
        if (!ResourceParser.IsId(id)) return NotAnId();
        return Find(live, type, id) switch
        {
            null => new FhirAnswer.Refused(404, "not-found", $"This chart has no such {type}. A token opens exactly one chart: other patients' charts are opened from the desk."),
            { IsDeleted: true } => new FhirAnswer.Refused(410, "deleted", $"This {type} was deleted. Its earlier versions can be read under _history."),
            var version => new FhirAnswer.OneResource(200, version),
        };
    }

    private static FhirAnswer Version(LiveGrant live, string type, string id, string versionId)
    {
        if (Access.Refusal(live, Interaction.Read, type) is { } refused) return refused;
        if (!ResourceParser.IsId(id)) return NotAnId();
        if (!long.TryParse(versionId, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)) return new FhirAnswer.Refused(400, "value", "A version id here is a number, as in ETag: W/\"7\".");
        var version = Find(live, type, id);
        while (version is not null && version.Sequence != sequence) version = version.Previous;
        return version switch
        {
            null => new FhirAnswer.Refused(404, "not-found", $"This chart has no such version of this {type}."),
            { IsDeleted: true } => new FhirAnswer.Refused(410, "deleted", "This version is the deletion."),
            _ => new FhirAnswer.OneResource(200, version),
        };
    }

    private static Task Answer(HttpContext http, ReportedViews views, string interaction, FhirAnswer answer)
    {
        var live = GrantGuard.Of(http);
        if (answer is FhirAnswer.OneResource { Version: var version })
        {
            views.Add(live.Grant, version.Content, interaction, 1);
            if (http.Request.Headers.IfNoneMatch.Contains(version.ETag)) answer = new FhirAnswer.NotModified(version);
        }

        return FhirHttp.Write(http, live, answer);
    }

    public static FhirAnswer.Refused NotAnId() => new(400, "value", "An id has 1 to 64 of the characters A-Z a-z 0-9 - and dot.");
}

using System.Globalization;
using Holdfast.Records.Charts;
using Holdfast.Records.Tokens;

namespace Holdfast.Records.Fhir;

/// <summary>
/// GET and HEAD of [type]/[id] and of [type]/[id]/_history/[version], also conditional (<c>If-None-Match</c>,
/// <c>If-Modified-Since</c>). What is in another chart is answered exactly like what is nowhere.
/// </summary>
internal static class Read
{
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    public static void Map(IEndpointRouteBuilder fhir)
    {
        fhir.MapMethods("/{type}/{id}", Methods, (HttpContext http, string type, string id, ReportedViews views) => Answer(http, views, "read", Current(GrantGuard.Of(http), type, id)));
        fhir.MapMethods("/{type}/{id}/_history/{version}", Methods, (HttpContext http, string type, string id, string version, ReportedViews views) =>
            Answer(http, views, "vread", Version(GrantGuard.Of(http), type, id, version)));
    }

    /// <summary>The resource in a chart of the grant, or in the provider's for the types that stand there.</summary>
    public static StoredVersion? Find(LiveGrant live, string type, string id)
    {
        foreach (var chart in live.Charts)
            if (chart.FindNamed(type, id) is { } found) return found;
        return Compartment.MayBeProviders(type) ? live.FindProviders(type, id) : null;
    }

    public static FhirAnswer Current(LiveGrant live, string type, string id)
    {
        if (Access.Refusal(live, Interaction.Read, type) is { } refused) return refused;
        if (!ResourceParser.IsId(id)) return NotAnId();
        return Find(live, type, id) switch
        {
            null => NotHere(type),
            { IsDeleted: true } => new FhirAnswer.Refused(410, "deleted", $"This {type} was deleted. Its earlier versions can be read under _history."),
            var version => new FhirAnswer.OneResource(200, version),
        };
    }

    public static FhirAnswer Version(LiveGrant live, string type, string id, string versionId)
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

    /// <summary>304 when the client has the version already. If-None-Match stands before If-Modified-Since (RFC 9110, 13.2.2).</summary>
    /// <param name="answer">What would be answered without a condition.</param>
    /// <param name="ifNoneMatch">The header, or a batch entry's ifNoneMatch; empty when there is none.</param>
    /// <param name="ifModifiedSince">The header, or a batch entry's; null when there is none, or it is no time.</param>
    public static FhirAnswer Unless(FhirAnswer answer, string ifNoneMatch, DateTimeOffset? ifModifiedSince)
    {
        if (answer is not FhirAnswer.OneResource { Version: var version }) return answer;
        if (ifNoneMatch.Length > 0)
            return ifNoneMatch.Split(',', StringSplitOptions.TrimEntries).Any(tag => tag == "*" || tag == version.ETag || "W/" + tag == version.ETag) ? new FhirAnswer.NotModified(version) : answer;
        // The header has whole seconds: a version of the same second may be newer.
        return ifModifiedSince is { } since && version.LastUpdated <= since ? new FhirAnswer.NotModified(version) : answer;
    }

    public static FhirAnswer.Refused NotHere(string type) =>
        new(404, "not-found", $"This chart has no such {type}. A token opens exactly one chart: other patients' charts are opened from the desk.");

    public static FhirAnswer.Refused NotAnId() => new(400, "value", "An id has 1 to 64 of the characters A-Z a-z 0-9 - and dot.");

    private static Task Answer(HttpContext http, ReportedViews views, string interaction, FhirAnswer answer)
    {
        var live = GrantGuard.Of(http);
        if (answer is FhirAnswer.OneResource && Parameters.Unknown(http) is { } unknown) answer = unknown;
        else if (answer is FhirAnswer.OneResource { Version: var shown })
        {
            views.Add(live.Grant, shown.Content, interaction, 1);
            var headers = http.Request.GetTypedHeaders();
            answer = Unless(answer, http.Request.Headers.IfNoneMatch.ToString(), headers.IfModifiedSince);
        }

        return FhirHttp.Write(http, live, answer);
    }
}

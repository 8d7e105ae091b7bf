using Holdfast.Records.Charts;
using Holdfast.Records.Fhir.Searching;
using Holdfast.Records.Tokens;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Records.Fhir;

/// <summary>
/// POST [type]. With <c>If-None-Exist: identifier=system|value</c> (or any other search) it writes once however often it
/// is sent: the search and the write are decided on one state of the chart, and again when another writer was faster.
/// </summary>
internal static class Create
{
    public static void Map(IEndpointRouteBuilder fhir) => fhir.MapPost("/{type}", Handle);

    private static async Task Handle(HttpContext http, string type, ChartWriter writer, RoleSettings settings, TimeProvider time)
    {
        var live = GrantGuard.Of(http);
        await FhirHttp.Write(http, live, await Decide(http, live, type, writer, settings, time));
    }

    private static async Task<FhirAnswer> Decide(HttpContext http, LiveGrant live, string type, ChartWriter writer, RoleSettings settings, TimeProvider time)
    {
        if (Access.Refusal(live, Interaction.Create, type) is { } refused) return refused;
        if (type == "Patient") return new FhirAnswer.Refused(422, "business-rule", $"A chart has one patient, Patient/{live.Patient}. Update it with PUT; new patients are admitted at the desk.");
        var charts = GrantCharts.Of(live, settings.RecordsOrigin, time.GetUtcNow());
        SearchQuery? unless = null;
        if (http.Request.Headers.IfNoneExist() is { Length: > 0 } condition && !SearchQuery.TryParseCondition(charts, type, condition, out unless, out var wrong)) return wrong;
        var (received, invalid) = await ReceivedResource.Read(http, live, type);
        if (received is null) return invalid!;

        var entry = received.ToEntry(RecordId.New().ToString(), live, time.GetUtcNow());
        FhirAnswer? decided = null;
        var outcome = await writer.Write(live, chart =>
        {
            decided = unless is null ? null : Existing(charts, chart, unless);
            return decided is null ? new WritePlan.Append([entry]) : new WritePlan.Nothing();
        }, http.RequestAborted);
        return outcome is WriteOutcome.Written { Versions: [var version] }
            ? new FhirAnswer.OneResource(201, version, $"{settings.RecordsOrigin}/fhir/{type}/{version.Id}/_history/{version.VersionId}")
            : decided ?? WriteRefusals.Of(outcome);
    }

    private static FhirAnswer? Existing(GrantCharts charts, OpenChart chart, SearchQuery unless) => unless.MatchingIn(charts, chart) switch
    {
        [] => null,
        [var one] => new FhirAnswer.OneResource(200, one),
        _ => new FhirAnswer.Refused(412, "multiple-matches", "Several resources of this chart match If-None-Exist. Name one that is unique, such as an identifier."),
    };

    private static string? IfNoneExist(this IHeaderDictionary headers) => headers["If-None-Exist"] is [{ } one] ? one : null;
}

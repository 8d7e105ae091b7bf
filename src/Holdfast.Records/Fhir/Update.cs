using Holdfast.Records.Charts;
using Holdfast.Records.Tokens;
using Holdfast.Wire.Connections;

namespace Holdfast.Records.Fhir;

/// <summary>
/// PUT [type]/[id]. A resource that exists is only replaced by someone who has seen its present version
/// (<c>If-Match</c>), so nobody's entry is overwritten unseen. An id that is new to the chart is created.
/// </summary>
internal static class Update
{
    public static void Map(IEndpointRouteBuilder fhir) => fhir.MapPut("/{type}/{id}", Handle);

    private static async Task Handle(HttpContext http, string type, string id, ChartWriter writer, RoleSettings settings, TimeProvider time)
    {
        var live = GrantGuard.Of(http);
        await FhirHttp.Write(http, live, await Decide(http, live, type, id, writer, settings, time));
    }

    private static async Task<FhirAnswer> Decide(HttpContext http, LiveGrant live, string type, string id, ChartWriter writer, RoleSettings settings, TimeProvider time)
    {
        if (Access.Refusal(live, Interaction.Update, type) is { } refused) return refused;
        if (!ResourceParser.IsId(id)) return Read.NotAnId();
        if (type == "Patient" && id != live.Patient) return new FhirAnswer.Refused(422, "business-rule", $"A chart has one patient, Patient/{live.Patient}. New patients are admitted at the desk.");
        var (received, invalid) = await ReceivedResource.Read(http, live, type);
        if (received is null) return invalid!;
        if (received.Text.Id != id) return new FhirAnswer.Refused(400, "invalid", "The resource's id must be the one in the address.", $"{type}.id");

        var ifMatch = http.Request.Headers.IfMatch.ToString();
        var entry = received.ToEntry(id, live, time.GetUtcNow());
        FhirAnswer? decided = null;
        var isNew = false;
        var outcome = await writer.Write(live, chart =>
        {
            var present = chart.Find(type, id);
            isNew = present is null or { IsDeleted: true } or { Sequence: 0 };
            decided = Precondition(present, ifMatch);
            if (decided is null && isNew && !live.Scope.Allows(Interaction.Create, type))
                decided = new FhirAnswer.Refused(403, "forbidden", $"There is no such {type} in this chart, and the scope of this token does not allow to create one.");
            return decided is null ? new WritePlan.Append([entry]) : new WritePlan.Nothing();
        }, http.RequestAborted);
        return outcome is WriteOutcome.Written { Versions: [var version] }
            ? new FhirAnswer.OneResource(isNew ? 201 : 200, version, $"{settings.RecordsOrigin}/fhir/{type}/{id}/_history/{version.VersionId}")
            : decided ?? WriteRefusals.Of(outcome);
    }

    private static FhirAnswer.Refused? Precondition(StoredVersion? present, string ifMatch)
    {
        if (present is null or { IsDeleted: true })
            return ifMatch.Length == 0 ? null : new FhirAnswer.Refused(412, "conflict", "If-Match names a version, but this chart has no such resource. Leave If-Match out to create it.");
        if (ifMatch.Length == 0)
            return new FhirAnswer.Refused(428, "conflict", $"Say which version you have seen: If-Match: {present.ETag}. Read the resource first, so that nobody's change is lost.");
        return ifMatch == present.ETag ? null
            : new FhirAnswer.Refused(412, "conflict", $"Somebody changed this resource meanwhile: it is at {present.ETag}. Read it again and apply your change to it.");
    }
}

using Holdfast.Records.Charts;
using Holdfast.Records.Tokens;

namespace Holdfast.Records.Fhir;

/// <summary>May this grant do this with this type? Null when it may; else the refusal that says what to do instead.</summary>
internal static class Access
{
    public static FhirAnswer.Refused? Refusal(LiveGrant live, Interaction interaction, string type)
    {
        if (!ResourceParser.IsKnownType(type) || !Compartment.IsStored(type))
            return new FhirAnswer.Refused(404, "not-supported", "There is no such resource type here. GET /fhir/metadata lists what there is.");
        if (!live.Scope.Allows(interaction, type))
            return new FhirAnswer.Refused(403, "forbidden", $"The scope of this token does not allow to {interaction.ToString().ToLowerInvariant()} {type}. Ask for it when the chart is opened.");
        if (type == "AuditEvent" && interaction is not (Interaction.Read or Interaction.Search))
            return new FhirAnswer.Refused(403, "forbidden", "Audits are not sent: every interaction here is in the ledger by itself. The privacy officer downloads AuditEvents at the watch.");
        if (live.StaffOf is { } staff) return StaffCompartment.Refusal(live, staff, interaction, type);
        if (!Compartment.IsOfPatients(type)) return interaction is Interaction.Read or Interaction.Search ? null : ProvidersOwn(type);
        var content = ResourceClasses.ContentOf(type);
        if (!live.MayRead(content)) return new FhirAnswer.Refused(403, "forbidden", $"This grant does not cover the {content} part of the chart, to which {type} belongs. Somebody whose work needs it can open the chart.");
        if (interaction is not (Interaction.Read or Interaction.Search) && !live.WritableClasses.Contains(content))
            return new FhirAnswer.Refused(403, "forbidden", $"This grant may read the {content} part of the chart but not write it.");
        return null;
    }

    private static FhirAnswer.Refused ProvidersOwn(string type) =>
        new(403, "forbidden", $"{type} belongs to the provider's own chart, which is not written under a patient's grant. Bring it in with `holdfast import`.");
}

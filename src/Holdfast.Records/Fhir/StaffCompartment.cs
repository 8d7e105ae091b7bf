using Holdfast.Records.Charts;
using Holdfast.Records.Tokens;
using Holdfast.Wire;

namespace Holdfast.Records.Fhir;

/// <summary>
/// What a chart of a member of staff holds: the Practitioner with home address, telephone and registrations
/// (<c>qualification</c>), their PractitionerRoles, and as Person whoever is to be called when something happens to them
/// (tagged <c>http://terminology.hl7.org/CodeSystem/v2-0131|C</c>). Not RelatedPerson: R4 makes that one a relation of a
/// patient, and nobody here is one. Nothing clinical.
/// </summary>
internal static class StaffCompartment
{
    private static readonly HashSet<string> Types = ["Practitioner", "PractitionerRole", "Person"];

    /// <summary>Null when this grant may do this with this type in the staff chart that it opens, or when it opens none.</summary>
    public static FhirAnswer.Refused? Refusal(LiveGrant live, PersonCard staff, Interaction interaction, string type)
    {
        var reads = interaction is Interaction.Read or Interaction.Search;
        if (!Types.Contains(type))
            return reads && !Compartment.IsOfPatients(type) ? null
                : new FhirAnswer.Refused(403, "forbidden", $"This is the chart of a member of staff: it holds no {type}. It holds {string.Join(", ", Types)}.");
        if (!live.MayRead(ResourceClasses.Staff)) return new FhirAnswer.Refused(403, "forbidden", "This grant does not cover the details of staff.");
        if (reads) return null;
        if (!live.WritableClasses.Contains(ResourceClasses.Staff)) return new FhirAnswer.Refused(403, "forbidden", "This grant may read this chart but not write it.");
        if (type == "PractitionerRole" && live.Actor.Person == PersonId.From(staff.Person))
            return new FhirAnswer.Refused(403, "forbidden", "Somebody else enters what one is employed as. Ask your administrator.");
        return interaction is (Interaction.Create or Interaction.Delete) && type == "Practitioner"
            ? new FhirAnswer.Refused(422, "business-rule", $"A staff chart has one Practitioner, {PersonId.From(staff.Person)}. Update it with PUT.") : null;
    }
}

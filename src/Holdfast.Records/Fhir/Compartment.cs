using System.Text.Json;

namespace Holdfast.Records.Fhir;

/// <summary>
/// Whose chart a resource belongs to: where each type names its patient. The types are those of HL7's CompartmentDefinition
/// for Patient (R4) and a few that name a patient without being in it; the paths are those of whom the resource is about,
/// not of who made it.
/// </summary>
internal static class Compartment
{
    /// <summary>A path is member names with dots; arrays are walked through.</summary>
    private static readonly Dictionary<string, string[]> Paths = new(StringComparer.Ordinal)
    {
        ["Account"] = ["subject"], ["AdverseEvent"] = ["subject"], ["AllergyIntolerance"] = ["patient"], ["Appointment"] = ["participant.actor"],
        ["AppointmentResponse"] = ["actor"], ["AuditEvent"] = ["agent.who", "entity.what"], ["Basic"] = ["subject"], ["Binary"] = ["securityContext"],
        ["BodyStructure"] = ["patient"], ["CarePlan"] = ["subject"], ["CareTeam"] = ["subject"], ["ChargeItem"] = ["subject"], ["Claim"] = ["patient"],
        ["ClaimResponse"] = ["patient"], ["ClinicalImpression"] = ["subject"], ["Communication"] = ["subject"], ["CommunicationRequest"] = ["subject"],
        ["Composition"] = ["subject"], ["Condition"] = ["subject"], ["Consent"] = ["patient"], ["Contract"] = ["subject"],
        ["Coverage"] = ["beneficiary", "subscriber", "policyHolder", "payor"], ["CoverageEligibilityRequest"] = ["patient"],
        ["CoverageEligibilityResponse"] = ["patient"], ["DetectedIssue"] = ["patient"], ["Device"] = ["patient"], ["DeviceRequest"] = ["subject"],
        ["DeviceUseStatement"] = ["subject"], ["DiagnosticReport"] = ["subject"], ["DocumentManifest"] = ["subject"], ["DocumentReference"] = ["subject"],
        ["Encounter"] = ["subject"], ["EnrollmentRequest"] = ["candidate"], ["EpisodeOfCare"] = ["patient"], ["ExplanationOfBenefit"] = ["patient"],
        ["FamilyMemberHistory"] = ["patient"], ["Flag"] = ["subject"], ["Goal"] = ["subject"], ["Group"] = ["member.entity"], ["GuidanceResponse"] = ["subject"],
        ["ImagingStudy"] = ["subject"], ["Immunization"] = ["patient"], ["ImmunizationEvaluation"] = ["patient"], ["ImmunizationRecommendation"] = ["patient"],
        ["Invoice"] = ["subject", "recipient"], ["List"] = ["subject"], ["MeasureReport"] = ["subject"], ["Media"] = ["subject"],
        ["MedicationAdministration"] = ["subject"], ["MedicationDispense"] = ["subject"], ["MedicationRequest"] = ["subject"],
        ["MedicationStatement"] = ["subject"], ["MolecularSequence"] = ["patient"], ["NutritionOrder"] = ["patient"], ["Observation"] = ["subject"],
        ["Patient"] = [], ["Person"] = ["link.target"], ["Procedure"] = ["subject"], ["Provenance"] = ["target"], ["QuestionnaireResponse"] = ["subject"],
        ["RelatedPerson"] = ["patient"], ["RequestGroup"] = ["subject"], ["ResearchSubject"] = ["individual"], ["RiskAssessment"] = ["subject"],
        ["Schedule"] = ["actor"], ["ServiceRequest"] = ["subject"], ["Specimen"] = ["subject"], ["SupplyDelivery"] = ["patient"],
        ["SupplyRequest"] = ["deliverTo"], ["Task"] = ["for"], ["VisionPrescription"] = ["patient"],
    };

    /// <summary>Types of which some are about no patient at all and may then stand in the provider's chart, which everybody reads.</summary>
    private static readonly HashSet<string> MayBeTheProviders = ["Contract", "Device", "Schedule"];

    /// <summary>Wrappers: what they carry is stored, they are not.</summary>
    private static readonly HashSet<string> NeverStored = ["Bundle", "OperationOutcome", "Parameters"];

    public static bool IsStored(string type) => !NeverStored.Contains(type);

    /// <summary>True for types that are about a patient and so live in a patient's chart.</summary>
    public static bool IsOfPatients(string type) => Paths.ContainsKey(type);

    /// <summary>True for types that may stand in the provider's own chart when they name no patient.</summary>
    public static bool MayBeProviders(string type) => IsStored(type) && (!Paths.ContainsKey(type) || MayBeTheProviders.Contains(type));

    /// <summary>The reference texts that say whom the resource is about, as written (<c>Patient/…</c>, <c>urn:uuid:…</c>, an address), with their path.</summary>
    public static IEnumerable<(string Path, string Reference)> Subjects(string type, JsonElement resource)
    {
        foreach (var path in Paths.GetValueOrDefault(type) ?? [])
            foreach (var target in Walk([resource], path))
                if (target.ValueKind == JsonValueKind.Object && target.TryGetProperty("reference", out var text) && text.ValueKind == JsonValueKind.String)
                    yield return ($"{type}.{path}", text.GetString()!);
    }

    /// <summary>The id in <c>Patient/id</c>, with or without an address before or a version after it; null for other references.</summary>
    public static string? PatientId(string reference)
    {
        var parts = reference.Split('/');
        for (var i = parts.Length - 2; i >= 0; i--)
        {
            if (parts[i] == "_history") continue;
            if (parts[i] == "Patient") return parts[i + 1];
        }

        return null;
    }

    private static IEnumerable<JsonElement> Walk(IEnumerable<JsonElement> from, string path)
    {
        foreach (var name in path.Split('.'))
            from = from.SelectMany(e => e.ValueKind == JsonValueKind.Object && e.TryGetProperty(name, out var child) ? Flatten(child) : []);
        return from;
    }

    private static IEnumerable<JsonElement> Flatten(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : [element];
}

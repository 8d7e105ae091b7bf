using System.Text.Json.Nodes;

namespace Holdfast.Drill.Cohort;

/// <summary>The Patient resource as Ontario's hospitals write it (CA Baseline): health number with its version code apart, language, next of kin.</summary>
internal static class PatientResource
{
    public static JsonObject Make(SyntheticPatient patient) => new()
    {
        ["resourceType"] = "Patient",
        ["identifier"] = new JsonArray(new JsonObject
        {
            ["extension"] = new JsonArray(new JsonObject { ["url"] = HealthNumbers.VersionExtension, ["valueString"] = patient.HealthNumberVersion }),
            ["use"] = "official",
            ["type"] = new JsonObject { ["coding"] = new JsonArray(FhirJson.Coding("http://terminology.hl7.org/CodeSystem/v2-0203", "JHN", "Jurisdictional health number (Canada)")) },
            ["system"] = HealthNumbers.System,
            ["value"] = patient.HealthNumber,
        }),
        ["active"] = true,
        ["name"] = new JsonArray(new JsonObject { ["use"] = "official", ["family"] = patient.Family, ["given"] = new JsonArray([.. patient.Given.Select(g => (JsonNode)g)]) }),
        ["telecom"] = Phone(patient.Telephone, "home"),
        ["gender"] = patient.Gender,
        ["birthDate"] = OntarioTime.Fhir(patient.BirthDate),
        ["address"] = new JsonArray(new JsonObject
        {
            ["use"] = "home",
            ["type"] = "physical",
            ["line"] = new JsonArray(patient.Street),
            ["city"] = patient.Town.Name,
            ["state"] = "ON",
            ["postalCode"] = patient.PostalCode,
            ["country"] = "CA",
        }),
        ["contact"] = new JsonArray(new JsonObject
        {
            ["relationship"] = new JsonArray(FhirJson.Concept(patient.Kin.Relation.In(patient.Language))),
            ["name"] = new JsonObject { ["family"] = patient.Kin.Family, ["given"] = new JsonArray(patient.Kin.Given) },
            ["telecom"] = Phone(patient.Kin.Telephone, "mobile"),
        }),
        ["communication"] = new JsonArray(new JsonObject
        {
            ["language"] = new JsonObject
            {
                ["coding"] = new JsonArray(patient.Language == "fr"
                    ? FhirJson.Coding("urn:ietf:bcp:47", "fr-CA", "French (Canada)")
                    : FhirJson.Coding("urn:ietf:bcp:47", "en-CA", "English (Canada)")),
            },
            ["preferred"] = true,
        }),
        ["generalPractitioner"] = new JsonArray(FhirJson.Reference(ProviderBundle.Physician(patient.Nurse), ProviderBundle.PhysicianName(patient.Nurse))),
        ["managingOrganization"] = FhirJson.Reference(ProviderBundle.Organization),
    };

    private static JsonArray Phone(string number, string use) => new(new JsonObject { ["system"] = "phone", ["value"] = number, ["use"] = use });
}

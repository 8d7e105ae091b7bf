using System.Security;
using System.Text.Json.Nodes;

namespace Holdfast.Drill.Cohort;

/// <summary>What one documented visit leaves in a chart: the encounter, the note, the vital signs.</summary>
internal static class VisitResources
{
    public static IEnumerable<JsonObject> Make(SeededNumbers seed, Visit visit, string subject, double progress)
    {
        var patient = visit.Patient;
        var numbers = seed.For($"visit/{patient.Number}/{visit.Ordinal}");
        var signs = VitalSigns.At(seed.For($"body/{patient.Number}"), numbers, patient.Care.Tendency, progress);
        var encounter = numbers.Uuid();
        var author = FhirJson.Reference(ProviderBundle.Nurse(visit.Nurse), Staff.All[visit.Nurse].Name);
        yield return FhirJson.Entry(encounter, Encounter(visit, subject, author));
        yield return FhirJson.Entry(numbers.Uuid(), Note(visit, subject, encounter, author, VisitNote.Write(numbers, patient, signs)));
        foreach (var observation in Observations(numbers, patient, signs))
        {
            observation["subject"] = FhirJson.Reference(subject);
            observation["encounter"] = FhirJson.Reference($"urn:uuid:{encounter}");
            observation["effectiveDateTime"] = OntarioTime.Fhir(visit.Start.AddMinutes(6));
            observation["performer"] = new JsonArray(author.DeepClone());
            yield return FhirJson.Entry(numbers.Uuid(), observation);
        }
    }

    private static JsonObject Encounter(Visit visit, string subject, JsonObject author) => new()
    {
        ["resourceType"] = "Encounter",
        ["status"] = "finished",
        ["class"] = FhirJson.Coding("http://terminology.hl7.org/CodeSystem/v3-ActCode", "HH", "home health"),
        ["type"] = new JsonArray(FhirJson.Concept(visit.Patient.Language == "fr" ? "Visite infirmière à domicile" : "Home nursing visit")),
        ["subject"] = FhirJson.Reference(subject),
        ["participant"] = new JsonArray(new JsonObject { ["individual"] = author.DeepClone() }),
        ["period"] = new JsonObject { ["start"] = OntarioTime.Fhir(visit.Start), ["end"] = OntarioTime.Fhir(visit.End) },
        ["reasonCode"] = new JsonArray(FhirJson.Concept(visit.Patient.Care.Reason.In(visit.Patient.Language))),
        ["serviceProvider"] = FhirJson.Reference(ProviderBundle.Organization),
    };

    private static JsonObject Note(Visit visit, string subject, string encounter, JsonObject author, string words) => new()
    {
        ["resourceType"] = "Composition",
        ["language"] = visit.Patient.Language == "fr" ? "fr-CA" : "en-CA",
        ["status"] = "final",
        ["type"] = FhirJson.Concept(FhirJson.Loinc, "34109-9", "Note"),
        ["subject"] = FhirJson.Reference(subject),
        ["encounter"] = FhirJson.Reference($"urn:uuid:{encounter}"),
        ["date"] = OntarioTime.Fhir(visit.Start),
        ["author"] = new JsonArray(author.DeepClone()),
        ["title"] = visit.Patient.Language == "fr" ? "Note de visite" : "Visit note",
        ["section"] = new JsonArray(new JsonObject
        {
            ["text"] = new JsonObject { ["status"] = "additional", ["div"] = $"<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>{SecurityElement.Escape(words)}</p></div>" },
        }),
    };

    private static IEnumerable<JsonObject> Observations(SeededNumbers numbers, SyntheticPatient patient, VitalSigns signs)
    {
        yield return Vital("85354-9", "Blood pressure panel with all children optional", null, new JsonArray(
            Component("8480-6", "Systolic blood pressure", signs.Systolic), Component("8462-4", "Diastolic blood pressure", signs.Diastolic)));
        yield return Vital("8867-4", "Heart rate", FhirJson.Quantity(signs.Pulse, "/min", "/min"));
        if (numbers.Chance(0.7)) yield return Vital("8310-5", "Body temperature", FhirJson.Quantity((decimal)signs.Temperature, "°C", "Cel"));
        if (patient.Care.Tendency.Saturation < 96 || numbers.Chance(0.5))
            yield return Vital("59408-5", "Oxygen saturation in Arterial blood by Pulse oximetry", FhirJson.Quantity(signs.Saturation, "%", "%"));
        if (numbers.Chance(0.6)) yield return Vital("9279-1", "Respiratory rate", FhirJson.Quantity(signs.Respirations, "/min", "/min"));
        if (patient.Care.Tendency.WeightDrift != 0 || numbers.Chance(0.25)) yield return Vital("29463-7", "Body weight", FhirJson.Quantity((decimal)signs.Weight, "kg", "kg"));
        if (patient.Care.Tendency.Pain > 1) yield return Vital("72514-3", "Pain severity - 0-10 verbal numeric rating [Score] - Reported", FhirJson.Quantity(signs.Pain, "{score}", "{score}"), category: "survey");
        if (patient.Care.Tendency.Glucose) yield return Vital("15074-8", "Glucose [Moles/volume] in Blood", FhirJson.Quantity((decimal)signs.Glucose, "mmol/L", "mmol/L"), category: "laboratory");
    }

    private static JsonObject Vital(string code, string display, JsonObject? value, JsonArray? components = null, string category = "vital-signs")
    {
        var observation = new JsonObject
        {
            ["resourceType"] = "Observation",
            ["status"] = "final",
            ["category"] = new JsonArray(FhirJson.Terminology("observation-category", category)),
            ["code"] = FhirJson.Concept(FhirJson.Loinc, code, display),
        };
        if (value is not null) observation["valueQuantity"] = value;
        if (components is not null) observation["component"] = components;
        return observation;
    }

    private static JsonObject Component(string code, string display, int pressure) => new()
    {
        ["code"] = FhirJson.Concept(FhirJson.Loinc, code, display),
        ["valueQuantity"] = FhirJson.Quantity(pressure, "mmHg", "mm[Hg]"),
    };
}

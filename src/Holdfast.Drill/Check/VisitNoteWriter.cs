using System.Globalization;
using System.Text.Json.Nodes;
using Holdfast.Drill.Clients;
using Holdfast.Drill.Cohort;

namespace Holdfast.Drill.Check;

/// <summary>FHIR ids of a visit that was just written up, and its day for searches.</summary>
internal sealed record WrittenNote(string Encounter, string Composition, string Observation, string Date);

/// <summary>Writes up a visit into an opened chart: the encounter, the note that belongs to it, one vital sign.</summary>
internal sealed class VisitNoteWriter(SmartClient app, TimeProvider time)
{
    public async Task<WrittenNote> Write()
    {
        var now = time.GetUtcNow();
        var stamp = now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var encounter = await Create(new JsonObject
        {
            ["resourceType"] = "Encounter",
            ["status"] = "finished",
            ["class"] = FhirJson.Coding("http://terminology.hl7.org/CodeSystem/v3-ActCode", "HH", "home health"),
            ["subject"] = Subject,
            ["period"] = new JsonObject { ["start"] = stamp, ["end"] = stamp },
        });
        var composition = await Create(new JsonObject
        {
            ["resourceType"] = "Composition",
            ["status"] = "final",
            ["type"] = FhirJson.Concept(FhirJson.Loinc, "34109-9", "Note"),
            ["subject"] = Subject,
            ["encounter"] = FhirJson.Reference($"Encounter/{encounter}"),
            ["date"] = stamp,
            ["author"] = new JsonArray(new JsonObject { ["display"] = "Software nurse" }),
            ["title"] = "Visit note",
            ["section"] = new JsonArray(new JsonObject
            {
                ["text"] = new JsonObject { ["status"] = "additional", ["div"] = "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Routine visit. Comfortable, no new concerns.</p></div>" },
            }),
        });
        var observation = await Create(new JsonObject
        {
            ["resourceType"] = "Observation",
            ["status"] = "final",
            ["category"] = new JsonArray(FhirJson.Terminology("observation-category", "vital-signs")),
            ["code"] = FhirJson.Concept(FhirJson.Loinc, "8867-4", "Heart rate"),
            ["subject"] = Subject,
            ["encounter"] = FhirJson.Reference($"Encounter/{encounter}"),
            ["effectiveDateTime"] = stamp,
            ["valueQuantity"] = FhirJson.Quantity(72, "/min", "/min"),
        });
        return new WrittenNote(encounter, composition, observation, stamp[..10]);
    }

    private JsonObject Subject => FhirJson.Reference($"Patient/{app.Patient}");

    private async Task<string> Create(JsonObject resource)
    {
        var answer = (await app.Create(resource)).Need($"write {(string)resource["resourceType"]!}");
        return Answer.Text(answer, "id") is { Length: > 0 } id ? id : throw new UnexpectedAnswerException("write: the answer carries no id");
    }
}

using System.Text.Json.Nodes;
using Holdfast.Drill.Cohort.Care;

namespace Holdfast.Drill.Cohort;

/// <summary>One patient's chart as a FHIR R4 transaction: who, what ails, what was operated, allergies, medications, the plan, and the visits so far.</summary>
internal sealed class PatientBundle
{
    private readonly SyntheticPatient _patient;
    private readonly SeededNumbers _numbers;
    private readonly DateOnly _begun;
    private readonly string _uuid;
    private readonly List<JsonObject> _entries = [];

    private PatientBundle(SeededNumbers seed, SyntheticPatient patient, DateOnly begun)
    {
        _patient = patient;
        _numbers = seed.For($"chart/{patient.Number}");
        _begun = begun;
        _uuid = _numbers.Uuid();
    }

    public static JsonObject Make(SeededNumbers seed, SyntheticPatient patient, IReadOnlyList<Visit> documented, DateOnly begun)
    {
        var bundle = new PatientBundle(seed, patient, begun);
        bundle._entries.Add(FhirJson.Entry(bundle._uuid, PatientResource.Make(patient)));
        bundle.Conditions();
        bundle.Operations();
        bundle.Allergies();
        bundle.Medications();
        bundle.Plan();
        bundle.Alerts();
        foreach (var visit in documented)
            bundle._entries.AddRange(VisitResources.Make(seed, visit, $"urn:uuid:{bundle._uuid}", documented.Count < 2 ? 0 : (double)visit.Ordinal / (documented[^1].Ordinal)));
        return FhirJson.Transaction(bundle._entries);
    }

    private JsonObject Subject => FhirJson.Reference($"urn:uuid:{_uuid}");

    private string Say(Text text) => text.In(_patient.Language);

    private bool Fits(string? only) => only is null || only == _patient.Gender;

    private void Add(JsonObject resource) => _entries.Add(FhirJson.Entry(_numbers.Uuid(), resource));

    private string Past(int fewestDays, int mostDays) => OntarioTime.Fhir(_begun.AddDays(-_numbers.Between(fewestDays, mostDays)));

    private void Conditions()
    {
        var conditions = _patient.Care.Conditions.Where(c => Fits(c.Only)).ToList();
        var count = Math.Max(2, conditions.Count - _numbers.Between(0, 2));
        foreach (var condition in conditions.Take(count))
            Add(new JsonObject
            {
                ["resourceType"] = "Condition",
                ["clinicalStatus"] = FhirJson.Terminology("condition-clinical", "active"),
                ["verificationStatus"] = FhirJson.Terminology("condition-ver-status", "confirmed"),
                ["category"] = new JsonArray(FhirJson.Terminology("condition-category", "problem-list-item")),
                ["code"] = FhirJson.Concept(Say(condition)),
                ["subject"] = Subject,
                ["onsetDateTime"] = Past(60, 3600),
                ["recordedDate"] = OntarioTime.Fhir(_begun),
            });
    }

    private void Operations()
    {
        var operations = _patient.Care.Operations.Where(o => Fits(o.Only)).ToList();
        foreach (var operation in operations.Take(_numbers.Chance(0.5) ? 2 : 1))
            Add(new JsonObject
            {
                ["resourceType"] = "Procedure",
                ["status"] = "completed",
                ["category"] = FhirJson.Concept(_patient.Language == "fr" ? "Intervention chirurgicale" : "Surgical procedure"),
                ["code"] = FhirJson.Concept(Say(operation)),
                ["subject"] = Subject,
                ["performedDateTime"] = Past(10, 4000),
            });
    }

    private void Allergies()
    {
        var allergies = _numbers.Draw(EveryVisit.Allergies, _numbers.Chance(0.45) ? 0 : _numbers.Between(1, 3));
        foreach (var (substance, reaction) in allergies)
            Add(Allergy(Say(substance), new JsonObject
            {
                ["criticality"] = reaction.English == "Anaphylaxis" ? "high" : "low",
                ["reaction"] = new JsonArray(new JsonObject { ["manifestation"] = new JsonArray(FhirJson.Concept(Say(reaction))) }),
            }));
        if (allergies.Count == 0) Add(Allergy(_patient.Language == "fr" ? "Aucune allergie connue" : "No known allergies", []));
    }

    private JsonObject Allergy(string text, JsonObject more)
    {
        var resource = new JsonObject
        {
            ["resourceType"] = "AllergyIntolerance",
            ["clinicalStatus"] = FhirJson.Terminology("allergyintolerance-clinical", "active"),
            ["verificationStatus"] = FhirJson.Terminology("allergyintolerance-verification", "confirmed"),
        };
        if (more["criticality"] is { } criticality) resource["criticality"] = criticality.DeepClone();
        resource["code"] = FhirJson.Concept(text);
        resource["patient"] = Subject;
        resource["recordedDate"] = OntarioTime.Fhir(_begun);
        if (more["reaction"] is { } reaction) resource["reaction"] = reaction.DeepClone();
        return resource;
    }

    private void Medications()
    {
        var drugs = _patient.Care.Drugs.Concat(_numbers.Draw(Drugs.Common, _numbers.Between(1, 4))).Where(d => Fits(d.Only)).Distinct().ToList();
        foreach (var drug in drugs)
        {
            var stopped = drugs.Count > 4 && _numbers.Chance(0.12);
            Add(new JsonObject
            {
                ["resourceType"] = "MedicationRequest",
                ["status"] = stopped ? "stopped" : "active",
                ["intent"] = "order",
                ["medicationCodeableConcept"] = FhirJson.Concept(Drugs.DinSystem, drug.Din, drug.Name),
                ["subject"] = Subject,
                ["authoredOn"] = Past(1, 300),
                ["requester"] = FhirJson.Reference(ProviderBundle.Physician(_patient.Nurse), ProviderBundle.PhysicianName(_patient.Nurse)),
                ["dosageInstruction"] = new JsonArray(new JsonObject { ["text"] = Say(drug.Dosage) }),
            });
        }
    }

    private void Plan()
    {
        var goals = new JsonArray();
        foreach (var goal in _patient.Care.Goals)
        {
            var uuid = _numbers.Uuid();
            goals.Add((JsonNode)FhirJson.Reference($"urn:uuid:{uuid}"));
            _entries.Add(FhirJson.Entry(uuid, new JsonObject
            {
                ["resourceType"] = "Goal",
                ["lifecycleStatus"] = "active",
                ["description"] = FhirJson.Concept(Say(goal)),
                ["subject"] = Subject,
                ["startDate"] = OntarioTime.Fhir(_begun),
                ["target"] = new JsonArray(new JsonObject { ["dueDate"] = OntarioTime.Fhir(_begun.AddDays(_numbers.Between(100, 200))) }),
            }));
        }

        Add(new JsonObject
        {
            ["resourceType"] = "CarePlan",
            ["status"] = "active",
            ["intent"] = "plan",
            ["title"] = Say(_patient.Care.Reason),
            ["subject"] = Subject,
            ["period"] = new JsonObject { ["start"] = OntarioTime.Fhir(_begun) },
            ["created"] = OntarioTime.Fhir(_begun),
            ["author"] = FhirJson.Reference(ProviderBundle.Nurse(_patient.Nurse), Staff.All[_patient.Nurse].Name),
            ["goal"] = goals,
            ["activity"] = new JsonArray([.. _patient.Care.Activities.Select(a => new JsonObject
            {
                ["detail"] = new JsonObject { ["status"] = "in-progress", ["description"] = Say(a), ["scheduledString"] = EveryDays() },
            })]),
        });
    }

    private string EveryDays() => (_patient.Language, _patient.Care.DaysBetweenVisits) switch
    {
        ("fr", 7) => "Chaque semaine",
        ("fr", var n) => $"Aux {n} jours",
        (_, 7) => "Every week",
        (_, var n) => $"Every {n} days",
    };

    private void Alerts()
    {
        foreach (var alert in _patient.Care.Alerts.Concat(_numbers.Chance(0.3) ? [_numbers.Pick(EveryVisit.Alerts)] : []))
            Add(new JsonObject
            {
                ["resourceType"] = "Flag",
                ["status"] = "active",
                ["category"] = new JsonArray(FhirJson.Terminology("flag-category", "safety")),
                ["code"] = FhirJson.Concept(Say(alert)),
                ["subject"] = Subject,
                ["period"] = new JsonObject { ["start"] = OntarioTime.Fhir(_begun) },
            });
    }
}

using System.Text.Json;
using Holdfast.ChartApp.Documents;
using Holdfast.ChartApp.Fhir;
using Holdfast.ChartApp.Words;

namespace Holdfast.ChartApp.Chart;

/// <summary>
/// One open chart as far as it has arrived. Only in memory, and only while the chart is open.
/// Resources may come twice (a page repeated, a note sent): the later one stands.
/// </summary>
internal sealed class ChartData
{
    private readonly Dictionary<string, Allergy> _allergies = [];
    private readonly Dictionary<string, Alert> _alerts = [];
    private readonly Dictionary<string, Problem> _problems = [];
    private readonly Dictionary<string, Operation> _operations = [];
    private readonly Dictionary<string, Medication> _medications = [];
    private readonly Dictionary<string, (string? What, string? Din)> _products = [];
    private readonly Dictionary<string, Plan> _plans = [];
    private readonly Dictionary<string, Goal> _goals = [];
    private readonly Dictionary<string, Visit> _visits = [];
    private readonly Dictionary<string, Note> _notes = [];
    private readonly Dictionary<string, Measurement> _measurements = [];
    private readonly Dictionary<string, DocumentItem> _documents = [];

    public Patient? Patient { get; private set; }

    public IReadOnlyCollection<Allergy> Allergies => _allergies.Values;
    public IReadOnlyCollection<Alert> Alerts => _alerts.Values;
    public IReadOnlyCollection<Problem> Problems => _problems.Values;
    public IReadOnlyCollection<Operation> Operations => _operations.Values;
    public IReadOnlyCollection<Plan> Plans => _plans.Values;
    public IReadOnlyDictionary<string, Goal> Goals => _goals;
    public IReadOnlyCollection<Visit> Visits => _visits.Values;
    public IReadOnlyCollection<Note> Notes => _notes.Values;
    public IReadOnlyCollection<Measurement> Measurements => _measurements.Values;
    public IReadOnlyCollection<DocumentItem> Documents => _documents.Values;

    /// <summary>Medicines with their names, also of those that point to a Medication elsewhere.</summary>
    public IEnumerable<Medication> Medications => _medications.Values.Select(medicine =>
        medicine.What is null && medicine.MedicationId is { } id && _products.TryGetValue(id, out var product)
            ? medicine with { What = product.What, Din = medicine.Din ?? product.Din }
            : medicine);

    /// <summary>Medications that a request points to and that have not arrived.</summary>
    public IReadOnlyList<string> ProductsWanted =>
        [.. _medications.Values.Where(m => m.What is null).Select(m => m.MedicationId).OfType<string>().Where(id => !_products.ContainsKey(id)).Distinct()];

    /// <summary>Takes one resource in. Types that are not shown are passed over; a resource without an id is not one of a server.</summary>
    public void Take(JsonElement resource)
    {
        if (resource.Text("id") is not { } id) return;
        switch (resource.Text("resourceType"))
        {
            case "Patient": Patient = ReadPerson.Patient(id, resource); break;
            case "AllergyIntolerance": _allergies[id] = ReadPerson.Allergy(id, resource); break;
            case "Flag": _alerts[id] = ReadPerson.Alert(id, resource); break;
            case "Condition": Keep(_problems, id, ReadPerson.Problem(id, resource)); break;
            case "Procedure": Keep(_operations, id, ReadPerson.Operation(id, resource)); break;
            case "MedicationRequest": Keep(_medications, "R/" + id, ReadTreatment.Prescribed(id, resource)); break;
            case "MedicationStatement": Keep(_medications, "S/" + id, ReadTreatment.Stated(id, resource)); break;
            case "Medication": _products[id] = ReadTreatment.Product(resource); break;
            case "CarePlan": Keep(_plans, id, ReadTreatment.Plan(id, resource)); break;
            case "Goal": Keep(_goals, id, ReadTreatment.Goal(id, resource)); break;
            case "Encounter": Keep(_visits, id, ReadVisits.Visit(id, resource)); break;
            case "Composition": Keep(_notes, "C/" + id, ReadVisits.Composition(id, resource)); break;
            case "DocumentReference":
                // What lies in this chart can be opened; what has its words inside, or lies elsewhere, is told among the visits.
                var document = DocumentItem.Read(id, resource);
                Keep(_documents, id, document);
                Keep(_notes, "D/" + id, document is null ? ReadVisits.Document(id, resource) : null);
                break;
            case "Observation": Keep(_measurements, id, ReadVisits.Observation(id, resource)); break;
        }
    }

    /// <summary>A resource that turns out to be an error takes its earlier form with it.</summary>
    private static void Keep<T>(Dictionary<string, T> all, string id, T? read) where T : class
    {
        if (read is null) all.Remove(id);
        else all[id] = read;
    }
}

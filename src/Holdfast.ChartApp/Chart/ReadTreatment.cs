using System.Text.Json;
using Holdfast.ChartApp.Fhir;
using Holdfast.ChartApp.Words;

namespace Holdfast.ChartApp.Chart;

/// <summary>What is done for this person: MedicationRequest, MedicationStatement, Medication, CarePlan, Goal.</summary>
internal static class ReadTreatment
{
    public const string DinSystem = "http://hl7.org/fhir/NamingSystem/ca-hc-din";

    public static Medication? Prescribed(string id, JsonElement resource)
    {
        var status = resource.Text("status");
        if (status == "entered-in-error") return null;
        return Medicine(id, resource, status is "active" or "on-hold", "dosageInstruction", resource.Text("authoredOn"), resource.Get("requester").Text("display"));
    }

    /// <summary>What the person says they take, or was reported to take.</summary>
    public static Medication? Stated(string id, JsonElement resource)
    {
        var status = resource.Text("status");
        if (status is "entered-in-error" or "not-taken") return null;
        var since = resource.Text("effectiveDateTime") ?? resource.Get("effectivePeriod").Text("start");
        return Medicine(id, resource, status is "active" or "intended", "dosage", since, resource.Get("informationSource").Text("display"));
    }

    /// <summary>The name and DIN of a Medication, which may lie in the provider's own chart.</summary>
    public static (string? What, string? Din) Product(JsonElement resource) =>
        (resource.Get("code").Words(), resource.Get("code").Code(DinSystem));

    public static Plan? Plan(string id, JsonElement resource)
    {
        var status = resource.Text("status");
        if (status == "entered-in-error") return null;
        var title = resource.Text("title")
            ?? resource.Get("category").Items().Select(Concepts.Words).LastOrDefault(words => words is not null and not "assess-plan")
            ?? resource.Text("description") ?? "?";
        return new Plan(
            id, title, status is "active" or "on-hold", FhirTime.Read(resource.Get("period").Text("start")), FhirTime.Read(resource.Get("period").Text("end")),
            [.. resource.Get("activity").Items().Select(Activity).OfType<Activity>()],
            [.. resource.Get("goal").Items().Select(goal => goal.ReferenceTo("Goal")).OfType<string>()]);
    }

    public static Goal? Goal(string id, JsonElement resource)
    {
        var status = resource.Text("lifecycleStatus");
        if (status is "entered-in-error" or "rejected") return null;
        return new Goal(
            id, resource.Get("description").Words() ?? "?", status is not ("completed" or "cancelled"),
            resource.Get("achievementStatus").Words(), FhirTime.Read(resource.Get("target").First().Text("dueDate")));
    }

    private static Medication Medicine(string id, JsonElement resource, bool active, string dosages, string? since, string? by)
    {
        var concept = resource.Get("medicationCodeableConcept");
        var reference = resource.Get("medicationReference");
        var contained = resource.Get("contained").Items().FirstOrDefault(c => c.Text("resourceType") == "Medication").Get("code");
        var what = concept.Words() ?? contained.Words() ?? reference.Text("display");
        return new Medication(
            id, what, reference.ReferenceTo("Medication"), concept.Code(DinSystem) ?? contained.Code(DinSystem),
            string.Join("; ", resource.Get(dosages).Items().Select(DoseWords).OfType<string>()) is { Length: > 0 } dose ? dose : null,
            resource.Get("reasonCode").First().Words(), active,
            resource.Get(dosages).Items().Any(d => d.Get("asNeededBoolean").IsTrue() || d.Get("asNeededCodeableConcept").Exists()),
            FhirTime.Read(since), by);
    }

    /// <summary>The text of the instruction; where there is none, dose, frequency and route put side by side.</summary>
    private static string? DoseWords(JsonElement dosage)
    {
        if ((dosage.Text("text") ?? dosage.Text("patientInstruction")) is { } text) return text;
        var repeat = dosage.Get("timing").Get("repeat");
        var amount = Concepts.QuantityWords(dosage.Get("doseAndRate").First().Get("doseQuantity"));
        var often = repeat.Get("frequency").Number() is { } frequency && repeat.Get("period").Number() is { } period
            ? $"{frequency:0.##}× / {(period == 1 ? "" : $"{period:0.##} ")}{repeat.Text("periodUnit")}"
            : dosage.Get("timing").Get("code").Words();
        var parts = new[] { amount, often, dosage.Get("route").Words() }.OfType<string>().ToArray();
        return parts.Length == 0 ? null : string.Join(", ", parts);
    }

    private static Activity? Activity(JsonElement activity)
    {
        var detail = activity.Get("detail");
        var what = detail.Get("code").Words() ?? detail.Text("description") ?? activity.Get("reference").Text("display");
        if (what is null) return null;
        var how = detail.Text("scheduledString") ?? detail.Get("scheduledTiming").Get("code").Words()
            ?? (detail.Get("code").Exists() ? detail.Text("description") : null);
        return new Activity(what, how == what ? null : how, detail.Text("status") is not ("completed" or "cancelled" or "stopped" or "entered-in-error"));
    }
}

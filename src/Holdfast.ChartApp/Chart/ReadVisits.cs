using System.Text;
using System.Text.Json;
using Holdfast.ChartApp.Fhir;
using Holdfast.ChartApp.Words;

namespace Holdfast.ChartApp.Chart;

/// <summary>What happened: Encounter, Composition, DocumentReference, Observation.</summary>
internal static class ReadVisits
{
    private const string HomeHealth = "HH";
    private const string Loinc = "http://loinc.org";
    /// <summary>A note longer than this is somebody's scanned file, not words for this page.</summary>
    private const int MaximumAttachmentBytes = 256 * 1024;

    public static Visit? Visit(string id, JsonElement resource)
    {
        var status = resource.Text("status") ?? "unknown";
        if (status == "entered-in-error") return null;
        var code = resource.Get("class").Text("code");
        return new Visit(
            id, code == HomeHealth, code, resource.Get("type").First().Words(), resource.Get("reasonCode").First().Words(),
            FhirTime.Read(resource.Get("period").Text("start")), FhirTime.Read(resource.Get("period").Text("end")),
            resource.Get("participant").Items().Select(p => p.Get("individual").Text("display")).FirstOrDefault(name => name is not null),
            status);
    }

    public static Note? Composition(string id, JsonElement resource)
    {
        if (resource.Text("status") == "entered-in-error") return null;
        var parts = new List<NotePart>();
        foreach (var section in resource.Get("section").Items()) AddSection(parts, section, depth: 0);
        if (parts.Count == 0) AddPart(parts, null, NarrativeText.ToText(resource.Get("text").Text("div")));
        // When the author signed. The server's own lastUpdated would call everything late that was imported.
        var attested = resource.Get("attester").Items().Select(attester => attester.Text("time")).FirstOrDefault(time => time is not null);
        return new Note(
            id, resource.Get("encounter").ReferenceTo("Encounter"), resource.Text("title") ?? resource.Get("type").Words() ?? "?",
            FhirTime.Read(resource.Text("date")), FhirTime.Read(attested),
            resource.Get("author").First().Text("display"), parts, Replaced: false);
    }

    /// <summary>Shown with its text when it carries plain text; by its title otherwise.</summary>
    public static Note? Document(string id, JsonElement resource)
    {
        var status = resource.Text("status");
        if (status == "entered-in-error") return null;
        var attachment = resource.Get("content").First().Get("attachment");
        var parts = new List<NotePart>();
        AddPart(parts, null, PlainText(attachment));
        return new Note(
            id, resource.Get("context").Get("encounter").First().ReferenceTo("Encounter"),
            attachment.Text("title") ?? resource.Get("type").Words() ?? resource.Text("description") ?? "?",
            FhirTime.Read(resource.Get("context").Get("period").Text("start") ?? resource.Text("date")), FhirTime.Read(resource.Text("date")),
            resource.Get("author").First().Text("display"), parts, Replaced: status == "superseded");
    }

    public static Measurement? Observation(string id, JsonElement resource)
    {
        if (resource.Text("status") is "entered-in-error" or "cancelled") return null;
        var code = resource.Get("code");
        var quantity = resource.Get("valueQuantity");
        return new Measurement(
            id, resource.Get("encounter").ReferenceTo("Encounter"), code.Code(Loinc), code.Words() ?? "?",
            FhirTime.Read(resource.Text("effectiveDateTime") ?? resource.Get("effectivePeriod").Text("start") ?? resource.Text("issued")),
            quantity.Get("value").Number(), quantity.Text("code") ?? quantity.Text("unit"), ValueWords(resource),
            [.. resource.Get("component").Items().Select(Part)]);
    }

    private static MeasuredPart Part(JsonElement component)
    {
        var quantity = component.Get("valueQuantity");
        return new MeasuredPart(
            component.Get("code").Code(Loinc), component.Get("code").Words() ?? "?",
            quantity.Get("value").Number(), quantity.Text("code") ?? quantity.Text("unit"), ValueWords(component));
    }

    private static string? ValueWords(JsonElement element) =>
        Concepts.QuantityWords(element.Get("valueQuantity"))
        ?? element.Get("valueCodeableConcept").Words()
        ?? element.Text("valueString")
        ?? element.Get("valueInteger").Number()?.ToString(System.Globalization.CultureInfo.InvariantCulture)
        ?? element.Text("valueDateTime");

    private static void AddSection(List<NotePart> parts, JsonElement section, int depth)
    {
        const int deepestSection = 4;
        AddPart(parts, section.Text("title"), NarrativeText.ToText(section.Get("text").Text("div")));
        if (depth < deepestSection)
            foreach (var inner in section.Get("section").Items()) AddSection(parts, inner, depth + 1);
    }

    private static void AddPart(List<NotePart> parts, string? title, string? text)
    {
        if (!string.IsNullOrWhiteSpace(text)) parts.Add(new NotePart(title, text));
    }

    private static string? PlainText(JsonElement attachment)
    {
        if (attachment.Text("contentType")?.StartsWith("text/plain", StringComparison.OrdinalIgnoreCase) != true) return null;
        if (attachment.Get("data") is not { ValueKind: JsonValueKind.String } data || !data.TryGetBytesFromBase64(out var bytes)) return null;
        return bytes.Length > MaximumAttachmentBytes ? null : WithoutGaps(Encoding.UTF8.GetString(bytes));
    }

    /// <summary>Machine-made notes have runs of empty lines; one is enough for the eye.</summary>
    private static string WithoutGaps(string text)
    {
        var kept = new StringBuilder(text.Length);
        var empty = 0;
        foreach (var line in text.Trim().AsSpan().EnumerateLines())
        {
            empty = line.IsWhiteSpace() ? empty + 1 : 0;
            if (empty <= 1) kept.Append(line.TrimEnd()).Append('\n');
        }
        return kept.ToString().TrimEnd();
    }
}

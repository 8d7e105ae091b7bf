using System.Globalization;
using System.Text.Json;
using Holdfast.ChartApp.Fhir;
using Holdfast.ChartApp.Vitals;
using Holdfast.ChartApp.Words;

namespace Holdfast.ChartApp.Notes;

/// <summary>One resource to be created, once: <paramref name="Identifier"/> (a bare UUID) is what a second sending finds it by.</summary>
internal sealed record NoteResource(string Type, string Identifier, byte[] Json);

/// <summary>Who signs: the person of the grant.</summary>
internal sealed record Author(string PersonId, string Name);

/// <summary>
/// A visit note as FHIR: an Encounter of class HH, a Composition (LOINC 34109-9) with the words, an Observation for each vital sign.
/// Event time is Encounter.period.start, Composition.date and Observation.effective; the time of writing is the
/// Composition's personal attestation and each Observation's issued.
/// </summary>
internal static class NoteResources
{
    private const string Loinc = "http://loinc.org";
    private const string IdentifierSystem = "urn:ietf:rfc:3986";
    private const string NoteCode = "34109-9";

    public static NoteResource Encounter(NoteDraft draft, string patientId, Author author) =>
        Make("Encounter", draft, "encounter", severalIdentifiers: true, json =>
        {
            json.WriteString("status", "finished");
            json.WriteStartObject("class");
            json.WriteString("system", "http://terminology.hl7.org/CodeSystem/v3-ActCode");
            json.WriteString("code", "HH");
            json.WriteString("display", "home health");
            json.WriteEndObject();
            Reference(json, "subject", $"Patient/{patientId}");
            json.WriteStartArray("participant");
            json.WriteStartObject();
            json.WritePropertyName("individual");
            Person(json, author);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteStartObject("period");
            json.WriteString("start", Time(draft.Happened));
            json.WriteEndObject();
        });

    public static NoteResource Composition(NoteDraft draft, string patientId, string encounterId, Author author, Wording wording) =>
        Make("Composition", draft, "composition", severalIdentifiers: false, json =>
        {
            json.WriteString("status", "final");
            json.WritePropertyName("type");
            Concept(json, NoteCode, "Note");
            Reference(json, "subject", $"Patient/{patientId}");
            Reference(json, "encounter", $"Encounter/{encounterId}");
            json.WriteString("date", Time(draft.Happened));
            json.WriteStartArray("author");
            Person(json, author);
            json.WriteEndArray();
            json.WriteString("title", wording.Say(NoteTexts.Heading));
            json.WriteStartArray("attester");
            json.WriteStartObject();
            json.WriteString("mode", "personal");
            json.WriteString("time", Time(SignedAt(draft)));
            json.WritePropertyName("party");
            Person(json, author);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteStartArray("section");
            if (!string.IsNullOrWhiteSpace(draft.Words)) Section(json, wording.Say(NoteTexts.Note), NarrativeText.ToDiv(draft.Words));
            if (draft.TasksDone.Count > 0) Section(json, wording.Say(NoteTexts.TasksTitle), NarrativeText.ToDivList(draft.TasksDone));
            json.WriteEndArray();
        });

    /// <summary>A note of vital signs alone needs no Composition: an empty one would say that somebody wrote nothing.</summary>
    public static bool HasComposition(NoteDraft draft) => !string.IsNullOrWhiteSpace(draft.Words) || draft.TasksDone.Count > 0;

    public static IReadOnlyList<NoteResource> Observations(NoteDraft draft, string patientId, string encounterId, Author author) =>
        [.. NoteChecks.VitalsOf(draft).Select(vital => Observation(draft, vital, patientId, encounterId, author))];

    private static NoteResource Observation(NoteDraft draft, TypedVital vital, string patientId, string encounterId, Author author) =>
        Make("Observation", draft, "observation/" + vital.Kind.Code, severalIdentifiers: true, json =>
        {
            json.WriteString("status", "final");
            json.WriteStartArray("category");
            json.WriteStartObject();
            json.WriteStartArray("coding");
            Coding(json, "http://terminology.hl7.org/CodeSystem/observation-category", vital.Kind.Category, null);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WritePropertyName("code");
            Concept(json, vital.Kind.Code, vital.Kind.Name.English);
            Reference(json, "subject", $"Patient/{patientId}");
            Reference(json, "encounter", $"Encounter/{encounterId}");
            json.WriteString("effectiveDateTime", Time(draft.Happened));
            json.WriteString("issued", Time(SignedAt(draft)));
            json.WriteStartArray("performer");
            Person(json, author);
            json.WriteEndArray();
            if (vital.Second is { } second)
            {
                json.WriteStartArray("component");
                Component(json, vital.Kind, 0, vital.Value);
                Component(json, vital.Kind, 1, second);
                json.WriteEndArray();
            }
            else Quantity(json, vital.Kind, vital.Value);
        });

    private static NoteResource Make(string type, NoteDraft draft, string part, bool severalIdentifiers, Action<Utf8JsonWriter> body)
    {
        var identifier = DerivedId.Of(draft.Id, part);
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("resourceType", type);
            if (severalIdentifiers) json.WriteStartArray("identifier");
            else json.WritePropertyName("identifier");
            json.WriteStartObject();
            json.WriteString("system", IdentifierSystem);
            json.WriteString("value", $"urn:uuid:{identifier}");
            json.WriteEndObject();
            if (severalIdentifiers) json.WriteEndArray();
            body(json);
            json.WriteEndObject();
        }
        return new NoteResource(type, identifier, buffer.ToArray());
    }

    private static DateTimeOffset SignedAt(NoteDraft draft) =>
        draft.Signed ?? throw new InvalidOperationException("Only a signed draft becomes part of a chart.");

    private static void Component(Utf8JsonWriter json, VitalKind kind, int part, decimal value)
    {
        json.WriteStartObject();
        json.WritePropertyName("code");
        Concept(json, kind.Parts[part].Code, kind.Parts[part].Name.English);
        Quantity(json, kind, value);
        json.WriteEndObject();
    }

    private static void Quantity(Utf8JsonWriter json, VitalKind kind, decimal value)
    {
        json.WriteStartObject("valueQuantity");
        json.WriteNumber("value", value);
        json.WriteString("unit", kind.Unit.English);
        json.WriteString("system", "http://unitsofmeasure.org");
        json.WriteString("code", kind.UnitCode);
        json.WriteEndObject();
    }

    private static void Section(Utf8JsonWriter json, string title, string div)
    {
        json.WriteStartObject();
        json.WriteString("title", title);
        json.WriteStartObject("text");
        json.WriteString("status", "generated");
        json.WriteString("div", div);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>The staff member by the keyholder's id: whether a Practitioner resource exists is the provider's affair.</summary>
    private static void Person(Utf8JsonWriter json, Author author)
    {
        json.WriteStartObject();
        json.WriteString("type", "Practitioner");
        json.WriteStartObject("identifier");
        json.WriteString("system", IdentifierSystem);
        json.WriteString("value", Guid.TryParseExact(author.PersonId, "N", out var id) ? $"urn:uuid:{id:D}" : author.PersonId);
        json.WriteEndObject();
        json.WriteString("display", author.Name);
        json.WriteEndObject();
    }

    private static void Concept(Utf8JsonWriter json, string loinc, string display)
    {
        json.WriteStartObject();
        json.WriteStartArray("coding");
        Coding(json, Loinc, loinc, display);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Coding(Utf8JsonWriter json, string system, string code, string? display)
    {
        json.WriteStartObject();
        json.WriteString("system", system);
        json.WriteString("code", code);
        if (display is not null) json.WriteString("display", display);
        json.WriteEndObject();
    }

    private static void Reference(Utf8JsonWriter json, string name, string target)
    {
        json.WriteStartObject(name);
        json.WriteString("reference", target);
        json.WriteEndObject();
    }

    private static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using Holdfast.Watch.Pages;
using Holdfast.Wire;

namespace Holdfast.Watch.Audit;

/// <summary>
/// AuditEvents as a FHIR R4 Bundle, after IHE Basic Audit Log Patterns (profiles.ihe.net/ITI/BALP). Patients are chart ids and
/// nothing else; staff have the names that the reader's own look brought. What the ledger does not know (addresses of clients,
/// the words of a search) is marked absent or masked, not invented.
/// </summary>
internal sealed class AuditJson(Reader reader, string installation)
{
    private const string Profiles = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/";
    private const string Absent = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";
    private const string Dicom = "http://dicom.nema.org/resources/ontology/DCM";
    private const string Participation = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";
    private const string EntityType = "http://terminology.hl7.org/CodeSystem/audit-entity-type";
    private const string ObjectRole = "http://terminology.hl7.org/CodeSystem/object-role";

    /// <summary>Names of what is not FHIR's: people, charts, nodes and clients of this installation.</summary>
    private const string Own = "urn:x-holdfast:";

    public byte[] Write(AuditAnswer answer)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("resourceType", "Bundle");
            json.WriteString("type", "collection");
            json.WriteString("timestamp", Time(reader.Now));
            if (answer.Before is { } before)
            {
                json.WriteStartArray("link");
                json.WriteStartObject();
                json.WriteString("relation", "next");
                json.WriteString("url", $"/audit-events?before={before.ToString(CultureInfo.InvariantCulture)}");
                json.WriteEndObject();
                json.WriteEndArray();
            }

            if (answer.Facts.Count > 0)
            {
                json.WriteStartArray("entry");
                foreach (var fact in answer.Facts)
                {
                    json.WriteStartObject();
                    json.WriteStartObject("resource");
                    WriteEvent(json, fact);
                    json.WriteEndObject();
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private void WriteEvent(Utf8JsonWriter json, AuditFact fact)
    {
        json.WriteString("resourceType", "AuditEvent");
        json.WriteString("id", fact.Id);
        if (fact.Kind.Profile is { } profile && fact.Chart is not null)
        {
            json.WriteStartObject("meta");
            json.WriteStartArray("profile");
            json.WriteStringValue(Profiles + profile);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteStartObject("type");
        WriteCode(json, "http://terminology.hl7.org/CodeSystem/audit-event-type", "rest", "Restful Operation");
        json.WriteEndObject();
        json.WriteStartArray("subtype");
        json.WriteStartObject();
        WriteCode(json, "http://hl7.org/fhir/restful-interaction", fact.Kind.Subtype, null);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteString("action", fact.Kind.Action.ToString());
        json.WriteString("recorded", Time(fact.At));
        var refused = fact.Entry.Kind == Events.EventKind.Refused;
        json.WriteString("outcome", refused ? "4" : "0");
        if (refused) json.WriteString("outcomeDesc", Events.RefusalWords.English(fact.Entry));
        WriteAgents(json, fact);
        WriteSource(json, fact);
        WriteEntities(json, fact);
    }

    private void WriteAgents(Utf8JsonWriter json, AuditFact fact)
    {
        var entry = fact.Entry;
        json.WriteStartArray("agent");
        if (entry.Person is { } person)
        {
            json.WriteStartObject();
            WriteConcept(json, "type", Participation, fact.Kind.Action is 'R' or 'E' ? "IRCP" : "AUT");
            WriteWho(json, "who", "person", person.ToString(), null);
            if (reader.People.TryGetValue(person, out var known))
            {
                json.WriteStartArray("role");
                json.WriteStartObject();
                json.WriteString("text", known.Role);
                json.WriteEndObject();
                json.WriteEndArray();
                json.WriteString("name", known.Name);
            }

            json.WriteBoolean("requestor", true);
            if (entry.Purpose is { } purpose)
            {
                json.WriteStartArray("purposeOfUse");
                json.WriteStartObject();
                WriteCodings(json, "http://terminology.hl7.org/CodeSystem/v3-ActReason", purpose);
                json.WriteEndObject();
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        var (client, server) = fact.Kind.Action switch { 'R' => ("110152", "110153"), 'D' => ("110150", ""), _ => ("110153", "110152") };
        json.WriteStartObject();
        WriteConcept(json, "type", Dicom, client);
        WriteWho(json, "who", "client", entry.Service ?? entry.Client ?? "unknown", null);
        json.WriteBoolean("requestor", entry.Person is null);
        WriteAbsent(json, "network", "unknown");
        json.WriteEndObject();
        json.WriteStartObject();
        if (server.Length > 0) WriteConcept(json, "type", Dicom, server);
        else WriteConcept(json, "type", "http://terminology.hl7.org/CodeSystem/provenance-participant-type", "custodian");
        var node = entry.Node ?? entry.Caller ?? "keyholder";
        WriteWho(json, "who", "node", node, node);
        json.WriteBoolean("requestor", false);
        json.WriteStartObject("network");
        json.WriteString("address", node);
        json.WriteString("type", "1"); // machine name
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    /// <summary>Who says so: a view is what records reported, everything else the keyholder did.</summary>
    private void WriteSource(Utf8JsonWriter json, AuditFact fact)
    {
        var observer = fact.Entry.Kind == Events.EventKind.Views ? fact.Entry.Node ?? "records" : "keyholder";
        json.WriteStartObject("source");
        json.WriteString("site", installation);
        WriteWho(json, "observer", "node", observer, observer);
        json.WriteStartArray("type");
        json.WriteStartObject();
        WriteCode(json, "http://terminology.hl7.org/CodeSystem/security-source-type", "4", "Application Server");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteEntities(Utf8JsonWriter json, AuditFact fact)
    {
        json.WriteStartArray("entity");
        if (fact.Chart is { } chart)
        {
            json.WriteStartObject();
            json.WriteStartObject("what");
            json.WriteString("reference", $"Patient/{chart}");
            json.WriteString("type", "Patient");
            json.WriteEndObject();
            WriteTyped(json, "1", "1");
            json.WriteEndObject();
        }

        json.WriteStartObject();
        if (fact.Kind.IsQuery) WriteQuery(json, fact);
        else
        {
            WriteWho(json, "what", "record-class", fact.What.Length > 0 ? fact.What : "unknown", null);
            WriteTyped(json, "2", "4");
            if (fact.Resources is { } resources && fact.Kind.Action != 'D')
            {
                json.WriteStartArray("detail");
                json.WriteStartObject();
                json.WriteString("type", "resources");
                json.WriteString("valueString", resources.ToString(CultureInfo.InvariantCulture));
                json.WriteEndObject();
                json.WriteEndArray();
            }
        }

        json.WriteEndObject();
        json.WriteEndArray();
    }

    /// <summary>What was searched for is not in the ledger, or only as a keyed hash.</summary>
    private static void WriteQuery(Utf8JsonWriter json, AuditFact fact)
    {
        WriteTyped(json, "2", "24");
        json.WriteString("description", fact.Resources is { } resources ? $"{resources.ToString(CultureInfo.InvariantCulture)} resources of {fact.What}" : $"shown: {fact.What}");
        if (fact.Kind.Subtype == "operation") json.WriteString("query", Convert.ToBase64String(Encoding.ASCII.GetBytes("$everything")));
        else WriteAbsent(json, "_query", "masked");
    }

    private static void WriteTyped(Utf8JsonWriter json, string type, string role)
    {
        json.WriteStartObject("type");
        WriteCode(json, EntityType, type, null);
        json.WriteEndObject();
        json.WriteStartObject("role");
        WriteCode(json, ObjectRole, role, null);
        json.WriteEndObject();
    }

    private static void WriteWho(Utf8JsonWriter json, string name, string kind, string value, string? display)
    {
        json.WriteStartObject(name);
        json.WriteStartObject("identifier");
        json.WriteString("system", Own + kind);
        json.WriteString("value", value);
        json.WriteEndObject();
        if (display is not null) json.WriteString("display", display);
        json.WriteEndObject();
    }

    private static void WriteConcept(Utf8JsonWriter json, string name, string system, string code)
    {
        json.WriteStartObject(name);
        WriteCodings(json, system, code);
        json.WriteEndObject();
    }

    private static void WriteCodings(Utf8JsonWriter json, string system, string code)
    {
        json.WriteStartArray("coding");
        json.WriteStartObject();
        WriteCode(json, system, code, null);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteCode(Utf8JsonWriter json, string system, string code, string? display)
    {
        json.WriteString("system", system);
        json.WriteString("code", code);
        if (display is not null) json.WriteString("display", display);
    }

    private static void WriteAbsent(Utf8JsonWriter json, string name, string why)
    {
        json.WriteStartObject(name);
        json.WriteStartArray("extension");
        json.WriteStartObject();
        json.WriteString("url", Absent);
        json.WriteString("valueCode", why);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Time(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}

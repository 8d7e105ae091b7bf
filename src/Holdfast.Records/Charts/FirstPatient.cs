using System.Buffers;
using System.Text.Json;
using Holdfast.Records.Store;
using Holdfast.Wire;

namespace Holdfast.Records.Charts;

/// <summary>
/// An admission makes a chart and a directory entry, not a resource. The first to open the chart finds a Patient all the
/// same: made from the directory entry that came with the release, written when the grant may write identity, else only
/// shown (version 0) until somebody may.
/// </summary>
internal sealed class FirstPatient(ChartWriter writer, TimeProvider time)
{
    private const string Content = "identity";

    public async Task Ensure(LiveGrant live, DirectoryEntry? directory, CancellationToken cancellation)
    {
        if (directory is null || !live.MayRead(Content) || live.Chart.Find("Patient", live.Patient) is not null) return;
        // A chart with a gap may have had its Patient in the row that is gone: nothing is invented in its place.
        if (live.Chart.Gaps.Count > 0) return;
        var entry = Make(directory, live.Patient, live.Actor.Person, time.GetUtcNow().ToUnixTimeMilliseconds());
        if (live.WritableClasses.Contains(Content))
        {
            var outcome = await writer.Write(live, chart => chart.All("Patient").Count > 0 ? new WritePlan.Nothing() : new WritePlan.Append([entry]), cancellation);
            if (outcome is WriteOutcome.Written or WriteOutcome.NothingToWrite) return;
        }

        live.Chart.Show(entry, Content);
    }

    private static ContentEntry Make(DirectoryEntry directory, string id, PersonId author, long now)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            Write(json, directory);
            json.WriteEndObject();
        }

        return new ContentEntry(RowOperation.Put, "Patient", id, now, author, 0, default, buffer.WrittenMemory[1..^1]);
    }

    /// <summary>The directory's fields as members of a Patient.</summary>
    public static void Write(Utf8JsonWriter json, DirectoryEntry directory)
    {
        WriteIdentifier(json, directory);
        WriteName(json, directory);
        if (directory.Telephone.Length > 0) WriteTelephone(json, directory.Telephone);
        if (directory.Gender.Length > 0) json.WriteString("gender", directory.Gender);
        if (directory.BirthDate.Length > 0) json.WriteString("birthDate", directory.BirthDate);
        WriteAddress(json, directory);
        WriteLanguage(json, directory.Language);
    }

    private static void WriteIdentifier(Utf8JsonWriter json, DirectoryEntry directory)
    {
        if (directory.HealthNumber.Length == 0) return;
        json.WriteStartArray("identifier");
        json.WriteStartObject();
        if (directory.HealthNumberVersion.Length > 0)
        {
            json.WriteStartArray("extension");
            json.WriteStartObject();
            json.WriteString("url", HealthNumbers.VersionExtension);
            json.WriteString("valueString", directory.HealthNumberVersion);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteStartObject("type");
        json.WriteStartArray("coding");
        json.WriteStartObject();
        json.WriteString("system", "http://terminology.hl7.org/CodeSystem/v2-0203");
        json.WriteString("code", "JHN");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteString("system", directory.HealthNumberSystem.Length > 0 ? directory.HealthNumberSystem : HealthNumbers.OntarioSystem);
        json.WriteString("value", directory.HealthNumber);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteName(Utf8JsonWriter json, DirectoryEntry directory)
    {
        if (directory.Family.Length == 0 && directory.Given.Length == 0) return;
        json.WriteStartArray("name");
        json.WriteStartObject();
        json.WriteString("use", "official");
        if (directory.Family.Length > 0) json.WriteString("family", directory.Family);
        var given = directory.Given.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (given.Length > 0)
        {
            json.WriteStartArray("given");
            foreach (var name in given) json.WriteStringValue(name);
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteTelephone(Utf8JsonWriter json, string telephone)
    {
        json.WriteStartArray("telecom");
        json.WriteStartObject();
        json.WriteString("system", "phone");
        json.WriteString("value", telephone);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteAddress(Utf8JsonWriter json, DirectoryEntry directory)
    {
        if (directory.Address.Length == 0 && directory.City.Length == 0 && directory.PostalCode.Length == 0) return;
        json.WriteStartArray("address");
        json.WriteStartObject();
        if (directory.Address.Length > 0)
        {
            json.WriteStartArray("line");
            json.WriteStringValue(directory.Address);
            json.WriteEndArray();
        }

        if (directory.City.Length > 0) json.WriteString("city", directory.City);
        if (directory.PostalCode.Length > 0) json.WriteString("postalCode", directory.PostalCode);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteLanguage(Utf8JsonWriter json, string language)
    {
        if (language.Length == 0) return;
        json.WriteStartArray("communication");
        json.WriteStartObject();
        json.WriteStartObject("language");
        json.WriteStartArray("coding");
        json.WriteStartObject();
        json.WriteString("system", "urn:ietf:bcp:47");
        json.WriteString("code", language);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }
}

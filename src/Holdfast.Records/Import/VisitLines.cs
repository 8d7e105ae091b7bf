using System.Text;
using System.Text.Json;

namespace Holdfast.Records.Import;

/// <summary>
/// Bulk-export lines that name no patient but a visit (<c>Encounter/id</c>, <c>EpisodeOfCare/id</c>), and whose visit it
/// was. Both are spilled by the visit's name, so that the two meet in one partition whatever file came first.
/// </summary>
internal sealed class VisitLines(string folder, long expectedBytes) : IDisposable
{
    /// <summary>A visit takes some hundred bytes here, and is one resource in ten; few lines name nothing but a visit.</summary>
    private readonly PatientSpill _spill = new(folder, expectedBytes / 16);

    /// <summary>Remembers whose visit this is, when it is one.</summary>
    public void Note(string type, JsonElement resource, string patient)
    {
        if (type is not ("Encounter" or "EpisodeOfCare")) return;
        if (resource.TryGetProperty("id"u8, out var id) && id.ValueKind == JsonValueKind.String)
            _spill.Add($"{type}/{id.GetString()}", "", 0, Encoding.UTF8.GetBytes(patient));
    }

    /// <summary>False when the resource names no visit.</summary>
    public bool Add(JsonElement resource, string file, long line, ReadOnlySpan<byte> json)
    {
        if (VisitOf(resource) is not { } visit) return false;
        _spill.Add(visit, file, line, json);
        return true;
    }

    /// <summary>Puts every line to its visit's patient; what finds none is reported.</summary>
    public void PutTo(PatientSpill patients, ImportReport report)
    {
        for (var partition = 0; partition < _spill.Partitions; partition++)
        {
            var lines = _spill.Take(partition);
            var patientOf = lines.Where(l => l.Number == 0).DistinctBy(l => l.Key).ToDictionary(l => l.Key, l => Encoding.UTF8.GetString(l.Json.Span), StringComparer.Ordinal);
            foreach (var line in lines.Where(l => l.Number > 0))
            {
                if (patientOf.TryGetValue(line.Key, out var patient)) patients.Add(patient, line.File, line.Number, line.Json.Span);
                else report.Refuse(line.File, LinesImport.PlaceIn(line.File, line.Number), "names no patient, and its visit is not in this input; give both in one import");
            }
        }
    }

    public void Dispose() => _spill.Dispose();

    private static string? VisitOf(JsonElement resource)
    {
        foreach (var element in Named(resource, "encounter").Concat(Named(resource, "context").SelectMany(c => Named(c, "encounter").Prepend(c))))
            if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty("reference"u8, out var text) && text.ValueKind == JsonValueKind.String
                && text.GetString()!.Split('/') is [.., "Encounter" or "EpisodeOfCare", { Length: > 0 }] parts)
                return $"{parts[^2]}/{parts[^1]}";
        return null;
    }

    private static IEnumerable<JsonElement> Named(JsonElement element, string member) =>
        element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(member, out var found) ? []
        : found.ValueKind == JsonValueKind.Array ? found.EnumerateArray() : [found];
}

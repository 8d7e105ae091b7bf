using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Holdfast.Records.Fhir;

namespace Holdfast.Records.Import;

/// <summary>
/// Imports bulk-export NDJSON, and files of one resource each as if they were its lines. The files hold one type each, so a patient's resources are spread over all of them: first
/// every line is put to its patient (<see cref="PatientSpill"/>), what is of no patient goes in at once; then what names
/// only a visit is put to the visit's patient (<see cref="VisitLines"/>); then patient after patient is committed whole.
/// </summary>
internal sealed class LinesImport(ImportTarget target, ImportReport report, string spillFolder)
{
    public async Task Run(IReadOnlyList<InputFile> files, CancellationToken cancellation)
    {
        if (files.Count == 0) return;
        var expected = files.Sum(f => f.EstimatedBytes);
        using var spill = new PatientSpill(spillFolder, expected);
        using (var visits = new VisitLines(Path.Combine(spillFolder, "visits"), expected))
        {
            foreach (var file in files.Where(f => f.Kind == InputKind.Lines))
            {
                await Sort(file, spill, visits, cancellation);
                report.FileRead();
            }

            await SortResources([.. files.Where(f => f.Kind != InputKind.Lines)], spill, visits, cancellation);

            visits.PutTo(spill, report);
        }

        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(2, Environment.ProcessorCount), CancellationToken = cancellation };
        for (var partition = 0; partition < spill.Partitions; partition++)
        {
            var patients = spill.Take(partition).GroupBy(line => line.Key, StringComparer.Ordinal);
            await Parallel.ForEachAsync(patients, parallel, async (lines, cancel) => await One(lines.Key, [.. lines], cancel));
        }
    }

    /// <summary>Where in a file: a line of an export, the one resource that the file holds, or an entry of a Bundle (numbers below 0, from the first).</summary>
    public static string PlaceIn(string file, long number) => number < 0 ? BundleReader.EntryPath((int)(-1 - number)) + ".resource"
        : file.Contains(".ndjson", StringComparison.OrdinalIgnoreCase) ? $"line {number}" : "resource";

    private async Task SortResources(IReadOnlyList<InputFile> files, PatientSpill spill, VisitLines visits, CancellationToken cancellation)
    {
        var provider = new List<(JsonDocument Json, ImportItem Item)>();
        foreach (var file in files)
        {
            var problems = new ProblemList();
            if (await BundleReader.ReadAll(file, problems, cancellation) is { } resource)
            {
                if (file.Entries is { } entries) PlaceEntries(file, resource, entries, spill, visits, provider);
                else if (resource.Length > ImportLimits.LargestResource) problems.Add(file.Path, "resource", $"is larger than {ImportLimits.LargestResource / 1024 / 1024} MiB");
                else Place(file, 1, resource, spill, visits, provider);
            }

            problems.Tell(report);
            if (file.Kind == InputKind.Resource) report.FileRead();
            if (provider.Count >= ImportLimits.ProviderBatch) await PutProvider(provider, cancellation);
        }

        await PutProvider(provider, cancellation);
    }

    private void PlaceEntries(InputFile file, byte[] bundle, IReadOnlyList<int> entries, PatientSpill spill, VisitLines visits, List<(JsonDocument, ImportItem)> provider)
    {
        using var json = JsonDocument.Parse(bundle, new JsonDocumentOptions { MaxDepth = ResourceParser.DeepestNesting });
        var all = json.RootElement.GetProperty("entry"u8);
        foreach (var entry in entries)
            Place(file, -1 - entry, System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(all[entry].GetProperty("resource"u8)).ToArray(), spill, visits, provider);
    }

    private async Task Sort(InputFile file, PatientSpill spill, VisitLines visits, CancellationToken cancellation)
    {
        var provider = new List<(JsonDocument Json, ImportItem Item)>();
        try
        {
            await using var stream = file.Open();
            var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 1 << 16));
            long number = 0;
            while (await NextLine(reader, cancellation) is { } line)
            {
                number++;
                if (line.Length > ImportLimits.LargestResource) report.Refuse(file.Path, $"line {number}", $"is longer than {ImportLimits.LargestResource / 1024 / 1024} MiB");
                else if (line.AsSpan().Trim(" \t\r"u8).Length > 0) Place(file, number, line, spill, visits, provider);
                if (provider.Count >= ImportLimits.ProviderBatch) await PutProvider(provider, cancellation);
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            report.Refuse(file.Path, "file", $"cannot be read to its end ({(e is InvalidDataException ? "the compression is damaged" : e.Message)}); what came before is imported");
        }

        await PutProvider(provider, cancellation);
    }

    private void Place(InputFile file, long number, byte[] line, PatientSpill spill, VisitLines visits, List<(JsonDocument, ImportItem)> provider)
    {
        var (json, issues) = ResourceParser.ReadJson(line);
        if (json is null)
        {
            report.Refuse(file.Path, PlaceIn(file.Path, number), issues[0].Details);
            return;
        }

        var type = ResourceParser.TypeOf(json.RootElement)!;
        if (PatientOf(type, json.RootElement) is { } patient)
        {
            spill.Add(patient, file.Path, number, line);
            visits.Note(type, json.RootElement, patient);
            json.Dispose();
        }
        else if (Compartment.MayBeProviders(type) && Examine(file.Path, number, json) is { } item)
        {
            provider.Add((json, item));
        }
        else
        {
            if (!Compartment.MayBeProviders(type) && !visits.Add(json.RootElement, file.Path, number, line))
                report.Refuse(new ImportProblem(file.Path, PlaceIn(file.Path, number), type, $"a {type} must name its patient as Patient/id, or a visit as Encounter/id"));
            json.Dispose();
        }
    }

    private async Task One(string patientId, IReadOnlyList<SpilledLine> lines, CancellationToken cancellation)
    {
        var documents = new List<JsonDocument>();
        try
        {
            var items = new List<ImportItem>();
            foreach (var line in lines)
            {
                var json = JsonDocument.Parse(line.Json, new JsonDocumentOptions { MaxDepth = ResourceParser.DeepestNesting });
                documents.Add(json);
                if (Examine(line.File, line.Number, json) is { } item) items.Add(item);
            }

            if (items.Count == 0) return;
            if (items.Find(i => i.Type == "Patient" && i.Id == patientId) is { } patient) await target.Put([PatientItems.Of(patient, items)], [], map: null, cancellation);
            else if (target.KeyOf(patientId) is { } key) await target.Put([new PatientItems(key, null, items)], [], map: null, cancellation);
            else
                foreach (var item in items) report.Refuse(item, "its Patient is not in this input, or was refused; give both in one import");
        }
        finally
        {
            documents.ForEach(d => d.Dispose());
        }
    }

    private ImportItem? Examine(string file, long number, JsonDocument json)
    {
        var problems = new ProblemList();
        var item = ImportItem.Examine(file, PlaceIn(file, number), null, json.RootElement, problems);
        problems.Tell(report);
        return item;
    }

    private async Task PutProvider(List<(JsonDocument Json, ImportItem Item)> batch, CancellationToken cancellation)
    {
        await target.Put([], batch.ConvertAll(b => b.Item), map: null, cancellation);
        batch.ForEach(b => b.Json.Dispose());
        batch.Clear();
    }

    /// <summary>The id of the patient whom the resource is, or is about; null when it names none.</summary>
    public static string? PatientOf(string type, JsonElement resource)
    {
        if (type == "Patient") return resource.TryGetProperty("id"u8, out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null;
        return Compartment.Subjects(type, resource).Select(s => Compartment.PatientId(s.Reference)).FirstOrDefault(p => p is not null);
    }

    /// <summary>The next line without its end, or null at the end of the file. A line that is too long is cut just above the limit, and its rest skipped.</summary>
    private static async Task<byte[]?> NextLine(PipeReader reader, CancellationToken cancellation)
    {
        byte[]? cut = null;
        while (true)
        {
            var read = await reader.ReadAsync(cancellation);
            var buffer = read.Buffer;
            if (buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = cut ?? buffer.Slice(0, end).ToArray();
                reader.AdvanceTo(buffer.GetPosition(1, end));
                return line;
            }

            if (read.IsCompleted)
            {
                var last = cut ?? (buffer.IsEmpty ? null : buffer.ToArray());
                reader.AdvanceTo(buffer.End);
                return last;
            }

            if (buffer.Length > ImportLimits.LargestResource)
            {
                cut ??= buffer.Slice(0, ImportLimits.LargestResource + 1).ToArray();
                reader.AdvanceTo(buffer.End);
            }
            else reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }
}

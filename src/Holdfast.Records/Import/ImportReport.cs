using System.Text.Json;

namespace Holdfast.Records.Import;

/// <summary>
/// What happened to the input, for the person who runs the import: each refusal as it comes, progress while it runs, the
/// reconciliation at the end, and on request a file with a line per item. Values out of resources are never printed; file
/// names and places in them are.
/// </summary>
/// <param name="json">For programs: JSON lines.</param>
/// <param name="errors">Refusals and warnings as they come.</param>
/// <param name="items">A JSON line for each item; null for none.</param>
/// <param name="rehearsed">Nothing is written: the counts say what would be.</param>
internal sealed class ImportReport(bool json, TextWriter errors, TextWriter? items = null, bool rehearsed = false)
{
    private const string LooksLikeAnother = "patient looks like a person who is here already (a similar name, the same birth date): ask a coordinator whether they are one";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };
    private readonly Lock _gate = new();
    private readonly HashSet<string> _charts = [];
    private readonly Reconciliation _reconciliation = new();
    private readonly bool _isTerminal = !json && !Console.IsErrorRedirected;

    public int Files { get; private set; }

    /// <summary>Resource versions that were written; nothing for what was there already.</summary>
    public int Imported { get; private set; }

    /// <summary>Items that did not go in.</summary>
    public int Refused { get; private set; }

    /// <summary>Resources of the input that are in the charts now, written this time or before.</summary>
    public int Resources { get; private set; }

    public int Charts
    {
        get { lock (_gate) return _charts.Count; }
    }

    public void FileRead()
    {
        lock (_gate)
        {
            Files++;
            Progress();
        }
    }

    /// <param name="chart">Whose they are.</param>
    /// <param name="isPatients">Not the provider's own chart.</param>
    /// <param name="taken">The items that are in it now.</param>
    /// <param name="fresh">Type/id of those that were not there before, as they are now.</param>
    public void Taken(string chart, bool isPatients, IReadOnlyList<ImportItem> taken, IReadOnlySet<string> fresh)
    {
        lock (_gate)
        {
            if (isPatients) _charts.Add(chart);
            Resources += taken.Count;
            Imported += fresh.Count;
            foreach (var same in taken.GroupBy(i => i.Reference))
            {
                var written = fresh.Contains(same.Key) ? same.Last() : null;
                foreach (var item in same) Take(item, isWritten: item == written);
            }

            Progress();
        }
    }

    public void Refuse(string file, string path, string problem) => Refuse(new ImportProblem(file, path, "", problem));

    public void Refuse(ImportItem item, string problem) => Refuse(new ImportProblem(item.File, item.Path, item.Type, problem));

    public void Refuse(ImportProblem problem)
    {
        lock (_gate)
        {
            Refused++;
            _reconciliation.Refused(problem);
            var faults = problem.Faults.Count == 0 ? null : problem.Faults.Select(f => new { f.Path, f.Code, problem = f.Details });
            Line(new { problem.File, problem.Path, problem.Type, outcome = "refused", problem.Problem, faults });
            Say(new { problem.File, problem.Path, problem.Problem }, $"{problem.File}: {problem.Path}: {problem.Problem}");
        }
    }

    /// <summary>The item is taken all the same: what a nurse wrote is not thrown away.</summary>
    public void Warn(ImportItem item, SensitiveNumber number)
    {
        var warning = $"what looks like a {number.Kind} number";
        lock (_gate)
        {
            _reconciliation.Warned($"{warning} among clinical text: take it out where it came from, and here");
            Line(new { item.File, item.Path, item.Type, outcome = "warning", number.Kind, at = number.Path });
            Say(new { item.File, item.Path, warning, at = number.Path }, $"{item.File}: {item.Path}: {warning} at {number.Path}");
        }
    }

    /// <summary>A chart was made for somebody who may have one already.</summary>
    public void WarnOfLikeness(ImportItem patient)
    {
        lock (_gate)
        {
            _reconciliation.Warned(LooksLikeAnother);
            Line(new { patient.File, patient.Path, patient.Type, outcome = "warning", kind = "looks like an existing person" });
            Say(new { patient.File, patient.Path, warning = LooksLikeAnother }, $"{patient.File}: {patient.Path}: {LooksLikeAnother}");
        }
    }

    public void Finish(TextWriter output, double seconds)
    {
        lock (_gate)
        {
            if (_isTerminal) errors.Write("\r\u001b[K");
            var rounded = Math.Round(seconds, 1);
            bool? dryRun = rehearsed ? true : null;
            var counts = new { files = Files, imported = Imported, refused = Refused, resources = Resources, charts = _charts.Count, seconds = rounded, dryRun };
            Line(new
            {
                counts,
                types = _reconciliation.Types.Select(t => new { t.Type, t.In, t.Already, t.Refused }),
                reasons = _reconciliation.Reasons.Select(r => new { problem = r.Why, r.Count }),
                warnings = _reconciliation.Warnings.Select(w => new { warning = w.What, w.Count }),
            });
            items?.Flush();
            if (!json) _reconciliation.Print(output, rehearsed);
            var written = rehearsed ? "would be written; nothing was" : "of them written now";
            output.WriteLine(json ? JsonSerializer.Serialize(counts, Options) : $"{Files} files: {Resources} resources in {_charts.Count} charts, {Imported} {written}, {Refused} refused, {rounded} s.");
        }
    }

    private void Take(ImportItem item, bool isWritten)
    {
        if (isWritten) _reconciliation.In(item.Type);
        else _reconciliation.Already(item.Type);
        Line(new { item.File, item.Path, item.Type, outcome = isWritten ? "in" : "already" });
    }

    private void Line<T>(T line) => items?.WriteLine(JsonSerializer.Serialize(line, Options));

    private void Say<T>(T line, string text)
    {
        if (_isTerminal) errors.Write("\r\u001b[K");
        errors.WriteLine(json ? JsonSerializer.Serialize(line, Options) : text);
    }

    private void Progress()
    {
        if (_isTerminal) errors.Write($"\r{Files} files, {_charts.Count} charts, {Resources} resources, {Refused} refused \u001b[K");
    }
}

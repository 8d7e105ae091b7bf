using System.Text.Json;

namespace Holdfast.Records.Import;

/// <summary>
/// What happened to the input, for the person who runs the import: each refusal as it comes, progress while it runs, the
/// counts at the end. Values out of resources are never printed; file names and places in them are.
/// </summary>
internal sealed class ImportReport(bool json, TextWriter errors)
{
    private static readonly JsonSerializerOptions Options = JsonSerializerOptions.Web;
    private readonly Lock _gate = new();
    private readonly HashSet<string> _charts = [];
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

    public void Taken(string chart, bool isPatients, int resources, int written)
    {
        lock (_gate)
        {
            if (isPatients) _charts.Add(chart);
            Resources += resources;
            Imported += written;
            Progress();
        }
    }

    /// <param name="file">The file as it was named on the command line or found below a folder.</param>
    /// <param name="path">Where in it: <c>Bundle.entry[3].resource</c>, <c>line 12</c>.</param>
    /// <param name="problem">What is wrong, with the mend; no value out of the resource.</param>
    public void Refuse(string file, string path, string problem)
    {
        lock (_gate)
        {
            Refused++;
            if (_isTerminal) errors.Write("\r\u001b[K");
            errors.WriteLine(json ? JsonSerializer.Serialize(new { file, path, problem }, Options) : $"{file}: {path}: {problem}");
        }
    }

    public void Finish(TextWriter output, double seconds)
    {
        lock (_gate)
        {
            if (_isTerminal) errors.Write("\r\u001b[K");
            var rounded = Math.Round(seconds, 1);
            output.WriteLine(json
                ? JsonSerializer.Serialize(new { files = Files, imported = Imported, refused = Refused, resources = Resources, charts = _charts.Count, seconds = rounded }, Options)
                : $"{Files} files: {Resources} resources in {_charts.Count} charts, {Imported} of them written now, {Refused} refused, {rounded} s.");
        }
    }

    private void Progress()
    {
        if (_isTerminal) errors.Write($"\r{Files} files, {_charts.Count} charts, {Resources} resources, {Refused} refused \u001b[K");
    }
}

using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Holdfast.Records.Import;

namespace Holdfast.Tests.Records.Import;

/// <summary>Imports into the store and keyholder of a records node under test, without the process around it.</summary>
internal sealed class ImportUnderTest(RecordsUnderTest records) : IDisposable
{
    public string Input { get; } = Directory.CreateTempSubdirectory("holdfast-input-").FullName;

    /// <summary>The report file's lines of the last run; the last is the summary.</summary>
    public IReadOnlyList<JsonNode> Items { get; private set; } = [];

    /// <summary>What the last run said to look at.</summary>
    public IReadOnlyList<JsonNode> Warnings { get; private set; } = [];

    public string Write(string name, params string[] lines)
    {
        var path = Path.Combine(Input, name);
        var bytes = Encoding.UTF8.GetBytes(string.Join('\n', lines));
        if (!name.EndsWith(".gz", StringComparison.Ordinal)) File.WriteAllBytes(path, bytes);
        else
        {
            using var gzip = new GZipStream(File.Create(path), CompressionMode.Compress);
            gzip.Write(bytes);
        }

        return path;
    }

    /// <summary>The counts, and the refusals.</summary>
    public async Task<(JsonNode Counts, IReadOnlyList<JsonNode> Refusals)> Run(string? path = null, bool rehearse = false)
    {
        using var items = new StringWriter();
        using var errors = new StringWriter();
        using var output = new StringWriter();
        var report = new ImportReport(json: true, errors, items, rehearse);
        var files = InputFiles.Find([path ?? Input], report);
        var grant = await ImportGrant.Begin(records.Keyholder.Channel, "test", records.Time, default);
        using (var target = new ImportTarget(grant, records.Store, report, records.Time, rehearse))
        {
            var bundles = new BundleImport(target, report);
            await bundles.Run([.. files.Where(f => f.Kind == InputKind.Bundle)], default);
            await new LinesImport(target, report, Path.Combine(records.Folder, "spill")).Run([.. files.Where(f => f.Kind == InputKind.Lines), .. bundles.Loose], default);
        }

        await grant.End();
        report.Finish(output, 1);
        Items = [.. items.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!)];
        Assert.False(Directory.Exists(Path.Combine(records.Folder, "spill")));
        var said = errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!).ToList();
        Warnings = [.. said.Where(l => l["warning"] is not null)];
        return (JsonNode.Parse(output.ToString())!, [.. said.Except(Warnings)]);
    }

    public void Dispose() => Directory.Delete(Input, recursive: true);
}

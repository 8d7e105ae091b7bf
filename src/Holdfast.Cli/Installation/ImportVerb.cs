using System.CommandLine;
using Holdfast.Cli.Running;

namespace Holdfast.Cli.Installation;

/// <summary><c>holdfast import DATA PATH...</c>: runs the records import worker, with the keyholder and its witness started for it when nobody runs them.</summary>
internal static class ImportVerb
{
    public static Command Command()
    {
        var data = new Argument<string>("DATA") { Description = "The installation's folder." };
        var paths = new Argument<string[]>("PATH") { Description = "FHIR R4 Bundles (.json), bulk-export files (.ndjson), either with .gz, or folders of them.", Arity = ArgumentArity.OneOrMore };
        var json = new Option<bool>("--json") { Description = "End with one JSON line of counts; refusals as JSON lines on standard error." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would happen, and write nothing. The ledger says that an import began and opened the provider's chart." };
        var report = new Option<string?>("--report") { Description = "A new file that gets a JSON line for each item: in, already there, refused and why, or to look at." };
        var command = new Command("import", "Bring in patients' records. The same input twice adds nothing; after an interruption the same command finishes the job.") { data, paths, dryRun, report, json };
        command.SetAction(async (parsed, cancel) =>
            await Run(Path.GetFullPath(parsed.GetRequiredValue(data)), parsed.GetRequiredValue(paths), Options(parsed.GetValue(dryRun), parsed.GetValue(report), parsed.GetValue(json)), cancel));
        return command;
    }

    private static async Task<int> Run(string data, string[] paths, IReadOnlyList<string> options, CancellationToken cancel)
    {
        foreach (var path in paths)
            if (!File.Exists(path) && !Directory.Exists(path)) throw new PlainFailure($"{path} does not exist.", 2);
        InstallationFile.Load(data);
        if (RunningInstallation.IsRunning(data)) return await Worker(data, paths, options, cancel);
        await using var running = await Terminal.Step("Starting the keyholder and its witness for the import",
            () => RunningInstallation.Start(data, _ => { }, cancel, "watch", "keyholder"));
        return await Worker(data, paths, options, cancel);
    }

    public static IReadOnlyList<string> Options(bool dryRun, string? report, bool json) =>
        [.. dryRun ? new[] { "--dry-run" } : [], .. report is null ? [] : new[] { "--report", Path.GetFullPath(report) }, .. json ? new[] { "--json" } : []];

    public static Task<int> Worker(string data, IEnumerable<string> paths, IReadOnlyList<string> options, CancellationToken cancel) =>
        Programs.RunInFront("Holdfast.Records", WorkerArguments(data, paths, options), cancel);

    public static IEnumerable<string> WorkerArguments(string data, IEnumerable<string> paths, IReadOnlyList<string> options) =>
        ["import", Path.Combine(data, "import"), "--store", Path.Combine(data, "records"), .. paths.Select(Path.GetFullPath), .. options];
}

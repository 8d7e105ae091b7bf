using System.Diagnostics;
using System.Reflection;
using Grpc.Core;
using Holdfast.Records.Store;
using Holdfast.Wire.Connections;

namespace Holdfast.Records.Import;

/// <summary>
/// <c>Holdfast.Records import FOLDER --store RECORDSFOLDER PATH... [--dry-run] [--report FILE] [--json]</c>: a worker without a listener, with a
/// certificate of its own. Ends with 0 when it ran to its end, whatever was refused: refusals are in the report.
/// </summary>
internal static class ImportVerb
{
    private const int Ok = 0;
    private const int Usage = 2;
    private const int Broken = 3;

    private sealed record Arguments(string Folder, string Store, IReadOnlyList<string> Paths, bool Json, bool DryRun, string? Report);

    /// <param name="args">Without the verb.</param>
    /// <param name="cancellation">Stops between two commits; what was committed stands and the same command goes on from there.</param>
    public static async Task<int> Run(string[] args, CancellationToken cancellation)
    {
        if (Read(args) is not { } arguments)
        {
            Console.Error.WriteLine("Usage: Holdfast.Records import FOLDER --store RECORDSFOLDER PATH... [--dry-run] [--report FILE] [--json]");
            return Usage;
        }

        try
        {
            await Import(arguments, cancellation);
            return Ok;
        }
        catch (SettingsException e)
        {
            return Say(e.Message, Usage);
        }
        catch (ImportRefusedException e)
        {
            return Say($"The keyholder refuses this import ({e.Why}): {e.Message}", Broken);
        }
        catch (RpcException e)
        {
            return Say($"The keyholder does not answer ({e.StatusCode}). Start it, then give the same command again: it goes on where it was.", Broken);
        }
        catch (StoreException e)
        {
            return Say($"{e.Message} Mend that, then give the same command again: it goes on where it was.", Broken);
        }
        catch (OperationCanceledException)
        {
            return Say("Stopped. The same command goes on where it was.", Broken);
        }
    }

    private static async Task Import(Arguments arguments, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        var settings = RoleSettings.Load(arguments.Folder, "import");
        using var only = OnlyOne(arguments.Folder);
        using var tls = InternalTls.Load(arguments.Folder);
        using var channel = tls.ConnectToKeyholder(settings);
        await using var store = RowStore.Open(arguments.Store);
        await using var items = arguments.Report is { } path ? ItemFile(path) : null;
        var report = new ImportReport(arguments.Json, Console.Error, items, arguments.DryRun);
        var files = InputFiles.Find(arguments.Paths, report);
        var version = Assembly.GetExecutingAssembly().GetName().Version!.ToString(3);
        var grant = await ImportGrant.Begin(channel, version, TimeProvider.System, cancellation);
        try
        {
            using var target = new ImportTarget(grant, store, report, TimeProvider.System, arguments.DryRun);
            var bundles = new BundleImport(target, report);
            await bundles.Run([.. files.Where(f => f.Kind == InputKind.Bundle)], cancellation);
            await new LinesImport(target, report, Path.Combine(arguments.Folder, "spill")).Run([.. files.Where(f => f.Kind == InputKind.Lines), .. bundles.Loose], cancellation);
        }
        finally
        {
            await grant.End();
        }

        report.Finish(Console.Out, watch.Elapsed.TotalSeconds);
    }

    /// <summary>Readable by whoever runs the import alone. An older file of the name is not overwritten: it is the record of another import.</summary>
    private static StreamWriter ItemFile(string path)
    {
        try
        {
            return new StreamWriter(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"The report {path} cannot be written ({e.Message}) Name a file that does not exist yet, in a folder that does.");
        }
    }

    /// <summary>Two imports at a time would each sweep the other's spill.</summary>
    private static FileStream OnlyOne(string folder)
    {
        try
        {
            return new FileStream(Path.Combine(folder, "import.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new SettingsException($"Another import runs from {folder}. Wait for it, or stop it.");
        }
    }

    private static Arguments? Read(string[] args)
    {
        string? folder = null, store = null, report = null;
        var paths = new List<string>();
        var (json, dryRun) = (false, false);
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--json") json = true;
            else if (args[i] == "--dry-run") dryRun = true;
            else if (args[i] == "--report" && i + 1 < args.Length) report = args[++i];
            else if (args[i] == "--store" && i + 1 < args.Length) store = args[++i];
            else if (args[i].StartsWith("--", StringComparison.Ordinal)) return null;
            else if (folder is null) folder = args[i];
            else paths.Add(args[i]);
        }

        return folder is null || store is null || paths.Count == 0 ? null : new Arguments(folder, store, paths, json, dryRun, report);
    }

    private static int Say(string message, int code)
    {
        Console.Error.WriteLine(message);
        return code;
    }
}

using System.Reflection;
using System.Runtime.InteropServices;
using Holdfast.Records.Export;
using Holdfast.Records.Import;
using Holdfast.Records.Store;
using Holdfast.Records.Verify;
using Holdfast.Wire.Connections;

namespace Holdfast.Records;

/// <summary>The role's verbs. Exit codes: 0 well, 1 verify found something, 2 configuration or usage, 3 broken machinery.</summary>
internal static class Program
{
    private const string Usage = """
        Usage:
          Holdfast.Records init FOLDER
          Holdfast.Records run FOLDER [--chart-app DIR] [--stop-with-stdin]
          Holdfast.Records import IMPORTFOLDER --store RECORDSFOLDER PATH... [--dry-run] [--report FILE] [--json]
          Holdfast.Records export EXPORTFOLDER --store RECORDSFOLDER [--stop-with-stdin]
          Holdfast.Records verify FOLDER --ledger LEDGERFOLDER [--json]
        """;

    public static string Version { get; } = typeof(Program).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    public static async Task<int> Main(string[] args)
    {
        try
        {
            switch (args)
            {
                case ["init", var folder]:
                    Console.WriteLine(Migrations.Apply(folder));
                    return 0;
                case ["run", var folder, .. var rest] when Serving.Options(rest) is { } options:
                    return await Serving.Run(folder, options);
                case ["import", .. var rest]:
                    return await UntilStopped(stop => ImportVerb.Run(rest, stop)); // between two commits
                case ["export", .. var rest]:
                    return await UntilStopped(stop => ExportVerb.Run(rest, stop));
                case ["verify", var folder, .. var rest] when VerifyOptions.Parse(folder, rest) is { } options:
                    return await VerifyVerb.Run(options, Console.Out, Console.Error);
                default:
                    await Console.Error.WriteLineAsync(Usage);
                    return 2;
            }
        }
        catch (SettingsException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 2;
        }
        catch (Exception e) when (e is IOException or StoreException or UnauthorizedAccessException or Microsoft.Data.Sqlite.SqliteException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 3;
        }
    }

    /// <summary>Ctrl-C and SIGTERM stop a worker where it may stop.</summary>
    private static async Task<int> UntilStopped(Func<CancellationToken, Task<int>> work)
    {
        using var stop = new CancellationTokenSource();
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }

        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        return await work(stop.Token);
    }
}

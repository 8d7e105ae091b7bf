using System.Diagnostics;

namespace Holdfast.Drill.Installations;

/// <summary>The programs under attack, as they are installed: FOLDER/Holdfast.X/Holdfast.X.dll. The drill starts them and looks at what they say; it links none of them.</summary>
internal sealed class Programs(string folder)
{
    /// <summary>Longer than any single command of a drill takes, also on a slow machine under load.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public ProcessStartInfo Of(string program, params IEnumerable<string> arguments) => OfPath(Path.Combine(folder, program, $"{program}.dll"), arguments);

    public static ProcessStartInfo OfPath(string path, params IEnumerable<string> arguments)
    {
        if (!File.Exists(path)) throw new DrillException($"{path} is missing. Build everything with ./holdfast, or name the folder of the programs with --programs.");
        var start = new ProcessStartInfo(Environment.ProcessPath is { } self && Path.GetFileNameWithoutExtension(self) == "dotnet" ? self : "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(path);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        return start;
    }

    /// <summary>Runs a program to its end: exit code, standard output, last line of standard error.</summary>
    public async Task<(int Code, string Output, string LastError)> Try(string program, params string[] arguments)
    {
        using var process = Process.Start(Of(program, arguments)) ?? throw new DrillException($"{program} did not start.");
        process.StandardInput.Close();
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var errors = await process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, await output, errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? "");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new DrillException($"{program} {arguments[0]} did not end within {Patience.TotalMinutes:0} min.");
        }
    }

    /// <exception cref="DrillException">It ended with another code than 0.</exception>
    public async Task<string> Run(string program, params string[] arguments)
    {
        var (code, output, lastError) = await Try(program, arguments);
        return code == 0 ? output : throw new DrillException($"{program} {arguments[0]} ended with {code}: {lastError}");
    }
}

/// <summary>The drill itself could not go on (a program missing, an installation that does not come up): no verdict follows from it.</summary>
internal sealed class DrillException(string message) : Exception(message);

using System.Diagnostics;

namespace Holdfast.Cli.Running;

/// <summary>The role programs, each in a folder of its own beside the command line's.</summary>
internal static class Programs
{
    /// <summary>Set by programs that run from elsewhere (the bench).</summary>
    public static string Folder { get; set; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, ".."));

    public static string ChartApplication => Path.Combine(Folder, "Holdfast.ChartApp", "wwwroot");

    /// <summary>The folder that ./holdfast publishes to, in the checkout that holds this path.</summary>
    public static string OfCheckout(string path)
    {
        for (var folder = new DirectoryInfo(path); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Holdfast.slnx"))) return Path.Combine(folder.FullName, ".build", "programs");
        throw new PlainFailure($"{path} is in no checkout.", 2);
    }

    public static ProcessStartInfo Of(string program, params IEnumerable<string> arguments)
    {
        var path = Path.Combine(Folder, program, $"{program}.dll");
        if (!File.Exists(path)) throw new PlainFailure($"{path} is missing. Build everything with ./holdfast, or install the package that holds {program}.", 2);
        var start = new ProcessStartInfo(Environment.ProcessPath is { } self && Path.GetFileNameWithoutExtension(self) == "dotnet" ? self : "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(path);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        return start;
    }

    /// <summary>Runs a program to its end. Its standard error is passed on line by line; its standard output is returned.</summary>
    /// <exception cref="PlainFailure">It ended with another code than 0; the message is its last line of standard error.</exception>
    public static async Task<string> Run(string program, IEnumerable<string> arguments, bool quiet, CancellationToken cancel)
    {
        using var process = Process.Start(Of(program, arguments)) ?? throw new PlainFailure($"{program} did not start.");
        process.StandardInput.Close();
        var last = "";
        var errors = Task.Run(async () =>
        {
            while (await process.StandardError.ReadLineAsync(cancel) is { } line)
            {
                if (line.Length > 0) last = line;
                if (!quiet) Console.Error.WriteLine(line);
            }
        }, cancel);
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(cancel);
            await errors;
            await process.WaitForExitAsync(cancel);
            return process.ExitCode == 0 ? output : throw new PlainFailure(last.Length > 0 ? last : $"{program} ended with {process.ExitCode} and said nothing.", process.ExitCode);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>Runs a program with this terminal: its output, errors and progress are the user's to see.</summary>
    public static async Task<int> RunInFront(string program, IEnumerable<string> arguments, CancellationToken cancel)
    {
        var start = Of(program, arguments);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = false;
        using var process = Process.Start(start) ?? throw new PlainFailure($"{program} did not start.");
        try
        {
            await process.WaitForExitAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C reached the program too: it shares our terminal. Wait for its own clean end.
            await process.WaitForExitAsync(CancellationToken.None);
        }

        return process.ExitCode;
    }
}

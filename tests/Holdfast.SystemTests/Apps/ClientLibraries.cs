using System.Diagnostics;

namespace Holdfast.SystemTests.Apps;

/// <summary>
/// Client libraries that others wrote, from npm, as <c>libraries/package-lock.json</c> pins them: installed once beside
/// the build, without running anything of theirs.
/// </summary>
public sealed class ClientLibraries
{
    private static readonly string Sources = Path.Combine(DemoProvider.Root(), "tests", "Holdfast.SystemTests", "Apps");

    public ClientLibraries()
    {
        Directory.CreateDirectory(Folder);
        var (wanted, installed) = (Path.Combine(Sources, "libraries", "package-lock.json"), Path.Combine(Folder, "installed-lock.json"));
        if (File.Exists(installed) && File.ReadAllText(installed) == File.ReadAllText(wanted)) return;
        foreach (var file in Directory.GetFiles(Path.Combine(Sources, "libraries"))) File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)), overwrite: true);
        // An optional dependency of fhirclient names peers (a whole mobile framework) that nothing here uses: the lock leaves them out.
        var (code, said) = Run("npm", "ci", "--ignore-scripts", "--omit=optional", "--legacy-peer-deps", "--no-progress");
        if (code == 0) File.Copy(wanted, installed, overwrite: true);
        else Missing = $"SKIPPED: fhirclient, oauth4webapi, fhir-kit-client and @medplum/core were not tried; npm cannot install them: {said}";
    }

    /// <summary>Why there are none here; null when there are.</summary>
    public string? Missing { get; }

    public static string Folder { get; } = Path.Combine(DemoProvider.Root(), ".build", "client-libraries");

    /// <summary>A file of an application, which stands in this folder.</summary>
    public static string Application(string name) => Path.Combine(Sources, name);

    public void Need()
    {
        if (Missing is not null) Assert.Skip(Missing);
    }

    /// <summary>A script of this folder under Node, beside the libraries; <paramref name="settings"/> in its environment.</summary>
    public static Process StartNode(string script, string settings)
    {
        File.Copy(Application(script), Path.Combine(Folder, script), overwrite: true);
        var start = new ProcessStartInfo("node", [script]) { WorkingDirectory = Folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["HOLDFAST_APPLICATION"] = settings;
        return Process.Start(start)!;
    }

    private static (int Code, string Said) Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd() + errors.Result;
            process.WaitForExit();
            return (process.ExitCode, output);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return (-1, e.Message);
        }
    }
}

using System.Diagnostics;

namespace Holdfast.Drill.Installations;

/// <summary>
/// The weakened host of the controls: the same roles with one protection taken out, in tests/ of the source tree and in
/// no installed product. Without it a control cannot succeed, and says so.
/// </summary>
internal static class WeakHost
{
    private const string Name = "Holdfast.WeakHost";

    /// <summary>Brings the weakened host of the source tree around <paramref name="folder"/> up to date and answers its path; null when there is no source tree.</summary>
    public static async Task<string?> Build(string folder, Action<string> say)
    {
        var root = new DirectoryInfo(folder);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Holdfast.slnx"))) root = root.Parent;
        var project = root is null ? null : Path.Combine(root.FullName, "tests", Name);
        if (project is null || !Directory.Exists(project)) return null;
        say("building the weakened host for the controls");
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (var argument in new[] { "build", project, "--configuration", "Release", "--verbosity", "quiet", "-nologo", "-nodeReuse:false" }) start.ArgumentList.Add(argument);
        using var build = Process.Start(start) ?? throw new DrillException("dotnet build did not start.");
        var output = await build.StandardOutput.ReadToEndAsync();
        await build.WaitForExitAsync();
        if (build.ExitCode != 0) throw new DrillException($"{project} does not build: {output.Split('\n').FirstOrDefault(l => l.Contains("error", StringComparison.Ordinal))}");
        return Path.Combine(project, "bin", "Release", "net10.0", $"{Name}.dll");
    }
}

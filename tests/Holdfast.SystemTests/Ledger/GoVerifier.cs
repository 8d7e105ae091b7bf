using System.Diagnostics;

namespace Holdfast.SystemTests.Ledger;

/// <summary>
/// The verifier in <c>verifier/main.go</c>, built once with Debian's Go packages (installed when they are missing and we
/// may): code that checks the ledger and that we did not write.
/// </summary>
public sealed class GoVerifier : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("holdfast-go-");

    public GoVerifier()
    {
        var (code, output) = Run(Path.Combine(Root(), "tests", "install-debian.sh"), ["golang-go", "golang-golang-x-mod-dev"]);
        if (code != 0)
        {
            Missing = $"SKIPPED: the Debian packages golang-go and golang-golang-x-mod-dev cannot be installed: {output}";
            return;
        }

        (code, output) = Run("go", ["build", "-o", Program, Path.Combine(Root(), "tests", "Holdfast.SystemTests", "Ledger", "verifier", "main.go")]);
        if (code != 0) throw new InvalidOperationException($"The Go verifier does not build:\n{output}");
    }

    /// <summary>Why there is no verifier here; null when there is one.</summary>
    public string? Missing { get; }

    private string Program => Path.Combine(_folder.FullName, "verifier");

    /// <summary>Exit code, and what it printed.</summary>
    public (int Code, string Output) Verify(params string[] arguments)
    {
        if (Missing is not null) Assert.Skip(Missing);
        return Run(Program, arguments);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private (int Code, string Output) Run(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["GO111MODULE"] = "off";
        start.Environment["GOPATH"] = "/usr/share/gocode";
        start.Environment["GOCACHE"] = Path.Combine(_folder.FullName, "cache");
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd() + errors.Result;
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Holdfast.slnx"))) return folder.FullName;
        throw new InvalidOperationException("The tests run from a checkout.");
    }
}

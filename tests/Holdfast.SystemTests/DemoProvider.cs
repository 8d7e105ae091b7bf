using System.Diagnostics;
using System.Text.Json;

namespace Holdfast.SystemTests;

/// <summary>
/// A whole provider as <c>holdfast demo</c> makes it, in a temporary folder on free ports: the real programs, the real
/// stores. Shared by the tests of a class (IClassFixture) or of a collection; stopped and deleted at their end.
/// </summary>
public sealed class DemoProvider : IAsyncLifetime
{
    private const int Patients = 24;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private readonly List<string> _said = [];
    private readonly HashSet<string> _taken = [];
    private Process? _process;

    public string Data { get; } = Path.Combine(Directory.CreateTempSubdirectory("holdfast-test-").FullName, "data");

    public string DeskOrigin { get; private set; } = "";

    public string RecordsOrigin { get; private set; } = "";

    public string WatchOrigin { get; private set; } = "";

    /// <summary>Staff with an unused enrolment link, in the order in which they were hired.</summary>
    public IReadOnlyList<StaffLink> Staff { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        await Start();
        using var file = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(Data, "installation.json")));
        (DeskOrigin, RecordsOrigin, WatchOrigin) = (Get(file, "deskOrigin"), Get(file, "recordsOrigin"), Get(file, "watchOrigin"));
        Staff = [.. (await File.ReadAllLinesAsync(Path.Combine(Data, "demo-links.jsonl"))).Where(l => l.Length > 0).Select(StaffLink.Read)];
    }

    /// <summary>Stops everything, lets the folder be changed, and starts it again, at the same addresses.</summary>
    public async Task Restart(Action meanwhile)
    {
        await Stop();
        _process?.Dispose();
        meanwhile();
        await Start();
    }

    private async Task Start()
    {
        var start = Cli("demo", "--folder", Data, "--ports", "0", "--patients", $"{Patients}");
        _process = Process.Start(start)!;
        var ready = new TaskCompletionSource();
        _process.OutputDataReceived += (_, line) => Heard(line.Data, ready);
        _process.ErrorDataReceived += (_, line) => Heard(line.Data, ready);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        var first = await Task.WhenAny(ready.Task, _process.WaitForExitAsync(), Task.Delay(Patience));
        if (first != ready.Task) throw new InvalidOperationException("The demo did not come up:\n" + Said());
    }

    /// <summary>Nurses of the demo who have no patients: for tests that need a person and no chart.</summary>
    private static readonly string[] StandIns = ["Ifeoma Okafor", "Pierre Lalonde", "Ewa Kowalski"];

    /// <summary>A nurse without patients whom no other test has taken.</summary>
    public StaffLink TakeStandIn()
    {
        lock (_taken)
        {
            var free = Staff.First(s => StandIns.Contains(s.Name) && !_taken.Contains(s.Person));
            _taken.Add(free.Person);
            return free;
        }
    }

    /// <summary>A member of staff of this role whom no other test has taken: an enrolment link works once. The first of each role comes last.</summary>
    public StaffLink Take(string role)
    {
        lock (_taken)
        {
            // The demo itself enrolled the second coordinator and the second privacy officer, to schedule and to set canaries.
            var free = Staff.Where(s => s.Role == role && !StandIns.Contains(s.Name)).Where((s, place) => role is not ("coordinator" or "privacy-officer") || place != 1).Reverse().First(s => !_taken.Contains(s.Person));
            _taken.Add(free.Person);
            return free;
        }
    }

    /// <summary>What the programs printed so far.</summary>
    public string Said()
    {
        lock (_said) return string.Join('\n', _said);
    }

    /// <summary>The command line as built by ./holdfast, with its streams redirected.</summary>
    public static ProcessStartInfo Cli(params string[] arguments) => Program("Holdfast.Cli", arguments);

    public static ProcessStartInfo Program(string name, params string[] arguments)
    {
        var path = Path.Combine(Root(), ".build", "programs", name, $"{name}.dll");
        if (!File.Exists(path)) throw new InvalidOperationException($"{path} is missing: run ./holdfast --version, which builds it.");
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.ArgumentList.Add(path);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return start;
    }

    /// <summary>Runs a program to its end and answers its exit code and everything that it printed.</summary>
    public static async Task<(int Code, string Output, string Errors)> Run(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }

    public async Task Stop()
    {
        if (_process is null || _process.HasExited) return;
        // Not INT: a shell that runs the tests in the background has it ignored, and children inherit that.
        using (var terminate = Process.Start("kill", ["-TERM", $"{_process.Id}"])) await terminate.WaitForExitAsync();
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        _process?.Dispose();
        Directory.Delete(Path.GetDirectoryName(Data)!, recursive: true);
    }

    public static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Holdfast.slnx"))) return folder.FullName;
        throw new InvalidOperationException("The tests run from inside the checkout.");
    }

    private static string Get(JsonDocument document, string name) => document.RootElement.GetProperty(name).GetString()!;

    private void Heard(string? line, TaskCompletionSource ready)
    {
        if (line is null) return;
        lock (_said) _said.Add(line);
        if (line.Contains("Ctrl-C stops everything", StringComparison.Ordinal)) ready.TrySetResult();
    }
}

/// <summary>One member of the demo's staff and the link by which they enrol.</summary>
/// <param name="WatchLink">For approvers who work at the desk: their second link, for the watch.</param>
public sealed record StaffLink(string Person, string Name, string Role, string Link, string? WatchLink)
{
    public static StaffLink Read(string line)
    {
        using var document = JsonDocument.Parse(line);
        string Get(string name) => document.RootElement.GetProperty(name).GetString()!;
        return new StaffLink(Get("person"), Get("name"), Get("role"), Get("link"), document.RootElement.TryGetProperty("watchLink", out var watch) ? watch.GetString() : null);
    }
}

/// <summary>One demo provider for all browser and interface tests: making one takes longer than each of them.</summary>
[CollectionDefinition(Name)]
public sealed class DemoProviderCollection : ICollectionFixture<DemoProvider>, ICollectionFixture<EnrolledPeople>
{
    public const string Name = "demo provider";
}

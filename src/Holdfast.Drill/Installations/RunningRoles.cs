using System.Diagnostics;
using Grpc.Core;
using Holdfast.Drill.Clients;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Drill.Installations;

/// <summary>The four roles of a throw-away installation as processes of the drill, which end with its pipes even when it is killed.</summary>
internal sealed class RunningRoles : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(20);
    private static readonly string[] InOrder = ["watch", "keyholder", "records", "desk"];

    private readonly Dictionary<string, Process> _processes = [];
    private readonly Dictionary<string, string> _lastWords = [];

    public int ProcessIdOf(string role) => _processes[role].Id;

    /// <param name="weakened">A role to be replaced by the weakened host, and what to weaken; null: all as shipped.</param>
    public static async Task<RunningRoles> Start(Programs programs, string data, HttpClient web, (string Role, string Host, string Weakness)? weakened)
    {
        var running = new RunningRoles();
        try
        {
            foreach (var role in InOrder)
            {
                string[] arguments = ["run", Path.Combine(data, role), "--stop-with-stdin"];
                running.Start(role, weakened is { } weak && weak.Role == role
                    ? Programs.OfPath(weak.Host, [weak.Weakness, .. arguments])
                    : programs.Of("Holdfast." + char.ToUpperInvariant(role[0]) + role[1..], arguments));
            }

            await running.WaitUntilWell(data, web);
            return running;
        }
        catch
        {
            await running.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var role in InOrder.Reverse().OrderBy(r => r == "watch"))
            if (_processes.Remove(role, out var process)) await Stop(process);
    }

    private void Start(string role, ProcessStartInfo start)
    {
        var process = Process.Start(start) ?? throw new DrillException($"{role} did not start.");
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is { Length: > 0 } text) _lastWords[role] = text;
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _processes[role] = process;
    }

    private static async Task Stop(Process process)
    {
        using (process)
        {
            if (process.HasExited) return;
            process.StandardInput.Close();
            using var patience = new CancellationTokenSource(StopPatience);
            try
            {
                await process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
            }
        }
    }

    private async Task WaitUntilWell(string data, HttpClient web)
    {
        var settings = RoleSettings.Load(Path.Combine(data, "cli"), "cli");
        var watch = Stopwatch.StartNew();
        while (true)
        {
            if (_processes.FirstOrDefault(p => p.Value.HasExited) is { Key: { } role } ended)
                throw new DrillException($"{role} ended with {ended.Value.ExitCode}: {_lastWords.GetValueOrDefault(role, "it said nothing")}");
            if (await KeyholderIsOpen(data, settings) && await Answers(web, settings.WatchOrigin) && await Answers(web, settings.RecordsOrigin) && await Answers(web, settings.DeskOrigin)) return;
            if (watch.Elapsed > StartPatience) throw new DrillException($"The installation in {data} is not well after {StartPatience.TotalSeconds:0} s. {string.Join("; ", _lastWords.Select(w => $"{w.Key}: {w.Value}"))}");
            await Task.Delay(100);
        }
    }

    private static async Task<bool> KeyholderIsOpen(string data, RoleSettings settings)
    {
        try
        {
            using var tls = InternalTls.Load(Path.Combine(data, "cli"));
            using var channel = tls.ConnectToKeyholder(settings);
            return (await new Condition.ConditionClient(channel).AskAsync(new AskRequest(), deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(3))).State == "open";
        }
        catch (RpcException)
        {
            return false;
        }
    }

    private static async Task<bool> Answers(HttpClient web, string origin)
    {
        try
        {
            using var response = await web.GetAsync($"{origin}/health");
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}

using System.Diagnostics;

namespace Holdfast.Cli.Running;

/// <summary>One role as a child process. It ends when its standard input ends, so nothing survives a killed command line.</summary>
internal sealed class RoleProcess : IAsyncDisposable
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(20);
    private readonly Process _process;
    private readonly Task _errors;
    private string _lastError = "";

    private RoleProcess(string role, Process process, Action<string> log)
    {
        Role = role;
        _process = process;
        _errors = Pump(process.StandardError, line =>
        {
            _lastError = line;
            log($"{role}: {line}");
        });
        _ = Pump(process.StandardOutput, _ => { });
    }

    public string Role { get; }

    public int ProcessId => _process.Id;

    public bool HasExited => _process.HasExited;

    public Task Exited => _process.WaitForExitAsync();

    public static RoleProcess Start(string role, string program, IEnumerable<string> arguments, Action<string> log) =>
        new(role, Process.Start(Programs.Of(program, [.. arguments, "--stop-with-stdin"])) ?? throw new PlainFailure($"{program} did not start."), log);

    /// <summary>Why it ended, for people: its code and the last thing it said.</summary>
    public string Epitaph => $"{Role} ended with code {_process.ExitCode}: {_lastError}";

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            using var patience = new CancellationTokenSource(StopPatience);
            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                Console.Error.WriteLine($"{Role} did not stop within {StopPatience.TotalSeconds:0} s and was killed.");
                _process.Kill();
            }
        }

        await _errors;
        _process.Dispose();
    }

    private static async Task Pump(StreamReader reader, Action<string> line)
    {
        while (await reader.ReadLineAsync() is { } text)
            if (text.Length > 0) line(text);
    }
}

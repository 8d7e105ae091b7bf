using Holdfast.Cli.Installation;

namespace Holdfast.Cli.Running;

/// <summary>The roles of one installation, started by this process and stopped with it. At most one at a time for a data folder.</summary>
internal sealed class RunningInstallation : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);

    /// <summary>The export worker: records' program with a certificate of its own, and no listener. An installation made before there was one has none.</summary>
    public const string Exporter = "export";

    private readonly FileStream _lock;
    private readonly List<RoleProcess> _roles = [];

    private RunningInstallation(FileStream @lock, InstallationFile file)
    {
        _lock = @lock;
        File = file;
    }

    public InstallationFile File { get; }

    public IReadOnlyList<RoleProcess> Roles => _roles;

    /// <summary>Starts the roles named (all four by default) and waits until each says that it is well.</summary>
    /// <exception cref="PlainFailure">It runs already, or a role ended or stayed unwell; nothing is left running then.</exception>
    public static async Task<RunningInstallation> Start(string data, Action<string> log, CancellationToken cancel, params string[] only)
    {
        var file = InstallationFile.Load(data);
        var running = new RunningInstallation(Lock(data), file);
        try
        {
            foreach (var role in new[] { "watch", "keyholder", "records", "desk", Exporter })
                if (only.Length == 0 ? role != Exporter || Directory.Exists(Path.Combine(data, role)) : only.Contains(role))
                    running._roles.Add(RoleProcess.Start(role, ProgramOf(role), Arguments(data, role), log));
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            patience.CancelAfter(StartPatience);
            await Health.WaitUntilWell(data, file, running._roles, patience.Token);
            return running;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            var conditions = await Health.Ask(data, file, CancellationToken.None);
            await running.DisposeAsync();
            var unwell = conditions.Where(c => c.State != "ok" && (only.Length == 0 || only.Contains(c.Role)));
            throw new PlainFailure($"Not well after {StartPatience.TotalSeconds:0} s: {string.Join("; ", unwell.Select(c => $"{c.Role}: {c.State} {c.Detail}"))}");
        }
        catch
        {
            await running.DisposeAsync();
            throw;
        }
    }

    /// <summary>True when some process holds this data folder's roles.</summary>
    public static bool IsRunning(string data)
    {
        try
        {
            Lock(data).Dispose();
            return false;
        }
        catch (PlainFailure)
        {
            return true;
        }
    }

    /// <summary>Completes with the role that ended by itself. Nothing is restarted: a role that ends had a reason.</summary>
    public async Task<RoleProcess> FirstToEnd(CancellationToken cancel)
    {
        var ends = _roles.Select(async role =>
        {
            await role.Exited.WaitAsync(cancel);
            return role;
        });
        return await await Task.WhenAny(ends);
    }

    private static string ProgramOf(string role) => role == Exporter ? ProgramOf("records") : "Holdfast." + char.ToUpperInvariant(role[0]) + role[1..];

    private static string[] Arguments(string data, string role) => role == Exporter
        ? ["export", Path.Combine(data, role), "--store", Path.Combine(data, "records")]
        : role == "records" && Directory.Exists(Programs.ChartApplication)
        ? ["run", Path.Combine(data, role), "--chart-app", Programs.ChartApplication]
        : ["run", Path.Combine(data, role)];

    private static FileStream Lock(string data)
    {
        try
        {
            return new FileStream(Path.Combine(data, "up.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new PlainFailure($"{data} is running already. Stop that one first (Ctrl-C in its terminal).", 2);
        }
    }

    public async ValueTask DisposeAsync()
    {
        // The keyholder goes last: the others still tell it what they saw.
        foreach (var role in _roles.OrderBy(r => r.Role switch { "desk" => 0, Exporter or "records" => 1, "keyholder" => 2, _ => 3 })) await role.DisposeAsync();
        await _lock.DisposeAsync();
    }
}

using Holdfast.Drill.Clients;
using Holdfast.Drill.Cohort;
using Holdfast.Wire.Connections;

namespace Holdfast.Drill.Installations;

/// <summary>
/// An installation made to be attacked: the shipped programs, a cohort that came in by import, a staff with a schedule,
/// canaries. The attacker's own notes of who is in it are <see cref="Patients"/>: they are the ground truth. It is a copy
/// of a <see cref="PreparedInstallation"/> on the same addresses, so one of them runs at a time.
/// </summary>
internal sealed class ThrowAway : IAsyncDisposable
{
    private readonly Programs _programs;
    private RunningRoles? _running;

    public ThrowAway(Programs programs, string folder, IReadOnlyList<SyntheticPatient> patients, IReadOnlyList<SyntheticPatient> canaries)
    {
        _programs = programs;
        Folder = folder;
        Patients = patients;
        Canaries = canaries;
        Links = EnrolmentLink.ReadAll(Path.Combine(folder, PreparedInstallation.LinksFile));
        var settings = RoleSettings.Load(Path.Combine(Data, "cli"), "cli");
        (DeskOrigin, RecordsOrigin, WatchOrigin) = (settings.DeskOrigin, settings.RecordsOrigin, settings.WatchOrigin);
    }

    public string Folder { get; }

    public string Data => Path.Combine(Folder, PreparedInstallation.DataFolder);

    public string Cohort => Path.Combine(Folder, PreparedInstallation.CohortFolder);

    public string DeskOrigin { get; }

    public string RecordsOrigin { get; }

    public string WatchOrigin { get; }

    public Programs Programs => _programs;

    public HttpClient Web { get; } = LocalWeb.Client();

    public IReadOnlyList<SyntheticPatient> Patients { get; }

    public IReadOnlyList<SyntheticPatient> Canaries { get; }

    /// <summary>Everybody whose chart is there: patients and canaries.</summary>
    public IEnumerable<SyntheticPatient> Everybody => Patients.Concat(Canaries);

    public IReadOnlyList<EnrolmentLink> Links { get; }

    /// <summary>The roles while they run.</summary>
    public RunningRoles Roles => _running ?? throw new DrillException("The installation does not run.");

    public async Task Start((string Role, string Host, string Weakness)? weakened = null) => _running = await RunningRoles.Start(_programs, Data, Web, weakened);

    public async Task Stop()
    {
        if (_running is { } running) await running.DisposeAsync();
        _running = null;
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        Web.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}

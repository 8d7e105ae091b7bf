using Holdfast.Drill.Clients;
using Holdfast.Drill.Cohort;
using Holdfast.Drill.Seed;
using Holdfast.Wire.Connections;

namespace Holdfast.Drill.Installations;

/// <summary>
/// An installation made to be attacked: the shipped programs, a cohort that came in by import, a staff with a schedule,
/// canaries. The attacker's own notes of who is in it are <see cref="Patients"/>: they are the ground truth.
/// </summary>
internal sealed class ThrowAway : IAsyncDisposable
{
    /// <summary>Enough that chance does not hide a hole, few enough that every chart can be tried.</summary>
    private const int CohortSize = 40;

    private const int CohortSeed = 4242;
    private const int CohortDays = 28;

    private readonly Programs _programs;
    private RunningRoles? _running;

    private ThrowAway(Programs programs, string folder, IReadOnlyList<SyntheticPatient> patients, IReadOnlyList<SyntheticPatient> canaries, IReadOnlyList<EnrolmentLink> links)
    {
        _programs = programs;
        Folder = folder;
        Patients = patients;
        Canaries = canaries;
        Links = links;
        var settings = RoleSettings.Load(Path.Combine(Data, "cli"), "cli");
        (DeskOrigin, RecordsOrigin, WatchOrigin) = (settings.DeskOrigin, settings.RecordsOrigin, settings.WatchOrigin);
    }

    public string Folder { get; }

    public string Data => Path.Combine(Folder, "data");

    public string Cohort => Path.Combine(Folder, "patients");

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

    /// <summary>Cohort, installation, import; running, with schedule and canaries entered.</summary>
    public static async Task<ThrowAway> Make(Programs programs, string folder, (string Role, string Host, string Weakness)? weakened = null)
    {
        Directory.CreateDirectory(folder);
        var until = OntarioTime.Day(TimeProvider.System.GetUtcNow());
        string At(string name) => Path.Combine(folder, name);
        CohortVerb.Write(new CohortChoices(At("patients"), CohortSize, CohortSeed, CohortDays, 4, until, At("staff.json"), At("schedule.json"), At("canaries.json")));
        await File.WriteAllTextAsync(At("links.jsonl"), await programs.Run("Holdfast.Cli", "init", At("data"), "--ports", "0", "--staff", At("staff.json"), "--json"));
        await programs.Run("Holdfast.Cli", "import", At("data"), At("patients"), "--json");

        var maker = new PatientMaker(new SeededNumbers(CohortSeed), until);
        var everybody = Enumerable.Range(0, CohortSize + 4).Select(maker.Make).ToList();
        var made = new ThrowAway(programs, folder, everybody[..CohortSize], everybody[CohortSize..], EnrolmentLink.ReadAll(At("links.jsonl")));
        try
        {
            await made.Start(weakened);
            await SeedVerb.Seed(made.Web, made.Links, At("schedule.json"), At("canaries.json"));
            return made;
        }
        catch
        {
            await made.DisposeAsync();
            throw;
        }
    }

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

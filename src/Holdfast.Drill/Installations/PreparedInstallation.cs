using System.Diagnostics;
using Holdfast.Drill.Clients;
using Holdfast.Drill.Cohort;
using Holdfast.Drill.Seed;

namespace Holdfast.Drill.Installations;

/// <summary>
/// A seeded installation that does not run: made once, copied whole for each attack and each control. Making one takes
/// longer than most attacks; nothing of an attack touches it, so every copy is as new.
/// </summary>
internal sealed class PreparedInstallation
{
    internal const string DataFolder = "data";
    internal const string CohortFolder = "patients";
    internal const string LinksFile = "links.jsonl";

    /// <summary>Enough that chance does not hide a hole, few enough that every chart can be tried.</summary>
    private const int CohortSize = 40;

    private const int CohortSeed = 4242;
    private const int CohortDays = 28;
    private const int Canaries = 4;

    private readonly Programs _programs;
    private readonly string _folder;
    private readonly IReadOnlyList<SyntheticPatient> _everybody;

    private PreparedInstallation(Programs programs, string folder, IReadOnlyList<SyntheticPatient> everybody) =>
        (_programs, _folder, _everybody) = (programs, folder, everybody);

    /// <summary>Cohort, installation, import; then, by people at the desk and the watch, schedule and canaries.</summary>
    public static async Task<PreparedInstallation> Make(Programs programs, string folder)
    {
        Directory.CreateDirectory(folder);
        var until = OntarioTime.Day(TimeProvider.System.GetUtcNow());
        string At(string name) => Path.Combine(folder, name);
        CohortVerb.Write(new CohortChoices(At(CohortFolder), CohortSize, CohortSeed, CohortDays, Canaries, until, At("staff.json"), At("schedule.json"), At("canaries.json")));
        await File.WriteAllTextAsync(At(LinksFile), await programs.Run("Holdfast.Cli", "init", At(DataFolder), "--ports", "0", "--staff", At("staff.json"), "--json"));
        await programs.Run("Holdfast.Cli", "import", At(DataFolder), At(CohortFolder), "--json");

        var maker = new PatientMaker(new SeededNumbers(CohortSeed), until);
        var made = new PreparedInstallation(programs, folder, [.. Enumerable.Range(0, CohortSize + Canaries).Select(maker.Make)]);
        using var web = LocalWeb.Client();
        await using (await RunningRoles.Start(programs, At(DataFolder), web, null))
            await SeedVerb.Seed(web, EnrolmentLink.ReadAll(At(LinksFile)), At("schedule.json"), At("canaries.json"));
        return made;
    }

    /// <summary>A copy in this folder, running.</summary>
    /// <param name="folder">Where it lies; gone with it.</param>
    /// <param name="weakened">A role to be replaced by the weakened host, and what to weaken; null: all as shipped.</param>
    public async Task<ThrowAway> Copy(string folder, (string Role, string Host, string Weakness)? weakened)
    {
        // With modes and times: the roles refuse keys that others may read.
        using (var copy = Process.Start("cp", ["--archive", _folder, folder]))
        {
            await copy.WaitForExitAsync();
            if (copy.ExitCode != 0) throw new DrillException($"The prepared installation could not be copied to {folder}.");
        }

        var made = new ThrowAway(_programs, folder, [.. _everybody.Take(CohortSize)], [.. _everybody.Skip(CohortSize)]);
        try
        {
            await made.Start(weakened);
            return made;
        }
        catch
        {
            await made.DisposeAsync();
            throw;
        }
    }
}

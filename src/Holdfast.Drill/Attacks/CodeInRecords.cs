using Holdfast.Drill.Installations;
using Holdfast.Drill.Scoring;
using Holdfast.Drill.Searching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Records;

namespace Holdfast.Drill.Attacks;

/// <summary>
/// Attack 6. Code runs in records while nurses work: it dumps the process's memory, twice, and reads its environment, its
/// files and its database; it tries whatever in that memory could be a key on every row; it uses records' own certificate
/// to ask the keyholder for everything. It must end with the charts that were released to this process, no more, and the
/// watch must name exactly those.
/// </summary>
internal sealed class CodeInRecords(Bench bench)
{
    public const int Number = 6;

    private const int NursesAtWork = 3;
    private const int ChartsEach = 3;

    public async Task<AttackResult> Run()
    {
        bench.Say("attack 6: code runs in records while nurses work");
        await using var installation = await bench.Installation();
        var database = Path.Combine(installation.Data, "records", "store.db");
        var known = KnownFacts.Of(installation.Everybody, installation.Cohort);
        var locks = PatientsLocks(installation, SealedRows.Read(database));
        var byNumber = new Dictionary<string, string>();
        var obtained = new HashSet<string>();
        var notes = new List<string>();

        // While the attacker sits there, nurses come and go: what was open at either dump is theirs to lose.
        var shifts = new List<(Crew Nurse, List<OpenChart> Charts)>();
        for (var i = 0; i < NursesAtWork; i++) shifts.Add(await BeginShift(installation, i, byNumber));
        await Dump(installation, known, locks, byNumber, obtained, notes, "first dump");
        await shifts[0].Nurse.SignInAgain();
        var late = await BeginShift(installation, NursesAtWork, byNumber);
        shifts.Add(late);
        await Dump(installation, known, locks, byNumber, obtained, notes, "second dump, one nurse gone home, one come");
        notes.Add($"environment and files of the process: {SearchSurroundings(installation, known)}");

        var hostile = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var asked = await AskForEverything(installation, database);
        obtained.UnionWith(asked.Charts);
        notes.Add($"with records' certificate: {asked.Refused} attempts refused, given: {(asked.Given.Count == 0 ? "nothing" : string.Join(", ", asked.Given))}");
        var signal = await LedgerEntries.Await(installation.Data, hostile, e => e.Kind == "refused" && e.Text("caller").Contains("records", StringComparison.Ordinal));
        var entries = await LedgerEntries.Settled(installation.Data, 0);
        var freeze = entries.FirstOrDefault(e => e.AtMs >= hostile && e.Kind == "frozen" && e.Text("node").Length > 0);
        // The process has lived through every run of the node since then: a dump stops it for so long that it presents itself anew.
        var start = entries.First(e => e.Kind == "start" && e.Text("node") == "records-1");
        var exposure = await Exposure.Ask(installation, entries.Count, "--node", "records-1", "--from", $"{start.AtMs}");
        var comparison = SetComparison.Of(exposure.Charts, obtained);
        foreach (var (nurse, charts) in shifts)
        {
            charts.ForEach(c => c.Dispose());
            nurse.Dispose();
        }

        await installation.Stop();
        var control = await bench.Control("keyholder", "release-any", ControlSucceeds);
        var held = comparison.Exact && asked.Given.Count == 0 && signal is not null && control;
        return new AttackResult(
            Number, "code execution in records", obtained.Count, installation.Everybody.Count(),
            signal is null ? null : Math.Max(0, (signal.AtMs - hostile) / 1000.0), freeze is null ? null : Math.Max(0, (freeze.AtMs - hostile) / 1000.0),
            comparison, control, held ? Verdict.Held : Verdict.Failed, "ATT&CK T1190, T1003, T1552.004; OWASP A03, A08", notes);
    }

    private static async Task<(Crew Nurse, List<OpenChart> Charts)> BeginShift(ThrowAway installation, int number, Dictionary<string, string> byNumber)
    {
        var nurse = await Crew.Nurse(installation, number);
        var charts = new List<OpenChart>();
        foreach (var (chart, healthNumber) in (await nurse.OwnPatients()).Take(ChartsEach))
        {
            var opened = await nurse.Open(chart);
            (await opened.Everything()).Need("read a chart");
            byNumber[healthNumber] = chart;
            charts.Add(opened);
        }

        return (nurse, charts);
    }

    private async Task Dump(
        ThrowAway installation, KnownFacts known, IReadOnlyList<RowLock> locks, Dictionary<string, string> byNumber, HashSet<string> obtained, List<string> notes, string which)
    {
        bench.Say(which);
        using var dump = await MemoryDump.Take(installation.Roles.ProcessIdOf("records"), Path.Combine(installation.Folder, "core"));
        var findings = new Findings(known);
        dump.Search(findings);
        var (opened, tried) = dump.FindKeys(locks);
        var byKey = opened.Where(o => Opens(installation, o.RowLock, o.Key)).Select(o => o.RowLock.Row.Chart.ToString()).ToHashSet();
        // A name in memory without its chart having been released would be a hole of its own: it counts under its number.
        var byName = findings.Patients.Select(n => byNumber.TryGetValue(n, out var chart) ? chart : $"health number {n}").ToHashSet();
        obtained.UnionWith(byKey);
        obtained.UnionWith(byName);
        notes.Add($"{which}: {dump.Length / 1e6:0} MB, {tried:N0} pieces tried as keys, keys of {byKey.Count} charts, words of {byName.Count} patients in the open");
    }

    private static bool Opens(ThrowAway installation, RowLock one, byte[] key)
    {
        InstallationId.TryParse(RoleSettings.Load(Path.Combine(installation.Data, "records"), "records").Installation, out var id);
        using var subkey = new Subkey(key);
        return SealedRecord.Open(id, one.Row.Chart, subkey, one.Row.Body) is not null;
    }

    private static string SearchSurroundings(ThrowAway installation, KnownFacts known)
    {
        var findings = new Findings(known);
        findings.Search(File.ReadAllBytes($"/proc/{installation.Roles.ProcessIdOf("records")}/environ"));
        findings.Search(File.ReadAllBytes($"/proc/{installation.Roles.ProcessIdOf("records")}/cmdline"));
        StolenFiles.Search(Path.Combine(installation.Data, "records"), findings);
        return findings.Summary;
    }

    private static async Task<(HashSet<string> Charts, int Refused, IReadOnlyList<string> Given)> AskForEverything(ThrowAway installation, string database)
    {
        using var certificate = new StolenCertificate(installation);
        var rows = SealedRows.Read(database);
        await certificate.TryEverything([.. rows.Select(r => r.Chart).Distinct()]);
        var locks = PatientsLocks(installation, rows);
        var charts = certificate.Keys.SelectMany(k => locks.Where(l => k.Subkey.Length == Subkey.Length && l.Fits(k.Subkey.Span))).Select(l => l.Row.Chart.ToString()).ToHashSet();
        return (charts, certificate.Refused, certificate.Given);
    }

    /// <summary>The provider's own chart (offices, medications) opens under every grant and holds no patient: it is left out on both sides.</summary>
    private static IReadOnlyList<RowLock> PatientsLocks(ThrowAway installation, IReadOnlyList<StolenRow> rows)
    {
        var admitted = LedgerEntries.Read(installation.Data).Where(e => e.Kind == "admitted" && e.Text("grant").Length + e.Text("person").Length > 0).Select(e => e.Text("chart")).ToHashSet();
        return SealedRows.Locks(rows.Where(r => admitted.Contains(r.Chart.ToString())));
    }

    private static async Task<bool> ControlSucceeds(ThrowAway installation)
    {
        var asked = await AskForEverything(installation, Path.Combine(installation.Data, "records", "store.db"));
        return asked.Charts.Count >= installation.Everybody.Count();
    }
}

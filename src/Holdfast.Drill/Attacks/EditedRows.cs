using System.Text.Json;
using Holdfast.Drill.Check;
using Holdfast.Drill.Clients;
using Holdfast.Drill.Installations;
using Holdfast.Drill.Scoring;
using Holdfast.Wire;

namespace Holdfast.Drill.Attacks;

/// <summary>
/// Attack 12. Somebody who administers the record database changes, deletes, exchanges, rolls back and replays rows of
/// charts overnight. In the morning nurses open them: nothing false may be shown as true, what is missing must be said,
/// and the ledger and <c>verify</c> must name every chart that was touched and none that was not.
/// </summary>
internal sealed class EditedRows(Bench bench)
{
    public const int Number = 12;

    private const int NursesAtWork = 7;

    /// <summary>Of each nurse's charts: so many are left alone, to show that nobody cries wolf.</summary>
    private const int Untouched = 1;

    public async Task<AttackResult> Run()
    {
        bench.Say("attack 12: the database administrator edits, deletes, swaps, rolls back and replays rows");
        await using var installation = await bench.Installation();
        var outcome = await Attack(installation);
        // The published ledger is up to a second behind the last entry: everything that was to be reported by now must come.
        var entries = await LedgerEntries.Settled(installation.Data, outcome.HostileMs);
        var gaps = entries.Where(e => e.Kind == "gap").ToList();
        var comparison = SetComparison.Of(gaps.Select(g => g.Text("chart")), outcome.Touched);
        await installation.Stop();
        var (code, output, lastError) = await installation.Programs.Try("Holdfast.Cli", "verify", installation.Data, "--json");
        var named = outcome.Touched.Count(chart => (output + lastError).Contains(chart, StringComparison.Ordinal));
        var control = await bench.Control("records", "no-chain", async weak => (await Attack(weak)).Believed.Count > 0);
        var held = outcome.Believed.Count == 0 && outcome.Unsaid.Count == 0 && comparison.Exact && code == 1 && control;
        return new AttackResult(
            Number, "edited rows", outcome.Believed.Count, installation.Everybody.Count(),
            gaps.Count == 0 ? null : Math.Max(0, (gaps[0].AtMs - outcome.ReopenedMs) / 1000.0), null, comparison, control, held ? Verdict.Held : Verdict.Failed,
            "ATT&CK T1565.001, T1485; OWASP A08",
            [
                $"{outcome.Touched.Count} charts touched ({string.Join(", ", Enum.GetNames<Edit>())}), {outcome.LeftAlone} left alone",
                $"served as true though changed: {outcome.Believed.Count}; opened without saying that something is missing: {outcome.Unsaid.Count}",
                $"noticed at the next opening; charts named by gap entries: {comparison.Both} of {comparison.True}, wrongly named: {comparison.Said - comparison.Both}",
                $"verify ended with {code} and named {named} of {outcome.Touched.Count}: {lastError}",
            ]);
    }

    /// <param name="Touched">Charts that were changed.</param>
    /// <param name="Believed">Charts of which something false was then served as true: content that never was, or a change that nobody was told of.</param>
    /// <param name="Unsaid">Charts that were opened without a word about what is missing.</param>
    private sealed record Outcome(HashSet<string> Touched, HashSet<string> Believed, HashSet<string> Unsaid, int LeftAlone, long HostileMs, long ReopenedMs);

    private static async Task<Outcome> Attack(ThrowAway installation)
    {
        var nurses = new List<(Crew Nurse, List<string> Charts)>();
        var before = new Dictionary<string, Dictionary<string, string>>();
        for (var i = 0; i < NursesAtWork; i++)
        {
            var nurse = await Crew.Nurse(installation, i);
            var charts = (await nurse.OwnPatients()).Select(p => p.Chart).Where(c => !before.ContainsKey(c)).ToList();
            foreach (var chart in charts) before[chart] = await WriteAndRead(nurse, chart);
            nurses.Add((nurse, charts));
            await nurse.SignInAgain(); // the evening: nothing of today stays open in any memory
        }

        var hostile = Now();
        var touched = Edits(installation, nurses.Select(n => n.Charts));
        var reopened = Now();
        var (believed, unsaid) = (new HashSet<string>(), new HashSet<string>());
        foreach (var (nurse, charts) in nurses)
        {
            foreach (var chart in charts) await Reopen(nurse, chart, before[chart], touched.Contains(chart), believed, unsaid);
            nurse.Dispose();
        }

        return new Outcome(touched, believed, unsaid, before.Count - touched.Count, hostile, reopened);
    }

    private static HashSet<string> Edits(ThrowAway installation, IEnumerable<List<string>> chartsOfEach)
    {
        var editor = new RowEditor(Path.Combine(installation.Data, "records", "store.db"));
        var victims = new Queue<string>(chartsOfEach.SelectMany(charts => charts.Skip(Untouched)));
        var touched = new HashSet<string>();
        for (var turn = 0; victims.Count > 1; turn++)
        {
            var edit = (Edit)(turn % Enum.GetValues<Edit>().Length);
            var (first, second) = (victims.Dequeue(), edit == Edit.Swapped ? victims.Dequeue() : victims.Peek());
            editor.Do(edit, Id(first), Id(second));
            touched.Add(first);
            if (edit == Edit.Swapped) touched.Add(second);
        }

        return touched;
    }

    /// <summary>Adds a note, so that there is something to roll back, and keeps what the chart then says: FHIR id and version to content.</summary>
    private static async Task<Dictionary<string, string>> WriteAndRead(Crew nurse, string chart)
    {
        using var opened = await nurse.Open(chart);
        await new VisitNoteWriter(opened.Client, TimeProvider.System).Write();
        return Resources((await opened.Everything()).Need("read a chart"));
    }

    private static async Task Reopen(Crew nurse, string chart, Dictionary<string, string> before, bool touched, HashSet<string> believed, HashSet<string> unsaid)
    {
        var (opened, _) = await nurse.TryOpen(chart);
        if (opened is null) return; // refused whole: nothing false was shown
        using (opened)
        {
            var answer = await opened.Everything();
            if (!answer.Ok) return;
            var after = Resources(answer.Body);
            var said = SaysThatSomethingIsMissing(answer.Body);
            if (after.Any(r => before.GetValueOrDefault(r.Key) != r.Value)) believed.Add(chart);
            if (touched && !said) unsaid.Add(chart);
            if (touched && !said && after.Count > 0) believed.Add(chart);
        }
    }

    private static Dictionary<string, string> Resources(JsonElement bundle) => bundle.GetProperty("entry").EnumerateArray()
        .Select(e => e.GetProperty("resource")).Where(r => Answer.Text(r, "resourceType") != "OperationOutcome")
        .ToDictionary(r => $"{Answer.Text(r, "resourceType")}/{Answer.Text(r, "id")}", r => r.GetRawText());

    private static bool SaysThatSomethingIsMissing(JsonElement bundle) => bundle.GetProperty("entry").EnumerateArray()
        .Any(e => Answer.Text(e.GetProperty("resource"), "resourceType") == "OperationOutcome");

    private static ChartId Id(string text) => ChartId.TryParse(text, out var id) ? id : throw new DrillException("The desk answered with a chart id that is none.");

    private static long Now() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
}

using Holdfast.Drill.Installations;
using Holdfast.Drill.Scoring;

namespace Holdfast.Drill.Attacks;

/// <summary>
/// <c>Holdfast.Drill attack [N...] --programs FOLDER --work FOLDER [--json]</c>: runs attacks, each against a throw-away
/// installation of its own (copies of one that is made first), and prints what the attacker got. 0 when every promise was kept or is not made here, else 1.
/// </summary>
internal static class AttackVerb
{
    private static readonly IReadOnlyDictionary<int, Func<Bench, Task<AttackResult>>> All = new SortedDictionary<int, Func<Bench, Task<AttackResult>>>
    {
        [PasswordCampaign.Number] = bench => new PasswordCampaign(bench).Run(),
        [OneTokenEverywhere.Number] = bench => new OneTokenEverywhere(bench).Run(),
        [StolenStore.Number] = bench => new StolenStore(bench).Run(),
        [CodeInRecords.Number] = bench => new CodeInRecords(bench).Run(),
        [CodeInDesk.Number] = bench => new CodeInDesk(bench).Run(),
        [ReplayedSecrets.Number] = bench => new ReplayedSecrets(bench).Run(),
        [ScrapingInsider.Number] = bench => new ScrapingInsider(bench).Run(),
        [EditedRows.Number] = bench => new EditedRows(bench).Run(),
        [RogueAdministrator.Number] = bench => new RogueAdministrator(bench).Run(),
        [FormerStaff.Number] = bench => new FormerStaff(bench).Run(),
    };

    public static async Task<int> Run(Arguments arguments)
    {
        var json = arguments.Flag("--json");
        var folder = arguments.Text("--programs") ?? Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, ".."));
        var given = arguments.Text("--work");
        var work = given ?? Directory.CreateTempSubdirectory("holdfast-drill-").FullName;
        var numbers = arguments.Rest().Select(word => int.TryParse(word, out var n) && All.ContainsKey(n) ? n
            : throw new UsageException($"{word} is no attack that exists yet. There are {string.Join(", ", All.Keys)} (docs/DRILL.md).")).ToList();

        var results = new List<AttackResult>();
        var bench = new Bench(new Programs(folder), work, await WeakHost.Build(folder, Console.Error.WriteLine), Console.Error.WriteLine);
        foreach (var number in numbers.Count > 0 ? numbers : [.. All.Keys])
        {
            var result = await All[number](bench);
            results.Add(result);
            if (json) Console.WriteLine(result.ToJsonLine());
        }

        if (given is null) Directory.Delete(work, recursive: true);
        if (!json) ResultTable.Print(results);
        foreach (var failed in results.Where(r => r.Verdict == Verdict.Failed))
            Console.Error.WriteLine($"Attack {failed.Number}, {failed.Name}: {(failed.ControlSucceeded ? "a promise was not kept" : "its control did not succeed, so it shows nothing")}.");
        return results.Exists(r => r.Verdict == Verdict.Failed) ? 1 : 0;
    }
}

using Holdfast.Drill.Installations;
using Holdfast.Drill.Scoring;

namespace Holdfast.Drill.Attacks;

/// <summary>
/// Attack 9. A nurse with a real session takes what she can as fast as she can: first everybody on her schedule, then
/// everybody she can find, each with a made-up emergency. A second nurse opens a canary. Both must be stopped, the second
/// at once, and the exact list of what each could have read must come out of the watch.
/// </summary>
internal sealed class ScrapingInsider(Bench bench)
{
    public const int Number = 9;

    /// <summary>What the keyholder promises (docs/THREATS.md): distinct charts per person and day.</summary>
    private const int Budget = 40;

    /// <summary>The bar of the drill: a freeze takes effect within a second.</summary>
    private const double MostSecondsToFreeze = 1;

    public async Task<AttackResult> Run()
    {
        bench.Say("attack 9: a nurse scrapes as fast as she can; another opens a canary");
        await using var installation = await bench.Installation();
        var (scraped, touched) = await Attack(installation);
        using (scraped)
        using (touched)
        {
            var entries = await LedgerEntries.Settled(installation.Data, scraped.FirstHostileMs);
            var frozen = entries.Where(e => e.Kind == "frozen").Select(e => e.Text("person")).ToHashSet();
            var signal = entries.FirstOrDefault(e => e.Kind is "frozen" or "refused" || (e.Kind == "open" && e.Text("purpose") == "ETREAT"));
            var comparison = await Loot.Compare(installation, scraped, touched);
            var canaries = CanariesIn(touched, installation);
            var control = await bench.Control("keyholder", "no-limits", ControlSucceeds);
            double? freeze = scraped.FrozenAfter is { } first && touched.FrozenAfter is { } second ? Math.Max(first, second) : null;
            var held = scraped.Charts.Count <= Budget && canaries == 0 && freeze <= MostSecondsToFreeze
                && frozen.SetEquals([scraped.Thief.Person, touched.Thief.Person]) && comparison.Exact && control;
            return new AttackResult(
                Number, "scraping insider, canary", scraped.Charts.Count + canaries, installation.Everybody.Count(),
                signal is null ? null : Math.Max(0, (signal.AtMs - scraped.FirstHostileMs) / 1000.0), freeze, comparison, control, held ? Verdict.Held : Verdict.Failed,
                "ATT&CK T1213, T1078; OWASP API4, API6",
                [
                    $"the scraper read {scraped.Charts.Count} charts in {scraped.Seconds:0.0} s, {scraped.Emergencies} of them by emergency access, then {scraped.StoppedBy}; {scraped.Names.Count} names seen",
                    $"the canary was refused with {touched.StoppedBy}; a chart that was open closed after {touched.FrozenAfter:0.000} s",
                ]);
        }
    }

    private static async Task<(Loot Scraped, Loot Touched)> Attack(ThrowAway installation)
    {
        var scraped = new Loot(await Crew.Nurse(installation, 0));
        await scraped.TakeOwn(int.MaxValue);
        var canaries = installation.Canaries.Select(c => c.HealthNumber).ToHashSet();
        await scraped.TakeFound(installation.Patients, number => !canaries.Contains(number));
        var touched = new Loot(await Crew.Nurse(installation, 1));
        await touched.TakeOwn(1);
        await touched.TakeFound(installation.Canaries, canaries.Contains);
        return (scraped, touched);
    }

    /// <summary>Everything that was not on the second nurse's own schedule is a canary: she looked for nothing else.</summary>
    private static int CanariesIn(Loot touched, ThrowAway installation) => Math.Min(touched.Emergencies, installation.Canaries.Count);

    private static async Task<bool> ControlSucceeds(ThrowAway installation)
    {
        var (scraped, touched) = await Attack(installation);
        using (scraped)
        using (touched)
            return scraped.Charts.Count == installation.Patients.Count && !scraped.Stopped && touched.Emergencies > 0 && !touched.Stopped;
    }
}

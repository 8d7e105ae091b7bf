using System.Diagnostics;
using Holdfast.Drill.Clients;
using Holdfast.Drill.Cohort;
using Holdfast.Drill.Installations;
using Holdfast.Drill.Scoring;

namespace Holdfast.Drill.Attacks;

/// <summary>What one member of staff took, written down while taking it: the ground truth that the watch is measured against.</summary>
internal sealed class Loot(Crew thief) : IDisposable
{
    private const string Emergency = "ETREAT";
    private const string MadeUpReason = "Patient called the office, very short of breath, nobody else is near.";

    /// <summary>If a freeze takes longer than this, it does not work.</summary>
    private static readonly TimeSpan FreezePatience = TimeSpan.FromSeconds(20);

    private readonly Stopwatch _working = Stopwatch.StartNew();
    private OpenChart? _keptOpen;

    public Crew Thief => thief;

    /// <summary>Charts whose content came out.</summary>
    public HashSet<string> Charts { get; } = [];

    /// <summary>Health numbers of the people whose charts came out.</summary>
    public HashSet<string> HealthNumbers { get; } = [];

    /// <summary>Charts of which the name was shown.</summary>
    public HashSet<string> Names { get; } = [];

    public int Emergencies { get; private set; }

    /// <summary>The keyholder's word at the statement that went too far.</summary>
    public string StoppedBy { get; private set; } = "nothing";

    public bool Stopped => StoppedBy != "nothing";

    public double Seconds { get; private set; }

    /// <summary>When the first thing was done that no nurse's work explains.</summary>
    public long FirstHostileMs { get; private set; }

    /// <summary>From the statement that went too far until a chart already open stopped answering. Null: it never did.</summary>
    public double? FrozenAfter { get; private set; }

    /// <summary>Everything on the thief's own schedule, or its first <paramref name="most"/> charts.</summary>
    public async Task TakeOwn(int most)
    {
        var own = await thief.OwnPatients();
        Names.UnionWith(own.Select(p => p.Chart));
        foreach (var (chart, number) in own.Take(most)) await Take(chart, number, "TREAT");
    }

    /// <summary>Looks people up by family name and opens each, until stopped or done.</summary>
    /// <param name="wanted">Whom of those found to open, by health number.</param>
    /// <param name="purpose">TREAT where the role explains it; else as an emergency.</param>
    public async Task TakeFound(IEnumerable<SyntheticPatient> people, Func<string, bool> wanted, string purpose = Emergency)
    {
        FirstHostileMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var name in people.Select(p => p.Family).Distinct())
            foreach (var found in await thief.Find(name))
            {
                var chart = Answer.Text(found, "chart");
                Names.Add(chart);
                var number = Answer.Text(found, "healthNumber");
                if (Charts.Contains(chart) || !wanted(number)) continue;
                if (await Take(chart, number, purpose) && purpose == Emergency) Emergencies++;
                if (!Stopped) continue;
                FrozenAfter = await UntilClosed();
                Seconds = _working.Elapsed.TotalSeconds;
                return;
            }

        Seconds = _working.Elapsed.TotalSeconds;
    }

    public void Dispose() => _keptOpen?.Dispose();

    /// <summary>Charts opened and names seen, of each of these, against what the watch says of each.</summary>
    public static async Task<SetComparison> Compare(ThrowAway installation, params Loot[] loots)
    {
        var (said, truth) = (new List<string>(), new List<string>());
        var size = LedgerEntries.Read(installation.Data).Count;
        foreach (var loot in loots)
        {
            var exposure = await Exposure.Ask(installation, size, "--person", loot.Thief.Person);
            said.AddRange(exposure.Charts.Select(c => $"{loot.Thief.Person} read {c}"));
            said.AddRange(exposure.Identities.Select(c => $"{loot.Thief.Person} saw {c}"));
            truth.AddRange(loot.Charts.Select(c => $"{loot.Thief.Person} read {c}"));
            truth.AddRange(loot.Names.Select(c => $"{loot.Thief.Person} saw {c}"));
        }

        return SetComparison.Of(said, truth);
    }

    private async Task<bool> Take(string chart, string number, string purpose)
    {
        var (opened, why) = await thief.TryOpen(chart, purpose, purpose == Emergency ? MadeUpReason : null);
        if (opened is null)
        {
            StoppedBy = why!;
            return false;
        }

        if ((await opened.Everything()).Ok)
        {
            Charts.Add(chart);
            HealthNumbers.Add(number);
        }

        if (_keptOpen is null) _keptOpen = opened;
        else opened.Dispose();
        return true;
    }

    private async Task<double?> UntilClosed()
    {
        if (_keptOpen is null) return null;
        while (thief.OpenSent.Elapsed < FreezePatience)
        {
            if (!(await _keptOpen.Client.Get($"Patient/{_keptOpen.Client.Patient}")).Ok) return thief.OpenSent.Elapsed.TotalSeconds;
            await Task.Delay(10);
        }

        return null;
    }
}

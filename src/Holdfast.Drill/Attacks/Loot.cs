using System.Diagnostics;
using Holdfast.Drill.Clients;
using Holdfast.Drill.Cohort;
using Holdfast.Drill.Installations;

namespace Holdfast.Drill.Attacks;

/// <summary>What one member of staff took, written down while taking it: the ground truth that the watch is measured against.</summary>
internal sealed class Loot(Crew thief) : IDisposable
{
    private const string MadeUpReason = "Patient called the office, very short of breath, nobody else is near.";

    /// <summary>If a freeze takes longer than this, it does not work.</summary>
    private static readonly TimeSpan FreezePatience = TimeSpan.FromSeconds(20);

    private readonly Stopwatch _working = Stopwatch.StartNew();
    private OpenChart? _keptOpen;

    public Crew Thief => thief;

    /// <summary>Charts whose content came out.</summary>
    public HashSet<string> Charts { get; } = [];

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
        foreach (var (chart, _) in own.Take(most)) await Take(chart, "TREAT", null);
    }

    /// <summary>Looks people up by family name and opens each as an emergency, until stopped or done.</summary>
    /// <param name="wanted">Whom of those found to open, by health number.</param>
    public async Task TakeFound(IEnumerable<SyntheticPatient> people, Func<string, bool> wanted)
    {
        FirstHostileMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var name in people.Select(p => p.Family).Distinct())
            foreach (var found in await thief.Find(name))
            {
                var chart = Answer.Text(found, "chart");
                Names.Add(chart);
                if (Charts.Contains(chart) || !wanted(Answer.Text(found, "healthNumber"))) continue;
                if (await Take(chart, "ETREAT", MadeUpReason)) Emergencies++;
                if (!Stopped) continue;
                FrozenAfter = await UntilClosed();
                Seconds = _working.Elapsed.TotalSeconds;
                return;
            }

        Seconds = _working.Elapsed.TotalSeconds;
    }

    public void Dispose() => _keptOpen?.Dispose();

    private async Task<bool> Take(string chart, string purpose, string? reason)
    {
        var (opened, why) = await thief.TryOpen(chart, purpose, reason);
        if (opened is null)
        {
            StoppedBy = why!;
            return false;
        }

        if ((await opened.Everything()).Ok) Charts.Add(chart);
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

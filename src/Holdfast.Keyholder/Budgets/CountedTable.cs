using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Wire;

namespace Holdfast.Keyholder.Budgets;

/// <summary>What is counted against a budget.</summary>
internal enum Counted
{
    /// <summary>A chart opened, for whatever purpose.</summary>
    Chart,

    /// <summary>A chart opened by emergency access.</summary>
    Emergency,

    /// <summary>A chart opened by virtue of the coordinator's role.</summary>
    Coordination,

    /// <summary>A patient shown by a search; a search that finds nobody counts as one under a random id.</summary>
    Identity,
}

/// <summary>One thing counted once per <see cref="Limits.Window"/>, from its latest use.</summary>
internal sealed record CountedRow(Counted What, PersonId Person, ChartId Chart, long At);

/// <summary>What people used up in the last <see cref="Limits.Window"/>. In the store, so that a restart refills no budget.</summary>
internal sealed class CountedTable(Expiry expiry) : ExpiringTable<(Counted What, PersonId Person, ChartId Chart), CountedRow>(
    "counted", row => (row.What, row.Person, row.Chart), key => $"{key.What.ToString().ToLowerInvariant()}/{key.Person}/{key.Chart}",
    expiry, row => row.At + (long)Limits.Window.TotalMilliseconds)
{
    /// <summary>A use is renewed at most this often: the window is a minute short, and a chart opened all day is not a row all day.</summary>
    private static readonly long RenewedAfterMs = (long)TimeSpan.FromMinutes(1).TotalMilliseconds;

    private readonly Dictionary<(Counted, PersonId), DistinctWindow<ChartId>> _ofPerson = [];
    private readonly Dictionary<Counted, DistinctWindow<(PersonId, ChartId)>> _ofAll = [];

    public int CountOf(Counted what, PersonId person, DateTimeOffset now) => _ofPerson.TryGetValue((what, person), out var window) ? window.Count(now) : 0;

    public bool Holds(Counted what, PersonId person, ChartId chart, DateTimeOffset now) =>
        _ofPerson.TryGetValue((what, person), out var window) && window.Contains(chart, now);

    public int CountOfAll(Counted what, DateTimeOffset now) => _ofAll.TryGetValue(what, out var window) ? window.Count(now) : 0;

    /// <summary>The change that counts this use; null when it was counted a moment ago.</summary>
    public Change? Use(Counted what, PersonId person, ChartId chart, long nowMs) =>
        Find((what, person, chart)) is { } row && nowMs - row.At < RenewedAfterMs ? null : Put(new CountedRow(what, person, chart, nowMs));

    public OpenBudget BudgetOf(PersonId person, ChartId chart, DateTimeOffset now) => new(
        CountOf(Counted.Chart, person, now), Holds(Counted.Chart, person, chart, now),
        CountOf(Counted.Emergency, person, now), Holds(Counted.Emergency, person, chart, now),
        CountOfAll(Counted.Emergency, now), CountOfAll(Counted.Coordination, now), Holds(Counted.Coordination, person, chart, now));

    internal override void Loaded()
    {
        _ofPerson.Clear();
        _ofAll.Clear();
        foreach (var row in Rows.OrderBy(row => row.At)) Remember(row);
    }

    protected override void Changed(CountedRow? before, CountedRow? after)
    {
        base.Changed(before, after);
        if (after is not null) Remember(after); // what goes, the windows forget by themselves
    }

    private void Remember(CountedRow after)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(after.At);
        (_ofPerson.TryGetValue((after.What, after.Person), out var window) ? window : _ofPerson[(after.What, after.Person)] = new()).Add(after.Chart, at);
        if (after.What is Counted.Emergency or Counted.Coordination)
            (_ofAll.TryGetValue(after.What, out var all) ? all : _ofAll[after.What] = new()).Add((after.Person, after.Chart), at);
    }
}

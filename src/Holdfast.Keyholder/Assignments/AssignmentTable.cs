using Holdfast.Keyholder.Budgets;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Wire;

namespace Holdfast.Keyholder.Assignments;

/// <summary>A visit or a place on a care team. Start and end in Unix milliseconds.</summary>
internal sealed record AssignmentRow(PersonId Person, ChartId Chart, AssignmentKind Kind, long Start, long End)
{
    public AssignmentFact Fact() => new(Kind, DateTimeOffset.FromUnixTimeMilliseconds(Start), DateTimeOffset.FromUnixTimeMilliseconds(End));
}

/// <summary>Assignments by person. One that explains nothing any more goes after a month, so that last week's day can still be looked at.</summary>
internal sealed class AssignmentTable(Expiry expiry) : ExpiringTable<AssignmentRow, AssignmentRow>(
    "assignment", row => row, key => $"{key.Person}/{key.Chart}/{key.Kind.ToString().ToLowerInvariant()}/{key.Start}/{key.End}",
    expiry, row => row.End + (long)(Limits.AfterVisit + Kept).TotalMilliseconds)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private readonly Dictionary<PersonId, Dictionary<ChartId, List<AssignmentRow>>> _byPerson = [];

    /// <summary>Why this person may be opening this chart.</summary>
    public IReadOnlyList<AssignmentRow> Of(PersonId person, ChartId chart) =>
        _byPerson.TryGetValue(person, out var charts) && charts.TryGetValue(chart, out var rows) ? rows : [];

    public IEnumerable<AssignmentRow> Of(PersonId person) =>
        _byPerson.TryGetValue(person, out var charts) ? charts.Values.SelectMany(rows => rows) : [];

    public int CountOf(PersonId person) => _byPerson.TryGetValue(person, out var charts) ? charts.Values.Sum(rows => rows.Count) : 0;

    /// <summary>Does an assignment explain it at this moment?</summary>
    public bool Explains(PersonId person, ChartId chart, DateTimeOffset now) => Of(person, chart).Any(row => OpenDecision.Explains(row.Fact(), now));

    protected override void Changed(AssignmentRow? before, AssignmentRow? after)
    {
        base.Changed(before, after);
        if (before is null)
        {
            var charts = _byPerson.TryGetValue(after!.Person, out var known) ? known : _byPerson[after.Person] = [];
            (charts.TryGetValue(after.Chart, out var rows) ? rows : charts[after.Chart] = []).Add(after);
        }
        else if (after is null)
        {
            var charts = _byPerson[before.Person];
            charts[before.Chart].Remove(before);
            if (charts[before.Chart].Count == 0) charts.Remove(before.Chart);
        }
    }
}

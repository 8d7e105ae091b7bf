using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Assignments;

/// <summary>Items of a schedule as assignments, whoever sends it. An item that cannot be one is named by its index, and nothing says why.</summary>
internal sealed class ScheduleItems(Tables tables, NumberLookUps numbers)
{
    /// <summary>A year of twelve visits a day.</summary>
    private const int MostPerPerson = 4_500;

    private static readonly long LongestVisitMs = (long)TimeSpan.FromHours(24).TotalMilliseconds;
    private static readonly long LongestTeamMs = (long)TimeSpan.FromDays(2 * 366).TotalMilliseconds;

    /// <param name="may">May this sender make this assignment?</param>
    /// <param name="notTaken">Told the index of each item that is none.</param>
    public List<AssignmentRow> Take(IReadOnlyList<AssignmentItem> items, Func<AssignmentRow, bool> may, Action<int> notTaken)
    {
        var rows = new List<AssignmentRow>();
        var added = new Dictionary<PersonId, int>();
        for (var i = 0; i < items.Count; i++)
        {
            if (Resolve(items[i]) is { } row && may(row) && tables.Assignments.CountOf(row.Person) + added.GetValueOrDefault(row.Person) < MostPerPerson)
            {
                rows.Add(row);
                added[row.Person] = added.GetValueOrDefault(row.Person) + 1;
            }
            else
            {
                notTaken(i);
            }
        }

        return rows;
    }

    /// <summary>Null: no such person or patient, both or neither of chart and health number, or times that are none.</summary>
    private AssignmentRow? Resolve(AssignmentItem? item)
    {
        if (item is not { Kind: "visit" or "team" } || item.Start < 0 || item.End < item.Start) return null;
        var kind = item.Kind == "visit" ? AssignmentKind.Visit : AssignmentKind.Team;
        if (item.End - item.Start > (kind == AssignmentKind.Visit ? LongestVisitMs : LongestTeamMs)) return null;
        if (!PersonId.TryParse(item.Person, out var person) || !tables.People.Contains(person)) return null;
        return (item.Chart, item.HealthNumber) switch
        {
            ({ } text, null) when ChartId.TryParse(text, out var chart) && tables.Directory.Contains(chart) => new AssignmentRow(person, chart, kind, item.Start, item.End),
            (null, { } number) when numbers.ChartOf(number) is { } chart => new AssignmentRow(person, chart, kind, item.Start, item.End),
            _ => null,
        };
    }
}

using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Sessions;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Assignments;

/// <summary>"assign": a coordinator's schedule. An item whose person or patient is not known, or whose person is the one who signs, is named by its index; the others stand.</summary>
internal sealed class Assign(Journal journal, StatementGate gate, Refusals refusals)
{
    private const int MostItems = 500;

    /// <summary>An entry of 200 items has about 26 KB.</summary>
    private const int ItemsPerEntry = 200;

    /// <summary>A year of twelve visits a day.</summary>
    private const int MostPerPerson = 4_500;

    private static readonly long LongestVisitMs = (long)TimeSpan.FromHours(24).TotalMilliseconds;
    private static readonly long LongestTeamMs = (long)TimeSpan.FromDays(2 * 366).TotalMilliseconds;

    public Task<AssignReply> Run(CallerIdentity caller, SignedStatement request) => gate.Hear<AssignStatement, AssignReply>(caller, request, "assign", heard =>
    {
        if (heard.Statement.Items.Length is 0 or > MostItems)
            return refusals.Signed<AssignReply>(heard.Draft, caller, "assign", Why.TooLarge, $"1 to {MostItems} items in one statement", heard.About());
        var reply = new AssignReply();
        var rows = new List<AssignmentRow>();
        var added = new Dictionary<PersonId, int>();
        for (var i = 0; i < heard.Statement.Items.Length; i++)
        {
            // Nobody explains their own openings: a schedule is another's word for why somebody sees a chart.
            if (Resolve(heard.Statement.Items[i]) is { } row && row.Person != heard.Person.Id && journal.Tables.Assignments.CountOf(row.Person) + added.GetValueOrDefault(row.Person) < MostPerPerson)
            {
                rows.Add(row);
                added[row.Person] = added.GetValueOrDefault(row.Person) + 1;
            }
            else
            {
                reply.Unresolved.Add(i);
            }
        }

        Record(heard, rows);
        reply.Assigned = rows.Count;
        return reply;
    });

    private void Record(Heard<AssignStatement> heard, List<AssignmentRow> rows)
    {
        for (var from = 0; from == 0 || from < rows.Count; from += ItemsPerEntry)
        {
            var some = rows.GetRange(from, Math.Min(ItemsPerEntry, rows.Count - from));
            foreach (var row in some) heard.Draft.Change(journal.Tables.Assignments.Put(row));
            Record(heard.Draft, heard.Person.Id, heard.Session.Id, some);
        }
    }

    public static void Record(Draft draft, PersonId by, SessionId session, IReadOnlyList<AssignmentRow> rows) => draft.Record("assigned", json =>
    {
        Entries.Id(json, "person", by);
        Entries.Id(json, "session", session);
        json.WriteStartArray("items");
        foreach (var row in rows)
        {
            json.WriteStartArray();
            json.WriteStringValue(row.Person.ToString());
            json.WriteStringValue(row.Chart.ToString());
            json.WriteStringValue(row.Kind == AssignmentKind.Visit ? "visit" : "team");
            json.WriteNumberValue(row.Start);
            json.WriteNumberValue(row.End);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    });

    /// <summary>Null: no such person or patient, both or neither of chart and health number, or times that are none.</summary>
    private AssignmentRow? Resolve(AssignmentItem item)
    {
        var tables = journal.Tables;
        if (item.Kind is not ("visit" or "team") || item.Start < 0 || item.End < item.Start) return null;
        var kind = item.Kind == "visit" ? AssignmentKind.Visit : AssignmentKind.Team;
        if (item.End - item.Start > (kind == AssignmentKind.Visit ? LongestVisitMs : LongestTeamMs)) return null;
        if (!PersonId.TryParse(item.Person, out var person) || !tables.People.Contains(person)) return null;
        return (item.Chart, item.HealthNumber) switch
        {
            ({ } text, null) when ChartId.TryParse(text, out var chart) && tables.Directory.Contains(chart) => new AssignmentRow(person, chart, kind, item.Start, item.End),
            (null, { } number) when tables.Directory.Index.WithHealthNumber(number) is [var only] => new AssignmentRow(person, only, kind, item.Start, item.End),
            _ => null,
        };
    }
}

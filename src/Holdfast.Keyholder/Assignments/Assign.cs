using System.Text.Json;
using Holdfast.Keyholder.Budgets;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Sessions;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Assignments;

/// <summary>"assign": a coordinator's schedule. An item whose person or patient is not known, or whose person is the one who signs, is named by its index; the others stand. Whose health number is typed is a look-up, and counts like one.</summary>
internal sealed class Assign(Journal journal, StatementGate gate, Refusals refusals)
{
    /// <summary>A day of the largest team; about 70 KB.</summary>
    public const int MostItems = 500;

    /// <summary>An entry of 200 items has about 26 KB.</summary>
    private const int ItemsPerEntry = 200;

    public Task<AssignReply> Run(CallerIdentity caller, SignedStatement request) => gate.Hear<AssignStatement, AssignReply>(caller, request, "assign", heard =>
    {
        if (heard.Statement.Items.Length is 0 or > MostItems)
            return refusals.Signed<AssignReply>(heard.Draft, caller, "assign", Why.TooLarge, $"1 to {MostItems} items in one statement", heard.About());
        var (draft, person, tables) = (heard.Draft, heard.Person.Id, journal.Tables);
        var left = tables.Budgets.Of(person, draft.Now).Identities - tables.Counted.CountOf(Counted.Identity, person, draft.Now);
        var numbers = new NumberLookUps(tables.Directory.Index.WithHealthNumber, left,
            chart => chart is { } held && (tables.Assignments.Explains(person, held, draft.Now) || tables.Counted.Holds(Counted.Identity, person, held, draft.Now)));
        var items = new ScheduleItems(tables, numbers);
        var reply = new AssignReply();
        // Nobody explains their own openings: a schedule is another's word for why somebody sees a chart.
        var rows = items.Take(heard.Statement.Items, row => row.Person != person, reply.Unresolved.Add);

        foreach (var counted in numbers.Counted) draft.Change(tables.Counted.Use(Counted.Identity, person, counted ?? ChartId.New(), draft.NowMs)); // a miss: nobody's id
        Record(draft, json => Enterer(json, person, heard.Session.Id), tables, rows);
        if (numbers.Withheld) refusals.Count(draft, caller, "assign", Why.BudgetIdentities, heard.About());
        reply.Assigned = rows.Count;
        return reply;
    });

    /// <summary>Enters these rows, in as many entries as they need and in one that is empty where there are none, and makes them assignments.</summary>
    /// <param name="enterer">Whose word it is: a person in a session, or a service.</param>
    public static void Record(Draft draft, Action<Utf8JsonWriter> enterer, Tables tables, List<AssignmentRow> rows)
    {
        for (var from = 0; from == 0 || from < rows.Count; from += ItemsPerEntry)
        {
            var some = rows.GetRange(from, Math.Min(ItemsPerEntry, rows.Count - from));
            foreach (var row in some) draft.Change(tables.Assignments.Put(row));
            Enter(draft, enterer, some);
        }
    }

    public static void Record(Draft draft, PersonId by, SessionId session, IReadOnlyList<AssignmentRow> rows) => Enter(draft, json => Enterer(json, by, session), rows);

    private static void Enterer(Utf8JsonWriter json, PersonId by, SessionId session)
    {
        Entries.Id(json, "person", by);
        Entries.Id(json, "session", session);
    }

    private static void Enter(Draft draft, Action<Utf8JsonWriter> enterer, IReadOnlyList<AssignmentRow> rows) => draft.Record("assigned", json =>
    {
        enterer(json);
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
}

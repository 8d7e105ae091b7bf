using Holdfast.Keyholder.Assignments;
using Holdfast.Keyholder.Budgets;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.PatientDirectory;
using Holdfast.Keyholder.People;
using Holdfast.Keyholder.Sessions;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Employment;

/// <summary>"uncovered": visits and places on care teams to come whose person has left, is on leave then, or is disabled. Shown to whoever makes the schedule; each patient's name counts as a look-up.</summary>
internal sealed class Uncovered(Journal journal, StatementGate gate, Refusals refusals, StaffNames names)
{
    /// <summary>Two weeks of one nurse; what is nearest comes first.</summary>
    private const int MostShown = 100;

    public Task<UncoveredReply> Run(CallerIdentity caller, SignedStatement request) => gate.Hear<PlainStatement, UncoveredReply>(caller, request, "uncovered", heard =>
    {
        var (draft, person, tables) = (heard.Draft, heard.Person.Id, journal.Tables);
        var left = Limits.IdentitiesPerPerson - tables.Counted.CountOf(Counted.Identity, person, draft.Now);
        var open = tables.Employments.Rows.SelectMany(row => tables.Assignments.Of(row.Person).Where(assignment => IsUncovered(tables, row, assignment, draft)))
            .OrderBy(assignment => assignment.Start).ToList();
        if (open.Count > 0 && left <= 0)
            return refusals.Signed<UncoveredReply>(draft, caller, "uncovered", Why.BudgetIdentities, "the person has been shown as many people as a day allows", heard.About());

        var fresh = new HashSet<ChartId>();
        var shown = new List<AssignmentRow>();
        foreach (var assignment in open)
        {
            if (shown.Count == MostShown) break;
            if (!tables.Counted.Holds(Counted.Identity, person, assignment.Chart, draft.Now) && !fresh.Contains(assignment.Chart))
            {
                if (fresh.Count >= left) continue;
                fresh.Add(assignment.Chart);
            }

            shown.Add(assignment);
        }

        foreach (var chart in fresh) draft.Change(tables.Counted.Use(Counted.Identity, person, chart, draft.NowMs));
        draft.Record("uncovered", json =>
        {
            Entries.Id(json, "person", person);
            Entries.Id(json, "session", heard.Session.Id);
            Entries.List(json, "charts", shown.Select(assignment => assignment.Chart).Distinct());
        });
        var reply = new UncoveredReply { More = shown.Count < open.Count };
        var entries = shown.Select(assignment => (assignment, Entry: tables.Directory.Of(assignment.Chart), Person: tables.People.Find(assignment.Person)!))
            .Where(item => item.Entry is not null).ToList();
        draft.After(() =>
        {
            foreach (var (assignment, entry, whose) in entries)
                reply.Visits.Add(new UncoveredVisit { Person = names.Card(whose), Visit = MyDay.Show(assignment, entry!) });
        });
        return reply;
    });

    /// <summary>Will its person be away when it begins, or now when it has begun?</summary>
    private static bool IsUncovered(Tables tables, EmploymentRow row, AssignmentRow assignment, Draft draft)
    {
        if (assignment.End < draft.NowMs) return false;
        var at = DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(assignment.Start, draft.NowMs));
        var facts = tables.Employments.Facts(row);
        // Somebody who works now is not taken for dormant in a month's time.
        return WorkDecision.Of(facts with { LastUse = row.Disabled ? facts.LastUse : at }, at) != Standing.Working
            || WorkDecision.Of(facts, draft.Now) == Standing.Dormant;
    }
}

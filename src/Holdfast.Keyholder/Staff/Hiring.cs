using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Keys;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.People;
using Holdfast.Wire;

namespace Holdfast.Keyholder.Employment;

/// <summary>The rows of a new member of staff: who they are, from when they work here, and a chart of their own, which nobody searches for.</summary>
internal sealed class Hiring(ChartVault vault, StaffNames names, Tables tables)
{
    public const int LongestName = 100;

    public static bool IsName(string name) => name.Trim().Length is > 0 and <= LongestName && !name.Any(char.IsControl);

    /// <summary>Enters the person; the answer is their id.</summary>
    /// <param name="fromMs">The first moment at which they may sign in.</param>
    /// <param name="approver">Gives second approvals on the watch.</param>
    public PersonId Hire(Draft draft, string name, StaffRole role, long fromMs, bool approver = false)
    {
        var person = PersonId.New();
        draft.Change(tables.People.Put(new PersonRow(person, role, names.Seal(person, name), approver)));
        var chart = MakeChart(draft);
        draft.Change(tables.Employments.Put(new EmploymentRow(
            person, chart, fromMs, null, null, null, Disabled: false, LastUse: draft.NowMs, fromMs > draft.NowMs ? Standing.NotYet : Standing.Working)));
        draft.Record("staff", json =>
        {
            Entries.Id(json, "person", person);
            json.WriteString("role", RoleTable.Text(role));
            json.WriteBoolean("approver", approver);
            Entries.Id(json, "chart", chart);
        });
        return person;
    }

    /// <summary>For people of a store that was made before there were staff charts. Done at start, before anybody asks anything.</summary>
    public void MakeMissing(Draft draft)
    {
        foreach (var person in tables.People.Rows.Where(row => !tables.Employments.Contains(row.Id)).ToList())
        {
            var chart = MakeChart(draft);
            draft.Change(tables.Employments.Put(new EmploymentRow(
                person.Id, chart, draft.NowMs, null, null, null, Disabled: false, LastUse: draft.NowMs, Standing.Working)));
            draft.Record("staff-chart", json =>
            {
                Entries.Id(json, "person", person.Id);
                Entries.Id(json, "chart", chart);
            });
        }
    }

    private ChartId MakeChart(Draft draft)
    {
        var (chart, root) = vault.Make(draft.NowMs);
        root.Dispose();
        draft.Change(tables.Charts.Put(chart));
        draft.Change(tables.Heads.Put(HeadRow.Start(vault.Installation, chart.Id)));
        return chart.Id;
    }
}

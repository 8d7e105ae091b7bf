using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Wire;

namespace Holdfast.Keyholder.Employment;

/// <summary>
/// Brings about what a date or a silence has changed: once a second, and at once when an administrator enters that it is
/// so from now on. The decision itself never waits for this: an end counts from its millisecond.
/// </summary>
internal sealed class Standings(Tables tables, Endings endings)
{
    /// <summary>In one sweep, so that the end of a month's contracts does not stand in the way of a morning's sessions.</summary>
    private const int MostAtOnce = 50;

    public void Sweep(Draft draft)
    {
        var changed = tables.Employments.Rows.Select(row => (row, standing: WorkDecision.Of(tables.Employments.Facts(row), draft.Now)))
            .Where(seen => seen.standing != seen.row.Entered).Take(MostAtOnce).ToList();
        foreach (var (row, standing) in changed) Enter(draft, row, standing);
    }

    /// <summary>Enters how somebody stands now, and ends what they may not have any more: sessions, what was opened in them, links.</summary>
    /// <param name="row">As it is to be kept.</param>
    public void Enter(Draft draft, EmploymentRow row, Standing standing)
    {
        draft.Change(tables.Employments.Put(row with { Entered = standing, Disabled = row.Disabled || standing == Standing.Dormant }));
        if (standing is Standing.Left or Standing.Dormant)
            foreach (var link in tables.Links.Rows.Where(link => link.Person == row.Person).ToList()) draft.Change(tables.Links.Remove(link.Hash));
        draft.Record("standing", json =>
        {
            Entries.Id(json, "person", row.Person);
            json.WriteString("state", Word(standing));
        });
        if (standing == Standing.Working) return;
        foreach (var session in tables.Sessions.Of(row.Person).ToList()) endings.End(draft, tables.Sessions.Find(session)!, Word(standing));
    }

    public static string Word(Standing standing) => standing switch
    {
        Standing.Working => "working",
        Standing.NotYet => "not-yet",
        Standing.OnLeave => "on-leave",
        Standing.Dormant => "dormant",
        Standing.Left => "left",
        _ => throw new ArgumentOutOfRangeException(nameof(standing)),
    };
}

using Holdfast.Keyholder.Ledger;
using Holdfast.Wire;

namespace Holdfast.Keyholder.Approvals;

/// <summary>
/// With the sealed paper one person asks and approves, and so holds both halves of an enrolment link: they could become the
/// colleague whom they let in. So such a link is shut for a day, in which every approver and privacy officer is told of it
/// and any one of them can stop it. Two people's links open at once.
/// </summary>
internal static class PaperHold
{
    /// <summary>Within it everybody who can stop it is awake, and most are at work, once. Longer, and a provider with one approver present would hire round it.</summary>
    public static readonly TimeSpan Waits = TimeSpan.FromHours(24);

    public const string Notice = "paper-enrolment";

    public static long Until(Draft draft) => (draft.Now + Waits).ToUnixTimeMilliseconds();

    /// <summary>Each of them reads it at their next sign-in on each device; the watch alarms besides.</summary>
    public static void Tell(Draft draft, Tables tables)
    {
        foreach (var person in tables.People.Rows.Where(row => row.Approver || row.Role == Grants.StaffRole.PrivacyOfficer).ToList())
            draft.Change(tables.Notices.Tell(draft, person.Id, Notice));
    }
}

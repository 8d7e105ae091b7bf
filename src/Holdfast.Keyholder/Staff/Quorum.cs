using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Wire;

namespace Holdfast.Keyholder.Employment;

/// <summary>
/// Who must stay at work: enough approvers that what takes two people can still be done, and somebody who reads the
/// alarms. One administrator alone could otherwise send all of them away. Narrowing nobody's reach but everybody's guard,
/// such a leaving takes a successor first.
/// </summary>
internal static class Quorum
{
    public const int Approvers = 2;
    public const int PrivacyOfficers = 1;

    /// <summary>Null: this person may go. Else who is wanted first.</summary>
    public static string? Wanted(Tables tables, PersonId going, DateTimeOffset now)
    {
        var person = tables.People.Find(going)!;
        var others = tables.People.Rows.Where(row => row.Id != going && Stays(tables, row.Id, now)).ToList();
        if (person.Approver && others.Count(row => row.Approver) < Approvers) return $"at least {Approvers} approvers must stay at work: make another one first";
        if (person.Role == StaffRole.PrivacyOfficer && others.Count(row => row.Role == StaffRole.PrivacyOfficer) < PrivacyOfficers) return "a privacy officer must stay at work: hire another one first";
        return null;
    }

    /// <summary>
    /// As <see cref="Wanted"/>, where no administrator is the one who enters it: one must stay who sends others away and calls
    /// them back. Among people that follows from nobody entering their own leaving.
    /// </summary>
    public static string? WantedAdministrator(Tables tables, PersonId going, DateTimeOffset now) =>
        tables.People.Find(going)!.Role == StaffRole.Administrator && !tables.People.Rows.Any(row => row.Id != going && row.Role == StaffRole.Administrator && Stays(tables, row.Id, now))
            ? "an administrator must stay at work: hire another one first" : null;

    private static bool Stays(Tables tables, PersonId person, DateTimeOffset now) =>
        tables.Employments.Find(person) is { Until: null } row
        && WorkDecision.Of(tables.Employments.Facts(row), now) == Standing.Working
        && (row.LeaveFrom is null || row.LeaveTo <= now.ToUnixTimeMilliseconds())
        && !tables.IsFrozen(person);
}

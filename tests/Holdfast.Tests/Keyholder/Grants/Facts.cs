using Holdfast.Keyholder.Employment;
using Holdfast.Keyholder.Grants;
using Holdfast.Wire;

namespace Holdfast.Tests.Keyholder.Grants;

/// <summary>A nurse at work with a visit now: what a test then takes away.</summary>
internal static class Facts
{
    public static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    public static SessionFacts Session(StaffRole role = StaffRole.Nurse) =>
        new(PersonId.New(), role, RoleTable.OriginOf(role), Now.AddHours(-1), Now.AddMinutes(-5), Ended: false, Frozen: false, Employed);

    /// <summary>Hired long ago, in yesterday.</summary>
    public static readonly WorkFacts Employed = new(Now.AddYears(-1), null, null, null, Disabled: false, Now.AddDays(-1), TimeSpan.FromDays(30));

    public static AssignmentFact Visit(double startHours = -1, double endHours = 1) => new(AssignmentKind.Visit, Now.AddHours(startHours), Now.AddHours(endHours));

    public static AssignmentFact Team(double startHours = -1000, double endHours = 1000) => new(AssignmentKind.Team, Now.AddHours(startHours), Now.AddHours(endHours));

    public static OpenFacts Treat(StaffRole role = StaffRole.Nurse, params AssignmentFact[] assignments) =>
        new(Now, Session(role), ChartKnown: true, Canary: false, "TREAT", Reason: null, assignments, OpenBudget.Untouched, WitnessState.Present);

    public static OpenFacts Emergency(StaffRole role = StaffRole.Nurse) => Treat(role) with { Purpose = "ETREAT", Reason = "Found unresponsive; need her medications" };
}

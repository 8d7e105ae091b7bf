using Holdfast.Keyholder.Budgets;
using Holdfast.Keyholder.Employment;
using Holdfast.Keyholder.People.Passwords;
using Holdfast.Keyholder.Sessions;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Keyholder.Grants;

/// <summary>What the keyholder knows of a session when something is asked of it. Loaded under the lock, never changed.</summary>
/// <param name="Ended">Signed out, or ended by the keyholder.</param>
/// <param name="Frozen">The person is frozen, not only this session.</param>
/// <param name="Work">Whether the person works here now; null: nothing is known, so they do not.</param>
/// <param name="Approver">The person gives second approvals on the watch, whatever the role.</param>
/// <param name="Roster">The person enters schedules, though no coordinator.</param>
internal sealed record SessionFacts(
    PersonId Person, StaffRole Role, SessionOrigin Origin,
    DateTimeOffset SignedIn, DateTimeOffset LastUsed, bool Ended, bool Frozen, WorkFacts? Work, bool Approver = false, bool Roster = false)
{
    /// <summary>Without use for so long, it locks.</summary>
    public TimeSpan IdleLimit { get; init; } = SessionLimits.Idle(Role, SignInPolicy.Default);

    /// <summary>It was idle, and the sweep has said so already.</summary>
    public bool Locked { get; init; }

    public SessionMethod Method { get; init; }

    /// <summary>The policy takes this way of signing in no more.</summary>
    public bool MethodRefused { get; init; }
}

internal enum AssignmentKind
{
    Visit,
    Team,
}

/// <summary>One assignment of the asking person to the chart that is asked for.</summary>
internal sealed record AssignmentFact(AssignmentKind Kind, DateTimeOffset Start, DateTimeOffset End);

/// <summary>How the witness stands towards the ledger.</summary>
internal enum WitnessState
{
    /// <summary>It cosigns.</summary>
    Present,

    /// <summary>It agreed at start and is silent now: scheduled patients and emergencies go on.</summary>
    Silent,

    /// <summary>It has not been heard since the start, so this ledger may be an old one: nothing is released.</summary>
    Awaited,

    /// <summary>It has seen more than this ledger holds: nothing is released.</summary>
    Ahead,
}

/// <summary>
/// What was opened in the last <see cref="Budgets.Limits.Window"/>, before this opening. A chart that is counted already
/// costs nothing again.
/// </summary>
/// <param name="Charts">Distinct charts that this person opened, for whatever purpose.</param>
/// <param name="ChartCounted">This chart is one of them.</param>
/// <param name="EmergencyCharts">Distinct charts that this person opened by emergency access.</param>
/// <param name="EmergencyChartCounted">This chart is one of them.</param>
/// <param name="OrganisationEmergencies">Distinct (person, chart) pairs opened by emergency access, all staff together.</param>
/// <param name="OrganisationCoordinations">Distinct (person, chart) pairs opened by virtue of the coordinator's role.</param>
/// <param name="CoordinationCounted">This person and chart are one of the latter.</param>
internal sealed record OpenBudget(
    int Charts, bool ChartCounted,
    int EmergencyCharts, bool EmergencyChartCounted,
    int OrganisationEmergencies,
    int OrganisationCoordinations, bool CoordinationCounted)
{
    /// <summary>What this person and the organisation may use up.</summary>
    public BudgetLimits Limits { get; init; } = BudgetLimits.Default;

    public static OpenBudget Untouched { get; } = new(0, false, 0, false, 0, 0, false);
}

/// <summary>All that an opening is decided on. The signature, the counter, the launch and the client were checked before.</summary>
/// <param name="Session">Null: no such session.</param>
/// <param name="ChartKnown">The chart exists.</param>
/// <param name="StaffOf">The chart is this member of staff's own; null: it is a patient's.</param>
/// <param name="Canary">Nobody has a reason to open this chart: it is there to be touched by thieves.</param>
/// <param name="Purpose">"TREAT", "ETREAT" or "HOPERAT", as signed.</param>
/// <param name="Reason">As signed; read only for emergency access.</param>
internal sealed record OpenFacts(
    DateTimeOffset Now, SessionFacts? Session,
    bool ChartKnown, bool Canary,
    string Purpose, string? Reason,
    IReadOnlyList<AssignmentFact> Assignments,
    OpenBudget Budget, WitnessState Witness, PersonId? StaffOf = null);

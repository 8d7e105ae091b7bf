using Holdfast.Keyholder.Budgets;
using Holdfast.Wire;
using Holdfast.Wire.Records;

namespace Holdfast.Keyholder.Grants;

/// <summary>What makes an opening more than curiosity.</summary>
internal enum Explanation
{
    Assignment,
    Emergency,

    /// <summary>The coordinator's role.</summary>
    Coordination,

    /// <summary>One's own staff chart.</summary>
    Own,

    /// <summary>The administrator's role, for staff charts and nothing else.</summary>
    Administration,
}

/// <summary>
/// May this person open this chart now? Pure: the same facts give the same answer, and nothing is counted here. Whoever
/// acts on <see cref="Allowed"/> counts the opening; whoever acts on a <see cref="Refused"/> with
/// <see cref="Refused.FreezePerson"/> freezes the person before answering.
/// </summary>
internal abstract record OpenDecision
{
    private OpenDecision()
    {
    }

    /// <param name="Reads">Contents of the chart whose subkeys may be released for reading.</param>
    /// <param name="Writes">Contents that may be written.</param>
    internal sealed record Allowed(IReadOnlyList<RecordClass> Reads, IReadOnlyList<RecordClass> Writes, Explanation Explained, int ChartsLeft) : OpenDecision;

    internal sealed record Refused(Why Why, bool FreezePerson) : OpenDecision;

    public static OpenDecision Decide(OpenFacts facts)
    {
        if (SessionDecision.Check(facts.Session, facts.Now) is { } notLive) return Refuse(notLive);
        var session = facts.Session!;
        if (!facts.ChartKnown) return Refuse(Why.Unknown);

        // Before anything else about role, reason or witness: whoever signs an opening of a canary is stopped.
        if (facts.Canary) return Refuse(Why.Canary, freeze: true);
        if (!RoleTable.May(session.Role, session.Origin, "open")) return Refuse(Why.NotAllowed);

        if (facts.Witness == WitnessState.Ahead) return Refuse(Why.WitnessAhead);
        if (facts.Witness == WitnessState.Awaited) return Refuse(Why.WitnessSilent);
        if (facts.StaffOf is { } whose) return StaffChart(facts, session, whose);
        if (!RoleTable.OpensPatients(session.Role)) return Refuse(Why.NotAllowed);

        return facts.Purpose switch
        {
            "TREAT" => Treat(facts, session),
            "ETREAT" => Emergency(facts, session),
            _ => Refuse(Why.Malformed),
        };
    }

    /// <summary>No assignment explains a staff chart and no emergency opens one: it is one's own, or one's work is the staff.</summary>
    private static OpenDecision StaffChart(OpenFacts facts, SessionFacts session, PersonId whose)
    {
        if (facts.Witness != WitnessState.Present) return Refuse(Why.WitnessSilent);
        if (facts.Purpose == "ETREAT") return Refuse(Why.NotAllowed);
        if (facts.Purpose != "HOPERAT") return Refuse(Why.Malformed);
        IReadOnlyList<RecordClass> staff = [RecordClass.Staff];
        // One's own details tell nobody anything new, so they cost nothing: a nurse at the end of her budget is not frozen for looking at them.
        if (session.Person == whose) return new Allowed(staff, staff, Explanation.Own, Math.Max(0, facts.Budget.Limits.Charts - facts.Budget.Charts));
        var access = RoleTable.Staff(session.Role);
        if (access == Access.None) return Refuse(Why.NotAllowed);
        return WithinPersonBudget(facts, staff, access == Access.Write ? staff : [], Explanation.Administration);
    }

    private static OpenDecision Treat(OpenFacts facts, SessionFacts session)
    {
        var explained = facts.Assignments.Any(a => Explains(a, facts.Now)) ? Explanation.Assignment
            : RoleTable.RoleExplains(session.Role) ? Explanation.Coordination
            : (Explanation?)null;
        if (explained is null) return Refuse(Why.NotAssigned);
        if (facts.Witness == WitnessState.Silent && !facts.Assignments.Any(a => IsToday(a, facts.Now))) return Refuse(Why.WitnessSilent);
        if (explained == Explanation.Coordination && !facts.Budget.CoordinationCounted
            && facts.Budget.OrganisationCoordinations >= facts.Budget.Limits.OrganisationCoordinations) return Refuse(Why.BudgetOrganisation);
        return WithinPersonBudget(facts, RoleTable.Reads(session.Role), RoleTable.Writes(session.Role), explained.Value);
    }

    private static OpenDecision Emergency(OpenFacts facts, SessionFacts session)
    {
        if (!RoleTable.MayUseEmergency(session.Role)) return Refuse(Why.NotAllowed);
        if (!IsReason(facts.Reason)) return Refuse(Why.ReasonMissing);
        if (!facts.Budget.EmergencyChartCounted)
        {
            if (facts.Budget.EmergencyCharts >= facts.Budget.Limits.EmergencyCharts) return Refuse(Why.BudgetPerson, freeze: true);
            if (facts.Budget.OrganisationEmergencies >= facts.Budget.Limits.OrganisationEmergencies) return Refuse(Why.BudgetOrganisation);
        }

        return WithinPersonBudget(facts, RoleTable.Reads(session.Role), RoleTable.Writes(session.Role), Explanation.Emergency);
    }

    private static OpenDecision WithinPersonBudget(OpenFacts facts, IReadOnlyList<RecordClass> reads, IReadOnlyList<RecordClass> writes, Explanation explained)
    {
        var charts = facts.Budget.Charts + (facts.Budget.ChartCounted ? 0 : 1);
        if (charts > facts.Budget.Limits.Charts && !facts.Budget.ChartCounted) return Refuse(Why.BudgetPerson, freeze: true);
        return new Allowed(reads, writes, explained, Math.Max(0, facts.Budget.Limits.Charts - charts));
    }

    /// <summary>A visit explains from a day before it to three days after it; a place on a care team while it lasts.</summary>
    public static bool Explains(AssignmentFact assignment, DateTimeOffset now) => assignment.Kind switch
    {
        AssignmentKind.Visit => now >= assignment.Start - Limits.BeforeVisit && now <= assignment.End + Limits.AfterVisit,
        AssignmentKind.Team => now >= assignment.Start && now <= assignment.End,
        _ => false,
    };

    private static bool IsToday(AssignmentFact assignment, DateTimeOffset now) =>
        assignment.Kind == AssignmentKind.Visit && now >= assignment.Start - Limits.TodayAround && now <= assignment.End + Limits.TodayAround;

    /// <summary>Words for the privacy officer: counted without the white space around them, and no control characters but line ends.</summary>
    public static bool IsReason(string? reason) =>
        reason is not null && reason.Length <= Limits.ReasonLongest && reason.Trim().Length >= Limits.ReasonShortest
        && !reason.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t'));

    private static Refused Refuse(Why why, bool freeze = false) => new(why, freeze);
}

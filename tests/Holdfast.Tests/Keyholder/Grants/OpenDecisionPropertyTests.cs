using CsCheck;
using Holdfast.Keyholder.Budgets;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Sessions;
using Holdfast.Wire;
using Holdfast.Wire.Records;

namespace Holdfast.Tests.Keyholder.Grants;

/// <summary>What holds for every opening there could be, drawn at random.</summary>
public class OpenDecisionPropertyTests
{
    private static readonly Gen<bool> Rarely = Gen.Int[0, 9].Select(i => i == 0);

    private static readonly Gen<SessionFacts?> Sessions = Gen.Select(
        Gen.Int[0, 14], Rarely, Gen.Int[-10, 800], Gen.Int[0, 70], Rarely, Rarely, Rarely,
        (role, otherOrigin, signedInMinutes, usedMinutes, ended, frozen, none) =>
        {
            var parsed = role < 5 ? StaffRole.Nurse : role < 8 ? StaffRole.Coordinator : (StaffRole)(role - 7);
            var origin = RoleTable.OriginOf(parsed) == SessionOrigin.Desk != otherOrigin ? SessionOrigin.Desk : SessionOrigin.Watch;
            return none ? null : new SessionFacts(PersonId.New(), parsed, origin, Facts.Now.AddMinutes(-signedInMinutes), Facts.Now.AddMinutes(-usedMinutes), ended, frozen, Facts.Employed);
        });

    private static readonly Gen<AssignmentFact> Assignments = Gen.Select(
        Gen.Bool, Gen.Int[-120, 40], Gen.Int[0, 96], (team, start, length) => team ? Facts.Team(start, start + length) : Facts.Visit(start, start + length));

    private static readonly Gen<OpenBudget> Budgets = Gen.Select(
        Gen.Int[0, 45], Gen.Bool, Gen.Int[0, 7], Gen.Bool, Gen.Int[0, 30], Gen.Int[0, 110], Gen.Bool,
        (charts, counted, emergencies, emergencyCounted, all, coordinations, coordinationCounted) =>
            new OpenBudget(charts, counted, emergencies, emergencyCounted, all, coordinations, coordinationCounted));

    private static readonly string?[] Reasons = [null, "short", new(' ', 40), new('x', 501), "She was found on the floor"];

    private static readonly Gen<OpenFacts> Openings = Gen.Select(
        Sessions, Gen.Select(Rarely, Rarely), Gen.Int[0, 9].Select(i => i == 0 ? "OTHER" : i < 6 ? "TREAT" : "ETREAT"), Gen.Int[0, 9].Select(i => Reasons[Math.Min(i, 4)]),
        Assignments.Array[0, 3], Budgets, Gen.Int[0, 6],
        (session, chart, purpose, reason, assignments, budget, witness) =>
            new OpenFacts(Facts.Now, session, !chart.Item1, chart.Item2, purpose, reason, assignments, budget, (WitnessState)Math.Max(0, witness - 3)));

    [Fact]
    public void Both_answers_come_up()
    {
        var (allowed, refused) = (0, 0);
        Openings.Sample(facts =>
        {
            if (OpenDecision.Decide(facts) is OpenDecision.Allowed) Interlocked.Increment(ref allowed);
            else Interlocked.Increment(ref refused);
        }, iter: 20_000);
        Assert.True(allowed > 1_000 && refused > 1_000, $"{allowed} allowed, {refused} refused");
    }

    [Fact]
    public void Nothing_is_opened_without_a_live_session_of_an_unfrozen_person() => Openings.Sample(facts =>
    {
        if (OpenDecision.Decide(facts) is not OpenDecision.Allowed) return;
        var session = facts.Session!;
        Assert.False(session.Ended || session.Frozen);
        Assert.True(session.SignedIn <= facts.Now && facts.Now - session.SignedIn < SessionLimits.Overall);
        Assert.True(facts.Now - session.LastUsed < session.IdleLimit);
        Assert.Equal(SessionOrigin.Desk, session.Origin);
    }, iter: 20_000);

    [Fact]
    public void Nothing_is_opened_that_does_not_exist_is_a_canary_or_that_a_keyholder_in_doubt_would_release() => Openings.Sample(facts =>
    {
        if (OpenDecision.Decide(facts) is OpenDecision.Allowed)
            Assert.True(facts.ChartKnown && !facts.Canary && facts.Witness is WitnessState.Present or WitnessState.Silent);
    }, iter: 20_000);

    [Fact]
    public void Every_opening_is_explained() => Openings.Sample(facts =>
    {
        if (OpenDecision.Decide(facts) is not OpenDecision.Allowed allowed) return;
        Assert.True(allowed.Explained switch
        {
            Explanation.Assignment => facts.Purpose == "TREAT" && facts.Assignments.Any(a => OpenDecision.Explains(a, facts.Now)),
            Explanation.Emergency => facts.Purpose == "ETREAT" && RoleTable.MayUseEmergency(facts.Session!.Role) && OpenDecision.IsReason(facts.Reason),
            Explanation.Coordination => facts.Purpose == "TREAT" && facts.Session!.Role == StaffRole.Coordinator,
            _ => false,
        });
    }, iter: 20_000);

    [Fact]
    public void Nobody_gets_more_of_a_chart_than_the_role_has() => Openings.Sample(facts =>
    {
        if (OpenDecision.Decide(facts) is not OpenDecision.Allowed allowed) return;
        Assert.Equal(RoleTable.Reads(facts.Session!.Role), allowed.Reads);
        Assert.Equal(RoleTable.Writes(facts.Session.Role), allowed.Writes);
        Assert.NotEmpty(allowed.Reads);
        if (facts.Session.Role == StaffRole.Coordinator) Assert.Equal([RecordClass.Identity], allowed.Reads);
    }, iter: 20_000);

    [Fact]
    public void No_budget_is_ever_exceeded() => Openings.Sample(facts =>
    {
        if (OpenDecision.Decide(facts) is not OpenDecision.Allowed allowed) return;
        var budget = facts.Budget;
        Assert.True(budget.ChartCounted || budget.Charts < Limits.ChartsPerPerson);
        if (allowed.Explained == Explanation.Emergency)
            Assert.True(budget.EmergencyChartCounted || (budget.EmergencyCharts < Limits.EmergencyChartsPerPerson && budget.OrganisationEmergencies < Limits.OrganisationEmergencyOpenings));
        if (allowed.Explained == Explanation.Coordination)
            Assert.True(budget.CoordinationCounted || budget.OrganisationCoordinations < Limits.OrganisationCoordinationOpenings);
        Assert.InRange(allowed.ChartsLeft, 0, Limits.ChartsPerPerson);
    }, iter: 20_000);

    [Fact]
    public void A_canary_always_freezes_a_live_session_and_only_misuse_freezes() => Openings.Sample(facts =>
    {
        var live = SessionDecision.Check(facts.Session, facts.Now) is null;
        var decision = OpenDecision.Decide(facts);
        if (facts.Canary && facts.ChartKnown && live) Assert.Equal(new OpenDecision.Refused(Why.Canary, true), decision);
        if (decision is OpenDecision.Refused { FreezePerson: true } refused) Assert.True(live && refused.Why is Why.Canary or Why.BudgetPerson);
    }, iter: 20_000);

    [Fact]
    public void The_same_facts_give_the_same_answer() => Openings.Sample(facts =>
        Assert.Equal(OpenDecision.Decide(facts).ToString(), OpenDecision.Decide(facts).ToString()), iter: 2_000);

    [Fact]
    public void Scraping_by_any_order_of_charts_gets_at_most_a_budget() => Gen.Int[0, 60].Array[0, 200].Sample(order =>
    {
        // The coordinator's own loop: decide, count, until frozen.
        var opened = new HashSet<int>();
        foreach (var chart in order)
        {
            var facts = Facts.Treat(StaffRole.Nurse, Facts.Visit()) with { Budget = OpenBudget.Untouched with { Charts = opened.Count, ChartCounted = opened.Contains(chart) } };
            if (OpenDecision.Decide(facts) is OpenDecision.Refused { FreezePerson: true }) break;
            opened.Add(chart);
        }

        Assert.InRange(opened.Count, 0, Limits.ChartsPerPerson);
    }, iter: 500);
}

using Holdfast.Keyholder.Budgets;
using Holdfast.Keyholder.Grants;
using Holdfast.Wire;
using Holdfast.Wire.Records;

namespace Holdfast.Tests.Keyholder.Grants;

public class OpenDecisionTests
{
    [Fact]
    public void A_nurse_opens_the_chart_of_her_visit()
    {
        var allowed = Allowed(Facts.Treat(StaffRole.Nurse, Facts.Visit()));
        Assert.Equal(Explanation.Assignment, allowed.Explained);
        Assert.Equal(RecordClass.Own, allowed.Reads);
        Assert.Equal(RecordClass.Own, allowed.Writes);
        Assert.Equal(Limits.ChartsPerPerson - 1, allowed.ChartsLeft);
    }

    [Theory]
    [InlineData(24, 25, true)] // tomorrow's, this evening
    [InlineData(24.01, 25, false)]
    [InlineData(-100, -72, true)] // Friday's, on Monday
    [InlineData(-100, -72.01, false)]
    public void A_visit_explains_from_a_day_before_to_three_days_after(double start, double end, bool allowed) =>
        Assert.Equal(allowed, OpenDecision.Decide(Facts.Treat(StaffRole.Nurse, Facts.Visit(start, end))) is OpenDecision.Allowed);

    [Theory]
    [InlineData(-1, 1, true)]
    [InlineData(0, 1, true)]
    [InlineData(-1, 0, true)]
    [InlineData(0.01, 1, false)]
    [InlineData(-1, -0.01, false)]
    public void A_place_on_a_care_team_explains_while_it_lasts(double start, double end, bool allowed) =>
        Assert.Equal(allowed, OpenDecision.Decide(Facts.Treat(StaffRole.Nurse, Facts.Team(start, end))) is OpenDecision.Allowed);

    [Fact]
    public void A_nurse_cannot_open_a_chart_that_is_not_hers() => Refuses(Why.NotAssigned, Facts.Treat());

    [Fact]
    public void A_nurse_may_use_emergency_access_with_a_reason()
    {
        var allowed = Allowed(Facts.Emergency());
        Assert.Equal(Explanation.Emergency, allowed.Explained);
        Assert.Equal(RecordClass.Own, allowed.Reads);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("too short")]
    [InlineData("                    ")]
    [InlineData("   short    ")]
    [InlineData("a bell \a rings in here")]
    public void Emergency_access_without_words_for_it_is_refused(string? reason) => Refuses(Why.ReasonMissing, Facts.Emergency() with { Reason = reason });

    [Fact]
    public void A_reason_has_10_to_500_characters()
    {
        Allowed(Facts.Emergency() with { Reason = new string('a', 10) });
        Allowed(Facts.Emergency() with { Reason = new string('a', 500) });
        Refuses(Why.ReasonMissing, Facts.Emergency() with { Reason = new string('a', 501) });
    }

    [Fact]
    public void A_coordinator_opens_the_identity_part_by_virtue_of_the_role()
    {
        var allowed = Allowed(Facts.Treat(StaffRole.Coordinator));
        Assert.Equal(Explanation.Coordination, allowed.Explained);
        Assert.Equal([RecordClass.Identity], allowed.Reads);
        Assert.Equal([RecordClass.Identity], allowed.Writes);
    }

    [Fact]
    public void A_coordinator_who_is_assigned_still_sees_the_identity_part_only()
    {
        var allowed = Allowed(Facts.Treat(StaffRole.Coordinator, Facts.Visit()));
        Assert.Equal(Explanation.Assignment, allowed.Explained);
        Assert.Equal([RecordClass.Identity], allowed.Reads);
    }

    [Fact]
    public void A_coordinator_has_no_emergency_access() => Refuses(Why.NotAllowed, Facts.Emergency(StaffRole.Coordinator));

    [Theory]
    [InlineData("nurse", true)]
    [InlineData("therapist", true)]
    [InlineData("personal-support-worker", true)]
    [InlineData("coordinator", true)]
    [InlineData("clinical-supervisor", true)]
    [InlineData("privacy-officer", false)]
    [InlineData("administrator", false)]
    [InlineData("auditor", false)]
    public void Who_may_open_a_chart_at_all(string role, bool may)
    {
        Assert.True(RoleTable.TryParse(role, out var parsed));
        var facts = Facts.Treat(parsed, Facts.Visit());
        if (may) Allowed(facts);
        else Refuses(Why.NotAllowed, facts);
    }

    [Fact]
    public void A_session_of_the_watch_opens_nothing() => Refuses(Why.NotAllowed, With(Facts.Treat(StaffRole.Nurse, Facts.Visit()), s => s with { Origin = SessionOrigin.Watch }));

    [Theory]
    [InlineData("treat")]
    [InlineData("")]
    [InlineData("HOPERAT")]
    [InlineData("ETREAT ")]
    public void Any_other_purpose_is_refused(string purpose) => Refuses(Why.Malformed, Facts.Treat(StaffRole.Nurse, Facts.Visit()) with { Purpose = purpose });

    [Fact]
    public void An_unknown_chart_is_refused() => Refuses(Why.Unknown, Facts.Treat(StaffRole.Nurse, Facts.Visit()) with { ChartKnown = false });

    [Fact]
    public void Touching_a_canary_freezes_at_once_whoever_and_however()
    {
        foreach (var role in Enum.GetValues<StaffRole>())
            foreach (var witness in Enum.GetValues<WitnessState>())
                foreach (var facts in new[] { Facts.Treat(role), Facts.Treat(role, Facts.Visit()), Facts.Emergency(role), Facts.Treat(role) with { Purpose = "" } })
                    Assert.Equal(new OpenDecision.Refused(Why.Canary, FreezePerson: true), OpenDecision.Decide(facts with { Canary = true, Witness = witness }));
    }

    [Fact]
    public void The_forty_first_chart_of_a_day_freezes()
    {
        var facts = Facts.Treat(StaffRole.Nurse, Facts.Visit());
        Assert.Equal(0, Allowed(facts with { Budget = OpenBudget.Untouched with { Charts = 39 } }).ChartsLeft);
        Refuses(Why.BudgetPerson, facts with { Budget = OpenBudget.Untouched with { Charts = 40 } }, freezes: true);
    }

    [Fact]
    public void A_chart_that_was_opened_today_costs_nothing_again()
    {
        var facts = Facts.Treat(StaffRole.Nurse, Facts.Visit());
        Assert.Equal(0, Allowed(facts with { Budget = OpenBudget.Untouched with { Charts = 40, ChartCounted = true } }).ChartsLeft);
        Assert.Equal(35, Allowed(facts with { Budget = OpenBudget.Untouched with { Charts = 5, ChartCounted = true } }).ChartsLeft);
        var emergency = OpenBudget.Untouched with { Charts = 5, ChartCounted = true, EmergencyCharts = 5, EmergencyChartCounted = true, OrganisationEmergencies = 25 };
        Allowed(Facts.Emergency() with { Budget = emergency });
    }

    [Theory]
    [InlineData("nurse", true, "HOPERAT", null)]
    [InlineData("auditor", true, "HOPERAT", null)]
    [InlineData("administrator", false, "HOPERAT", null)]
    [InlineData("nurse", false, "HOPERAT", Why.NotAllowed)]
    [InlineData("coordinator", false, "HOPERAT", Why.NotAllowed)]
    [InlineData("privacy-officer", false, "HOPERAT", Why.NotAllowed)]
    [InlineData("nurse", true, "ETREAT", Why.NotAllowed)]
    [InlineData("administrator", false, "ETREAT", Why.NotAllowed)]
    [InlineData("nurse", true, "TREAT", Why.Malformed)]
    [InlineData("administrator", false, "TREAT", Why.Malformed)]
    [InlineData("administrator", false, "", Why.Malformed)]
    public void Who_opens_a_staff_chart(string role, bool own, string purpose, Why? why)
    {
        var facts = StaffChart(role, own) with { Purpose = purpose };
        if (why is { } refused)
        {
            Refuses(refused, facts);
            return;
        }

        var allowed = Allowed(facts);
        Assert.Equal(own ? Explanation.Own : Explanation.Administration, allowed.Explained);
        Assert.Equal([RecordClass.Staff], allowed.Reads);
        Assert.Equal([RecordClass.Staff], allowed.Writes);
    }

    [Fact]
    public void While_the_witness_is_silent_no_staff_chart_opens() =>
        Refuses(Why.WitnessSilent, StaffChart("nurse", own: true) with { Witness = WitnessState.Silent });

    [Fact]
    public void Ones_own_chart_costs_nothing_and_freezes_nobody_and_others_cost_what_a_chart_costs()
    {
        var spent = OpenBudget.Untouched with { Charts = 10, Limits = BudgetLimits.Default with { Charts = 10 } };
        Assert.Equal(0, Allowed(StaffChart("nurse", own: true) with { Budget = spent }).ChartsLeft);
        Assert.Equal(3, Allowed(StaffChart("nurse", own: true) with { Budget = spent with { Charts = 7 } }).ChartsLeft);
        Assert.Equal(2, Allowed(StaffChart("administrator", own: false) with { Budget = spent with { Charts = 7 } }).ChartsLeft);
        Refuses(Why.BudgetPerson, StaffChart("administrator", own: false) with { Budget = spent }, freezes: true);
    }

    private static OpenFacts StaffChart(string role, bool own)
    {
        Assert.True(RoleTable.TryParse(role, out var parsed));
        var facts = With(Facts.Treat(parsed), s => s with { Origin = SessionOrigin.Desk });
        return facts with { Purpose = "HOPERAT", StaffOf = own ? facts.Session!.Person : PersonId.New() };
    }

    [Fact]
    public void A_budget_that_was_made_smaller_takes_away_no_chart_that_is_counted()
    {
        var smaller = OpenBudget.Untouched with { Charts = 12, ChartCounted = true, Limits = BudgetLimits.Default with { Charts = 10 } };
        Assert.Equal(0, Allowed(Facts.Treat(StaffRole.Nurse, Facts.Visit()) with { Budget = smaller }).ChartsLeft);
        Refuses(Why.BudgetPerson, Facts.Treat(StaffRole.Nurse, Facts.Visit()) with { Budget = smaller with { ChartCounted = false } }, freezes: true);
    }

    [Theory]
    [InlineData(24, 25, true)]
    [InlineData(24.01, 25, false)]
    [InlineData(-25, -24, true)]
    [InlineData(-25, -24.01, false)]
    public void While_the_witness_is_silent_today_is_a_day_either_side(double start, double end, bool today)
    {
        // Each visit is explained by a place on the team besides, so that only "today" decides.
        var decision = OpenDecision.Decide(Facts.Treat(StaffRole.Nurse, Facts.Team(), Facts.Visit(start, end)) with { Witness = WitnessState.Silent });
        Assert.Equal(today, decision is OpenDecision.Allowed);
    }

    [Theory]
    [InlineData("found on the floor\nand not answering")]
    [InlineData("found on the floor\r\nand not answering")]
    [InlineData("found on\tthe floor")]
    public void A_reason_may_have_lines(string reason) => Allowed(Facts.Emergency() with { Reason = reason });

    [Fact]
    public void An_assignment_of_no_known_kind_explains_nothing() =>
        Refuses(Why.NotAssigned, Facts.Treat(StaffRole.Nurse, Facts.Visit() with { Kind = (AssignmentKind)99 }));

    [Fact]
    public void The_sixth_emergency_of_a_day_freezes()
    {
        Allowed(Facts.Emergency() with { Budget = OpenBudget.Untouched with { EmergencyCharts = 4 } });
        Refuses(Why.BudgetPerson, Facts.Emergency() with { Budget = OpenBudget.Untouched with { EmergencyCharts = 5 } }, freezes: true);
    }

    [Fact]
    public void The_organisations_emergencies_end_for_everybody_and_freeze_nobody()
    {
        Allowed(Facts.Emergency() with { Budget = OpenBudget.Untouched with { OrganisationEmergencies = 24 } });
        Refuses(Why.BudgetOrganisation, Facts.Emergency() with { Budget = OpenBudget.Untouched with { OrganisationEmergencies = 25 } });
        Allowed(Facts.Treat(StaffRole.Nurse, Facts.Visit()) with { Budget = OpenBudget.Untouched with { OrganisationEmergencies = 25 } });
    }

    [Fact]
    public void Coordinators_together_have_a_cap_and_an_assigned_one_does_not_need_it()
    {
        var spent = OpenBudget.Untouched with { OrganisationCoordinations = Limits.OrganisationCoordinationOpenings };
        Refuses(Why.BudgetOrganisation, Facts.Treat(StaffRole.Coordinator) with { Budget = spent });
        Allowed(Facts.Treat(StaffRole.Coordinator) with { Budget = spent with { CoordinationCounted = true } });
        Allowed(Facts.Treat(StaffRole.Coordinator, Facts.Team()) with { Budget = spent });
    }

    [Fact]
    public void While_the_witness_is_silent_todays_visits_and_emergencies_go_on_and_nothing_else()
    {
        OpenDecision Silent(OpenFacts facts) => OpenDecision.Decide(facts with { Witness = WitnessState.Silent });
        Assert.IsType<OpenDecision.Allowed>(Silent(Facts.Treat(StaffRole.Nurse, Facts.Visit())));
        Assert.IsType<OpenDecision.Allowed>(Silent(Facts.Treat(StaffRole.Nurse, Facts.Visit(23, 24))));
        Assert.IsType<OpenDecision.Allowed>(Silent(Facts.Treat(StaffRole.Nurse, Facts.Team(), Facts.Visit())));
        Assert.IsType<OpenDecision.Allowed>(Silent(Facts.Emergency()));
        Assert.Equal(new OpenDecision.Refused(Why.WitnessSilent, false), Silent(Facts.Treat(StaffRole.Nurse, Facts.Team())));
        Assert.Equal(new OpenDecision.Refused(Why.WitnessSilent, false), Silent(Facts.Treat(StaffRole.Nurse, Facts.Visit(-50, -49))));
        Assert.Equal(new OpenDecision.Refused(Why.WitnessSilent, false), Silent(Facts.Treat(StaffRole.Coordinator)));
    }

    [Theory]
    [InlineData(true, Why.WitnessAhead)]
    [InlineData(false, Why.WitnessSilent)]
    public void A_keyholder_that_may_be_an_old_one_releases_nothing(bool ahead, Why why)
    {
        var witness = ahead ? WitnessState.Ahead : WitnessState.Awaited;
        Refuses(why, Facts.Treat(StaffRole.Nurse, Facts.Visit()) with { Witness = witness });
        Refuses(why, Facts.Emergency() with { Witness = witness });
    }

    private static OpenFacts With(OpenFacts facts, Func<SessionFacts, SessionFacts> change) => facts with { Session = change(facts.Session!) };

    private static OpenDecision.Allowed Allowed(OpenFacts facts) => Assert.IsType<OpenDecision.Allowed>(OpenDecision.Decide(facts));

    private static void Refuses(Why why, OpenFacts facts, bool freezes = false) => Assert.Equal(new OpenDecision.Refused(why, freezes), OpenDecision.Decide(facts));
}

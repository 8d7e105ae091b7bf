using CsCheck;
using Holdfast.Keyholder.Employment;
using Holdfast.Keyholder.Provisioning;
using Holdfast.Tests.Keyholder.Grants;
using Holdfast.Wire;

namespace Holdfast.Tests.Keyholder.Provisioning;

/// <summary>What follows from "active" and from "no longer active", one case each, and what never does.</summary>
public class ActiveDecisionTests
{
    private const int Cap = ProvisioningLimits.DisabledPerDay;

    public static TheoryData<bool, string?, bool, bool, int, string> Cases => new()
    {
        // active, standing, away until called back, a guard, disabled today, what follows
        { false, null, false, false, 0, "nothing" },
        { true, null, false, false, 0, "nothing" },
        { false, "Working", false, false, 0, "disable" },
        { false, "NotYet", false, false, 0, "disable" },
        { false, "Dormant", false, false, 0, "disable" },
        { false, "OnLeave", false, false, 0, "disable" }, // a leave that would end by itself
        { false, "OnLeave", true, false, 0, "nothing" },
        { false, "Left", false, false, 0, "nothing" },
        { false, "Working", false, true, 0, "NotAllowed" },
        { false, "Working", false, false, Cap - 1, "disable" },
        { false, "Working", false, false, Cap, "SourceCap" },
        { false, "Working", false, true, Cap, "NotAllowed" },
        { false, "OnLeave", true, false, Cap, "nothing" },
        { true, "Working", false, false, 0, "nothing" },
        { true, "NotYet", false, false, 0, "nothing" },
        { true, "OnLeave", true, false, 0, "suggest" },
        { true, "OnLeave", false, false, 0, "suggest" },
        { true, "Dormant", false, false, 0, "suggest" },
        { true, "Left", false, false, 0, "suggest" },
        { true, "Left", false, true, Cap, "suggest" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void It_takes_away_within_the_cap_and_brings_nobody_back(bool active, string? standing, bool awayForGood, bool guard, int today, string follows)
    {
        var facts = new ActiveFacts(active, standing is null ? null : Enum.Parse<Standing>(standing), awayForGood, guard ? "somebody must stay" : null, today);
        Assert.Equal(follows, ActiveDecision.Decide(facts) switch
        {
            ActiveDecision.Nothing => "nothing",
            ActiveDecision.Disable => "disable",
            ActiveDecision.SuggestReturn => "suggest",
            ActiveDecision.Refused no => no.Why.ToString(),
            _ => "?",
        });
    }

    [Fact]
    public void Whatever_a_source_says_in_whatever_order_nobody_may_work_who_might_not_have_before()
    {
        var gen = Gen.Select(Gen.Bool, Gen.Int[-40, 10], Gen.Int[-10, 40], Gen.Bool, Gen.Bool, Gen.Int[0, 7], (active, leaveFrom, leaveDays, open, guard, today) => (active, leaveFrom, leaveDays, open, guard, today));
        gen.Sample(drawn =>
        {
            var from = Facts.Now.AddDays(drawn.leaveFrom);
            var before = Facts.Employed with { LeaveFrom = from, LeaveTo = drawn.open ? null : from.AddDays(Math.Abs(drawn.leaveDays) + 1) };
            var decision = ActiveDecision.Decide(new ActiveFacts(drawn.active, WorkDecision.Of(before, Facts.Now), before.LeaveTo is null, drawn.guard ? "a guard" : null, drawn.today));
            var after = decision is ActiveDecision.Disable ? before with { LeaveFrom = Facts.Now, LeaveTo = null } : before;
            for (var day = 0; day < 60; day++)
                if (WorkDecision.MayWork(after, Facts.Now.AddDays(day)) is null) Assert.Null(WorkDecision.MayWork(before, Facts.Now.AddDays(day)));
            if (drawn.guard || drawn.today >= Cap || drawn.active) Assert.IsNotType<ActiveDecision.Disable>(decision);
        });
    }

    [Theory]
    [InlineData("hire", true, false, false, false, null)]
    [InlineData(null, false, false, false, false, null)]
    [InlineData(null, true, false, false, true, null)]
    [InlineData(null, true, false, false, false, "Working")]
    [InlineData("leave", false, true, false, false, "Working")]
    [InlineData(null, false, true, false, false, "OnLeave")]
    [InlineData("return", true, false, true, false, "OnLeave")]
    [InlineData("return", true, false, true, false, "Left")]
    [InlineData(null, true, false, true, false, "Working")]
    [InlineData(null, true, false, false, false, "OnLeave")]
    [InlineData(null, true, false, true, true, "OnLeave")]
    public void The_administrator_is_shown_what_is_left_to_do(string? kind, bool active, bool askedAway, bool askedBack, bool withdrawn, string? standing)
    {
        var row = new ProvisionedRow(ProvisionedId.New(), "hr", [], active, standing is null ? null : PersonId.New(), 0, 0, null, askedBack ? 1 : null, askedAway ? 1 : null, withdrawn ? 1 : null);
        Assert.Equal(kind, Suggestions.KindOf(row, standing is null ? null : Enum.Parse<Standing>(standing)));
    }
}

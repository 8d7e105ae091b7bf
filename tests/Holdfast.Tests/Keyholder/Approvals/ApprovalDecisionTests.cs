using Holdfast.Keyholder.Approvals;
using Holdfast.Keyholder.Grants;
using Holdfast.Tests.Keyholder.Grants;
using Holdfast.Wire;

namespace Holdfast.Tests.Keyholder.Approvals;

/// <summary>Who may approve what in which state: one case each.</summary>
public class ApprovalDecisionTests
{
    private static readonly PersonId Asker = PersonId.New();

    private static SessionFacts Approver(StaffRole role = StaffRole.Nurse) => Facts.Session(role) with { Origin = SessionOrigin.Watch, Approver = true };

    private static ApprovalFacts Waiting() => new(
        Facts.Now, Approver(), ProposalState.Waiting, Facts.Now.AddHours(1), HashFits: true, Asker, AskerStands: true, "device", DeviceOfAsker: false, PaperShown.None);

    private static void Allows(ApprovalFacts facts, bool paper = false) => Assert.Equal(new ApprovalDecision.Allowed(paper), ApprovalDecision.Decide(facts));

    private static void Refuses(Why why, ApprovalFacts facts) => Assert.Equal(why, Assert.IsType<ApprovalDecision.Refused>(ApprovalDecision.Decide(facts)).Why);

    [Fact]
    public void A_second_person_on_another_device_approves_whatever_their_role() =>
        Assert.All(Enum.GetValues<StaffRole>(), role => Allows(Waiting() with { Session = Approver(role) }));

    [Fact]
    public void Nobody_approves_their_own_request() => Refuses(Why.OwnRequest, Waiting() with { Session = Approver() with { Person = Asker } });

    [Fact]
    public void Nobody_approves_on_a_device_that_the_asker_used() => Refuses(Why.SameDevice, Waiting() with { DeviceOfAsker = true });

    [Fact]
    public void Nobody_approves_on_a_device_that_names_itself_not() => Refuses(Why.SameDevice, Waiting() with { Device = null });

    [Fact]
    public void A_privacy_officer_who_is_no_approver_approves_nothing() =>
        Refuses(Why.NotAllowed, Waiting() with { Session = Approver(StaffRole.PrivacyOfficer) with { Approver = false } });

    [Fact]
    public void A_session_of_the_desk_approves_nothing() => Refuses(Why.NotAllowed, Waiting() with { Session = Approver() with { Origin = SessionOrigin.Desk } });

    [Fact]
    public void A_person_who_is_frozen_approves_nothing() => Refuses(Why.Frozen, Waiting() with { Session = Approver() with { Frozen = true } });

    [Fact]
    public void A_person_who_has_left_or_is_on_leave_approves_nothing()
    {
        Refuses(Why.Left, Waiting() with { Session = Approver() with { Work = Facts.Employed with { Until = Facts.Now } } });
        Refuses(Why.OnLeave, Waiting() with { Session = Approver() with { Work = Facts.Employed with { LeaveFrom = Facts.Now } } });
        Refuses(Why.Left, Waiting() with { Session = Approver() with { Work = Facts.Employed with { Until = Facts.Now } }, Paper = PaperShown.Good });
    }

    [Fact]
    public void No_session_an_ended_one_and_an_expired_one_approve_nothing()
    {
        Refuses(Why.Unknown, Waiting() with { Session = null });
        Refuses(Why.Unknown, Waiting() with { Session = Approver() with { Ended = true } });
        Refuses(Why.Expired, Waiting() with { Session = Approver() with { SignedIn = Facts.Now.AddHours(-13) } });
    }

    [Theory]
    [InlineData("waiting", null)]
    [InlineData("approved", Why.NotWaiting)]
    [InlineData("declined", Why.NotWaiting)]
    [InlineData("lapsed", Why.NotWaiting)]
    [InlineData("", Why.NotWaiting)]
    public void Only_what_waits_is_approved(string state, Why? why)
    {
        var facts = Waiting() with { State = Enum.TryParse<ProposalState>(state, ignoreCase: true, out var parsed) ? parsed : null };
        foreach (var shown in new[] { facts, facts with { Paper = PaperShown.Good } })
            if (why is null) Assert.IsType<ApprovalDecision.Allowed>(ApprovalDecision.Decide(shown));
            else Refuses(why.Value, shown);
        if (why is null) Assert.Equal(new ApprovalDecision.Allowed(UsesPaper: false), ApprovalDecision.Decline(facts));
        else Assert.IsType<ApprovalDecision.Refused>(ApprovalDecision.Decline(facts));
    }

    public static TheoryData<string, string, int?, string, bool> Stops => new()
    {
        { "approved with the paper, held", "approved", 1, "approver", true },
        { "by a privacy officer who is no approver", "approved", 1, "officer", true },
        { "by a nurse who is no approver", "approved", 1, "nurse", false },
        { "by somebody at the desk", "approved", 1, "desk", false },
        { "by an approver who is frozen", "approved", 1, "frozen", false },
        { "in its last millisecond", "approved", 0, "approver", false },
        { "after it was held", "approved", -1, "approver", false },
        { "approved by two people", "approved", null, "approver", false },
        { "declined before", "declined", 1, "approver", false },
        { "lapsed", "lapsed", 1, "approver", false },
    };

    [Theory]
    [MemberData(nameof(Stops))]
    public void What_one_person_let_in_with_the_paper_is_stopped_by_any_approver_while_it_is_held(string what, string state, int? heldHours, string who, bool stops)
    {
        var session = who switch
        {
            "officer" => Approver(StaffRole.PrivacyOfficer) with { Approver = false },
            "nurse" => Approver() with { Approver = false },
            "desk" => Approver() with { Origin = SessionOrigin.Desk },
            "frozen" => Approver() with { Frozen = true },
            _ => Approver(),
        };
        var facts = Waiting() with
        {
            Session = session,
            State = Enum.Parse<ProposalState>(state, ignoreCase: true),
            HeldUntil = heldHours is { } hours ? Facts.Now.AddHours(hours) : null,
        };
        Assert.True(ApprovalDecision.Decline(facts) is ApprovalDecision.Allowed == stops, what);
        Assert.IsType<ApprovalDecision.Refused>(ApprovalDecision.Decide(facts)); // and nothing is approved twice
    }

    [Fact]
    public void An_approver_who_comes_too_late_reads_that_it_was_too_late_and_not_that_somebody_was_faster()
    {
        static string Said(ApprovalFacts facts) => Assert.IsType<ApprovalDecision.Refused>(ApprovalDecision.Decide(facts)).Detail;
        Assert.Equal(Said(Waiting() with { Expiry = Facts.Now }), Said(Waiting() with { State = ProposalState.Lapsed }));
        Assert.NotEqual(Said(Waiting() with { State = ProposalState.Declined }), Said(Waiting() with { State = ProposalState.Lapsed }));
        Assert.NotEqual(Said(Waiting() with { State = ProposalState.Declined }), Said(Waiting() with { State = null }));
    }

    [Theory]
    [InlineData(-1, Why.NotWaiting)]
    [InlineData(0, Why.NotWaiting)]
    [InlineData(1, null)]
    public void A_request_that_has_run_out_is_not_approved_even_before_the_sweep_says_so(int secondsLeft, Why? why)
    {
        var facts = Waiting() with { Expiry = Facts.Now.AddSeconds(secondsLeft) };
        if (why is null) Allows(facts);
        else Refuses(why.Value, facts);
    }

    [Fact]
    public void What_was_shown_is_what_is_signed() => Refuses(Why.Changed, Waiting() with { HashFits = false });

    [Fact]
    public void The_request_of_somebody_who_was_frozen_or_left_is_not_approved() => Refuses(Why.NotAllowed, Waiting() with { AskerStands = false });

    [Fact]
    public void The_paper_stands_for_the_second_person_and_the_second_device()
    {
        Allows(Waiting() with { Paper = PaperShown.Good, Session = Approver() with { Person = Asker }, DeviceOfAsker = true }, paper: true);
        Allows(Waiting() with { Paper = PaperShown.Good, Device = null }, paper: true);
    }

    [Fact]
    public void The_paper_stands_for_nothing_else()
    {
        var paper = Waiting() with { Paper = PaperShown.Good };
        Refuses(Why.NotAllowed, paper with { Session = Approver() with { Approver = false } });
        Refuses(Why.Frozen, paper with { Session = Approver() with { Frozen = true } });
        Refuses(Why.Changed, paper with { HashFits = false });
        Refuses(Why.NotAllowed, paper with { AskerStands = false });
        Refuses(Why.NotWaiting, paper with { Expiry = Facts.Now });
    }

    [Fact]
    public void A_wrong_paper_is_refused_even_when_none_was_needed() => Refuses(Why.Paper, Waiting() with { Paper = PaperShown.Bad });

    [Fact]
    public void The_asker_may_take_a_request_back_and_a_nurse_without_the_flag_declines_nothing()
    {
        Assert.IsType<ApprovalDecision.Allowed>(ApprovalDecision.Decline(Waiting() with { Session = Approver() with { Person = Asker } }));
        Assert.IsType<ApprovalDecision.Refused>(ApprovalDecision.Decline(Waiting() with { Session = Approver() with { Approver = false } }));
        Assert.IsType<ApprovalDecision.Refused>(ApprovalDecision.Decline(Waiting() with { Session = Approver() with { Frozen = true } }));
    }
}

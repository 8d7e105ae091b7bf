using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.People.Passwords;
using Holdfast.Keyholder.Sessions;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Tests.Keyholder.Grants;

public class SessionDecisionTests
{
    [Fact]
    public void A_live_session_goes_on() => Assert.Null(SessionDecision.Check(Facts.Session(), Facts.Now));

    [Fact]
    public void No_session_an_ended_one_and_a_frozen_person_are_refused()
    {
        Assert.Equal(Why.Unknown, SessionDecision.Check(null, Facts.Now));
        Assert.Equal(Why.Unknown, SessionDecision.Check(Facts.Session() with { Ended = true }, Facts.Now));
        Assert.Equal(Why.Frozen, SessionDecision.Check(Facts.Session() with { Frozen = true }, Facts.Now));
    }

    [Theory]
    [InlineData(719, null)]
    [InlineData(720, Why.Expired)]
    public void A_session_lasts_twelve_hours(int minutes, Why? why) =>
        Assert.Equal(why, SessionDecision.Check(Facts.Session() with { SignedIn = Facts.Now.AddMinutes(-minutes) }, Facts.Now));

    [Theory]
    [InlineData("nurse", 59, null)]
    [InlineData("nurse", 60, Why.Locked)]
    [InlineData("nurse", 720, Why.Locked)]
    [InlineData("therapist", 59, null)]
    [InlineData("personal-support-worker", 60, Why.Locked)]
    [InlineData("coordinator", 14, null)]
    [InlineData("coordinator", 15, Why.Locked)]
    [InlineData("privacy-officer", 15, Why.Locked)]
    [InlineData("administrator", 15, Why.Locked)]
    [InlineData("auditor", 15, Why.Locked)]
    public void An_idle_desk_is_locked(string role, int minutes, Why? why)
    {
        Assert.True(RoleTable.TryParse(role, out var parsed));
        Assert.Equal(why, SessionDecision.Check(Facts.Session(parsed) with { LastUsed = Facts.Now.AddMinutes(-minutes) }, Facts.Now));
    }

    [Theory]
    [InlineData("nurse")]
    [InlineData("coordinator")]
    public void Where_no_passkey_may_leave_its_device_every_desk_locks_after_fifteen_minutes(string role)
    {
        Assert.True(RoleTable.TryParse(role, out var parsed));
        Assert.Equal(TimeSpan.FromMinutes(15), SessionLimits.Idle(parsed, new SignInPolicy(SyncedPasskeys: false)));
    }

    [Theory]
    [InlineData("unlock", null)]
    [InlineData("sign-out", null)]
    [InlineData("open", Why.Locked)]
    [InlineData("my-sign-in", Why.Locked)]
    [InlineData("begin-passkey", Why.Locked)]
    [InlineData("remove-passkey", Why.Locked)]
    [InlineData("end-session", Why.Locked)]
    public void In_a_locked_session_one_unlocks_or_leaves(string statement, Why? why) =>
        Assert.Equal(why, SessionDecision.Check(Facts.Session() with { Locked = true }, statement, Facts.Now));

    [Fact]
    public void Time_over_and_a_freeze_weigh_more_than_a_lock()
    {
        var locked = Facts.Session() with { Locked = true };
        Assert.Equal(Why.Expired, SessionDecision.Check(locked with { SignedIn = Facts.Now.AddHours(-12) }, "unlock", Facts.Now));
        Assert.Equal(Why.Frozen, SessionDecision.Check(locked with { Frozen = true }, "unlock", Facts.Now));
        Assert.Equal(Why.Unknown, SessionDecision.Check(locked with { Ended = true }, "unlock", Facts.Now));
    }

    [Fact]
    public void A_password_finds_and_opens_and_proposes_nothing_and_its_session_ends_with_the_policy()
    {
        var byPassword = Facts.Session() with { Method = SessionMethod.Password };
        Assert.Null(SessionDecision.Check(byPassword, "open", Facts.Now));
        Assert.Equal(Why.NotAllowed, SessionDecision.Check(byPassword, "propose", Facts.Now));
        Assert.Equal(Why.Expired, SessionDecision.Check(byPassword with { MethodRefused = true }, Facts.Now));
    }

    [Fact]
    public void A_session_may_be_used_in_the_very_moment_of_its_sign_in() =>
        Assert.Null(SessionDecision.Check(Facts.Session() with { SignedIn = Facts.Now, LastUsed = Facts.Now }, Facts.Now));

    [Fact]
    public void A_clock_that_went_backwards_ends_the_session() =>
        Assert.Equal(Why.Expired, SessionDecision.Check(Facts.Session() with { SignedIn = Facts.Now.AddMinutes(1) }, Facts.Now));
}

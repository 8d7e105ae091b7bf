using Holdfast.Keyholder.Grants;
using Holdfast.Wire;

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
    [InlineData("nurse", 60, Why.Expired)]
    [InlineData("coordinator", 14, null)]
    [InlineData("coordinator", 15, Why.Expired)]
    [InlineData("privacy-officer", 15, Why.Expired)]
    public void An_idle_desk_is_signed_out(string role, int minutes, Why? why)
    {
        Assert.True(RoleTable.TryParse(role, out var parsed));
        Assert.Equal(why, SessionDecision.Check(Facts.Session(parsed) with { LastUsed = Facts.Now.AddMinutes(-minutes) }, Facts.Now));
    }

    [Fact]
    public void A_clock_that_went_backwards_ends_the_session() =>
        Assert.Equal(Why.Expired, SessionDecision.Check(Facts.Session() with { SignedIn = Facts.Now.AddMinutes(1) }, Facts.Now));
}

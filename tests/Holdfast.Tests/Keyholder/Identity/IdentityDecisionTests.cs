using Holdfast.Keyholder.Identity;
using Holdfast.Wire;

namespace Holdfast.Tests.Keyholder.Identity;

public class IdentityDecisionTests
{
    [Theory]
    // shown, required, linked, same, somebody else's, what follows
    [InlineData("None", false, false, false, false, "allowed")]
    [InlineData("None", true, false, false, false, "allowed")] // who is not linked signs in as always
    [InlineData("None", false, true, false, false, "allowed")]
    [InlineData("None", true, true, false, false, "IdentityNeeded")]
    [InlineData("Good", true, true, true, false, "allowed")]
    [InlineData("Good", false, true, true, false, "allowed")]
    [InlineData("Good", true, true, false, false, "IdentityRefused")]
    [InlineData("Good", false, true, false, false, "IdentityRefused")]
    [InlineData("Good", false, true, false, true, "IdentityRefused")]
    [InlineData("Good", true, false, false, false, "links")]
    [InlineData("Good", false, false, false, false, "links")]
    [InlineData("Good", false, false, false, true, "IdentityRefused")]
    [InlineData("Bad", false, false, false, false, "IdentityRefused")]
    [InlineData("Bad", true, true, false, false, "IdentityRefused")]
    [InlineData("Bad", true, true, true, false, "IdentityRefused")]
    public void What_is_shown_of_the_provider_only_ever_asks_for_more_than_the_passkey(string shown, bool required, bool linked, bool same, bool others, string follows) =>
        Assert.Equal(follows, Of(IdentityDecision.Decide(new IdentityFacts(Enum.Parse<IdentityShown>(shown), required, linked, same, others))));

    [Fact]
    public void Over_all_cases_nobody_who_must_show_it_passes_without_and_nobody_takes_anothers_account()
    {
        foreach (var shown in Enum.GetValues<IdentityShown>())
            for (var bits = 0; bits < 16; bits++)
            {
                var facts = new IdentityFacts(shown, (bits & 1) > 0, (bits & 2) > 0, (bits & 4) > 0, (bits & 8) > 0);
                if (IdentityDecision.Decide(facts) is not IdentityDecision.Allowed allowed) continue;
                Assert.NotEqual(IdentityShown.Bad, shown);
                if (facts is { Required: true, Linked: true }) Assert.Equal((IdentityShown.Good, true), (shown, facts.Same));
                if (shown == IdentityShown.Good) Assert.False(facts.OfSomebodyElse);
                if (allowed.Links) Assert.Equal((IdentityShown.Good, false), (shown, facts.Linked));
            }
    }

    private static string Of(IdentityDecision decision) => decision switch
    {
        IdentityDecision.Allowed allowed => allowed.Links ? "links" : "allowed",
        IdentityDecision.Refused no => no.Why.ToString(),
        _ => "?",
    };
}

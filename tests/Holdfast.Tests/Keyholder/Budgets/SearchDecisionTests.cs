using CsCheck;
using Holdfast.Keyholder.Budgets;
using Holdfast.Wire;

namespace Holdfast.Tests.Keyholder.Budgets;

public class SearchDecisionTests
{
    private static readonly FoundFact Stranger = new(OnOwnSchedule: false, CountedAlready: false);
    private static readonly FoundFact OwnPatient = new(OnOwnSchedule: true, CountedAlready: false);
    private static readonly FoundFact ShownBefore = new(OnOwnSchedule: false, CountedAlready: true);

    [Fact]
    public void Strangers_count_and_ones_own_patients_do_not()
    {
        var allowed = Allowed(0, Stranger, OwnPatient, ShownBefore, Stranger);
        Assert.Equal([0, 1, 2, 3], allowed.Show);
        Assert.Equal([0, 3], allowed.Count);
        Assert.Equal(Limits.IdentitiesPerPerson - 2, allowed.Left);
        Assert.False(allowed.Withheld);
    }

    [Fact]
    public void The_last_of_the_budget_is_shown_and_the_rest_withheld()
    {
        var allowed = Allowed(Limits.IdentitiesPerPerson - 1, Stranger, Stranger, OwnPatient);
        Assert.Equal([0, 2], allowed.Show);
        Assert.Equal([0], allowed.Count);
        Assert.Equal(0, allowed.Left);
        Assert.True(allowed.Withheld);
    }

    [Fact]
    public void With_nothing_left_no_search_is_answered_not_even_one_that_finds_nobody()
    {
        foreach (var found in new FoundFact[][] { [], [Stranger], [OwnPatient] })
            Assert.Equal(new SearchDecision.Refused(Why.BudgetIdentities), SearchDecision.Decide(Limits.IdentitiesPerPerson, found));
    }

    [Fact]
    public void One_search_shows_ten() => Assert.Equal(Limits.FoundPerSearch, Allowed(0, [.. Enumerable.Repeat(Stranger, 50)]).Show.Count);

    [Fact]
    public void However_somebody_searches_the_budget_is_not_exceeded() =>
        Gen.Select(Gen.Bool, Gen.Bool, (own, counted) => new FoundFact(own, counted)).Array[0, 20].Array[0, 60].Sample(searches =>
        {
            var shown = 0;
            foreach (var found in searches)
            {
                if (SearchDecision.Decide(shown, found) is not SearchDecision.Allowed allowed) continue;
                Assert.All(allowed.Count, i => Assert.False(found[i].OnOwnSchedule || found[i].CountedAlready));
                Assert.Empty(allowed.Count.Except(allowed.Show));
                Assert.True(allowed.Show.Count <= Limits.FoundPerSearch);
                Assert.All(allowed.Show.Except(allowed.Count), i => Assert.True(found[i].OnOwnSchedule || found[i].CountedAlready));
                shown += allowed.Count.Count;
                Assert.Equal(Limits.IdentitiesPerPerson - shown, allowed.Left);
            }

            Assert.InRange(shown, 0, Limits.IdentitiesPerPerson);
        }, iter: 500);

    private static SearchDecision.Allowed Allowed(int shown, params FoundFact[] found) => Assert.IsType<SearchDecision.Allowed>(SearchDecision.Decide(shown, found));
}

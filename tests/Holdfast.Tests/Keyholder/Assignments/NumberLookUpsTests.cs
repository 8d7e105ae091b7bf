using Holdfast.Keyholder.Assignments;
using Holdfast.Wire;

namespace Holdfast.Tests.Keyholder.Assignments;

/// <summary>What looking up health numbers on the way to an assignment costs, and what it tells.</summary>
public class NumberLookUpsTests
{
    private static readonly ChartId Held = ChartId.New(), Own = ChartId.New(), One = ChartId.New(), Another = ChartId.New();

    private static NumberLookUps LookUps(int left) => new(number => number switch
    {
        "held" => [Held],
        "own" => [Own],
        "of two" => [One, Another],
        _ => [],
    }, left, chart => chart == Own);

    [Fact]
    public void A_number_that_somebody_has_and_one_that_nobody_has_cost_the_same()
    {
        var (hit, miss) = (LookUps(5), LookUps(5));
        Assert.Equal(Held, hit.ChartOf("held"));
        Assert.Null(miss.ChartOf("nobody"));
        Assert.Equal(hit.Counted.Count, miss.Counted.Count);
        Assert.Equal([Held], hit.Counted);
        Assert.Equal([null], miss.Counted);
    }

    [Fact]
    public void Each_number_counts_once_and_what_may_be_known_anyway_not_at_all()
    {
        var numbers = LookUps(5);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(Held, numbers.ChartOf("held"));
            Assert.Equal(Own, numbers.ChartOf("own"));
            Assert.Null(numbers.ChartOf("of two"));
        }

        Assert.Equal(2, numbers.Counted.Count);
        Assert.False(numbers.Withheld);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    [InlineData(1)]
    public void With_nothing_left_a_number_that_somebody_has_looks_like_one_that_nobody_has(int left)
    {
        var numbers = LookUps(left);
        for (var i = 0; i < left; i++) numbers.ChartOf($"before {i}");
        Assert.Null(numbers.ChartOf("held"));
        Assert.Null(numbers.ChartOf("nobody"));
        Assert.True(numbers.Withheld);
        Assert.Equal(Math.Max(0, left), numbers.Counted.Count);
        Assert.Equal(Own, numbers.ChartOf("own")); // one's own schedule stays open
    }
}

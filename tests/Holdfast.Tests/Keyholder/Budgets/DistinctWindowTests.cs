using CsCheck;
using Holdfast.Keyholder.Budgets;

namespace Holdfast.Tests.Keyholder.Budgets;

public class DistinctWindowTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    [Fact]
    public void A_chart_counts_once_and_for_24_hours_from_its_latest_opening()
    {
        var window = new DistinctWindow<string>();
        window.Add("a", Start);
        window.Add("b", Start.AddHours(1));
        window.Add("a", Start.AddHours(10));
        Assert.Equal(2, window.Count(Start.AddHours(20)));
        Assert.Equal(1, window.Count(Start.AddHours(25)));
        Assert.True(window.Contains("a", Start.AddHours(33)));
        Assert.False(window.Contains("b", Start.AddHours(33)));
        Assert.Equal(0, window.Count(Start.AddHours(34)));
    }

    [Fact]
    public void A_chart_is_forgotten_after_24_hours_also_when_nobody_counts()
    {
        var window = new DistinctWindow<string>();
        window.Add("a", Start);
        Assert.True(window.Contains("a", Start.AddHours(24).AddTicks(-1)));
        Assert.False(window.Contains("a", Start.AddHours(24)));
    }

    [Fact]
    public void No_midnight_resets_it()
    {
        var window = new DistinctWindow<int>();
        for (var hour = 0; hour < 100; hour++)
        {
            window.Add(hour, Start.AddHours(hour));
            Assert.Equal(Math.Min(24, hour + 1), window.Count(Start.AddHours(hour)));
        }
    }

    [Fact]
    public void It_counts_what_a_plain_list_of_uses_counts() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 600]).Array[0, 60].Sample(uses =>
        {
            var window = new DistinctWindow<int>();
            var all = new List<(int Thing, DateTimeOffset At)>();
            var now = Start;
            foreach (var (thing, minutes) in uses)
            {
                now = now.AddMinutes(minutes);
                window.Add(thing, now);
                all.Add((thing, now));
                var expected = all.Where(u => now - u.At < Limits.Window).Select(u => u.Thing).ToHashSet();
                Assert.Equal(expected.Count, window.Count(now));
                for (var i = 0; i <= 5; i++) Assert.Equal(expected.Contains(i), window.Contains(i, now));
            }
        });
}

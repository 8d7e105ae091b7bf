using System.Text.Json;
using Holdfast.Drill.Scoring;

namespace Holdfast.Tests.Drill.Scoring;

public class AttackResultTests
{
    [Theory]
    [InlineData("", "", 1, 1)]
    [InlineData("a b", "a b", 1, 1)]
    [InlineData("a b c d", "a b", 0.5, 1)]
    [InlineData("a", "a b", 1, 0.5)]
    [InlineData("a", "", 0, 0)]
    [InlineData("", "a", 0, 0)]
    public void Naming_too_many_is_as_wrong_as_naming_too_few(string said, string truth, double precision, double recall)
    {
        var comparison = SetComparison.Of(Words(said), Words(truth));
        Assert.Equal((precision, recall), (comparison.Precision, comparison.Recall));
        Assert.Equal(said == truth, comparison.Exact);
    }

    [Fact]
    public void The_line_for_scripts_has_the_agreed_members_in_the_agreed_order()
    {
        var result = new AttackResult(9, "scraping insider", 12, 44, 0.04211, null, SetComparison.Of(["a"], ["a"]), true, Verdict.Held, "", []);
        Assert.Equal(
            """{"attack":9,"name":"scraping insider","obtained":12,"of":44,"noticedSeconds":0.042,"frozenSeconds":null,"precision":1,"recall":1,"control":"succeeded","verdict":"held"}""",
            result.ToJsonLine());
        Assert.Equal("limited", JsonDocument.Parse((result with { Verdict = Verdict.Limited }).ToJsonLine()).RootElement.GetProperty("verdict").GetString());
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}

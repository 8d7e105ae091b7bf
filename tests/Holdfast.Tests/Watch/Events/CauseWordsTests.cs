using System.Text.RegularExpressions;
using Holdfast.Watch.Events;

namespace Holdfast.Tests.Watch.Events;

public partial class CauseWordsTests
{
    [Theory]
    [InlineData("BUDGET_PERSON", "the budget of charts is used up", "le plafond de dossiers est épuisé")]
    [InlineData("role changed", "the role changed", "changement de rôle")]
    [InlineData("of a later version", "of a later version", "of a later version")]
    public void A_cause_is_read_in_the_readers_language(string why, string english, string french)
    {
        var entry = Entries.Read($"\"kind\":\"frozen\",\"person\":\"{Entries.Nurse}\",\"why\":\"{why}\"");
        Assert.Equal((english, french), (CauseWords.English(entry), CauseWords.French(entry)));
    }

    [Fact]
    public void Every_cause_that_the_keyholder_enters_has_words_of_its_own()
    {
        var causes = Directory.EnumerateFiles(Path.Combine(Layout.ArrowTests.Root(), "src", "Holdfast.Keyholder"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Endings().Matches(File.ReadAllText(file))).Select(match => match.Groups[1].Value).ToHashSet();
        Assert.Superset(new HashSet<string> { "signed out", "role changed", "superseded" }, causes);
        Assert.All(causes, why => Assert.NotEqual(why, CauseWords.French(Entries.Read($"\"kind\":\"session-end\",\"person\":\"{Entries.Nurse}\",\"session\":\"{Entries.Session}\",\"why\":\"{why}\""))));
    }

    [GeneratedRegex("ndings\\.End[A-Za-z]*\\([^;\"\\n]*\"([a-z ]+)\"\\)")]
    private static partial Regex Endings();
}

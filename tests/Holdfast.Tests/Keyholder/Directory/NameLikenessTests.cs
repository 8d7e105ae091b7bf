using CsCheck;
using Holdfast.Keyholder.PatientDirectory;

namespace Holdfast.Tests.Keyholder.PatientDirectory;

public class NameLikenessTests
{
    [Theory]
    [InlineData("Cote", "Eloise", "Cote", "Eloise", true)]
    [InlineData("Cote", "Elo", "Cote", "Eloise", true)] // a shortened form
    [InlineData("Cote", "El", "Cote", "Eloise", false)]
    [InlineData("Lin", "Wei", "Lincoln", "Wei", true)]
    [InlineData("Li", "Wei", "Lincoln", "Wei", false)]
    [InlineData("Smith", "", "Smith", "Mary", true)] // a missing name is like any
    [InlineData("Smith", "", "Jones", "Mary", false)]
    [InlineData("Smith", "Mary", "Jones", "Mary", false)]
    [InlineData("Smith", "Mary", "Smith", "Frances", false)]
    [InlineData("Smith", "Mary", "Mary", "Smith", true)] // the two exchanged
    [InlineData("Smith", "Mary", "Mary", "Jones", false)]
    [InlineData("Smith", "Mary", "Jones", "Smith", false)]
    [InlineData("Cote-Gagnon", "Eloise", "Gagnon-Roy", "Eloise", true)] // one of two names left out
    [InlineData("Roy-Chen", "Wei", "Roy-Wong", "Wei", true)]
    [InlineData("Li-Chen", "Wei", "Li-Wong", "Wei", false)]
    [InlineData("Martin", "Mary", "Mertin", "Mary", true)] // one slip in a short name
    [InlineData("Martin", "Mary", "Mertan", "Mary", false)]
    [InlineData("Martin", "Mary", "Mertins", "Mary", false)] // the shorter of the two counts
    [InlineData("Johnson", "Mary", "Jahnsen", "Mary", true)] // two in a long one
    [InlineData("Johnson", "Mary", "Jahnsem", "Mary", false)]
    public void Could_they_be_one_person(string family, string given, string otherFamily, string otherGiven, bool similar)
    {
        var (one, other) = (FoldedName.Of(family, given), FoldedName.Of(otherFamily, otherGiven));
        Assert.Equal(similar, NameLikeness.Similar(one, other));
        Assert.Equal(similar, NameLikeness.Similar(other, one));
    }

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("", "ab", 2)]
    [InlineData("", "abc", int.MaxValue)] // further apart than anybody asks
    [InlineData("abc", "", int.MaxValue)]
    [InlineData("abc", "abc", 0)]
    [InlineData("abc", "axc", 1)]
    [InlineData("abc", "ac", 1)]
    [InlineData("abc", "bac", 1)]
    [InlineData("ca", "abc", 3)] // no letter moves twice
    public void Slips_of_the_hand_are_counted(string one, string other, int slips) => Assert.Equal(slips, NameLikeness.Slips(one, other));

    [Fact]
    public void The_table_of_slips_says_what_its_definition_says() =>
        Gen.Select(Words, Words).Sample((one, other) => Assert.Equal(Math.Abs(one.Length - other.Length) > 2 ? int.MaxValue : Defined(one, other), NameLikeness.Slips(one, other)), iter: 2_000);

    private static readonly Gen<string> Words = Gen.Char["abc"].Array[0, 5].Select(letters => new string(letters));

    /// <summary>Optimal string alignment as it is written down, from the ends.</summary>
    private static int Defined(ReadOnlySpan<char> one, ReadOnlySpan<char> other)
    {
        if (one.Length == 0 || other.Length == 0) return one.Length + other.Length;
        var fewest = Math.Min(Math.Min(Defined(one[..^1], other), Defined(one, other[..^1])) + 1, Defined(one[..^1], other[..^1]) + (one[^1] == other[^1] ? 0 : 1));
        return one.Length > 1 && other.Length > 1 && one[^1] == other[^2] && one[^2] == other[^1] ? Math.Min(fewest, Defined(one[..^2], other[..^2]) + 1) : fewest;
    }
}

using Holdfast.Keyholder.PatientDirectory;

namespace Holdfast.Tests.Keyholder.PatientDirectory;

public class NameFoldingTests
{
    [Theory]
    [InlineData("Côté", "cote")]
    [InlineData("Éloïse", "eloise")]
    [InlineData("O'Brien", "obrien")]
    [InlineData("O’Brien", "obrien")]
    [InlineData("D'Amours", "damours")]
    [InlineData("Jean-Pierre", "jeanpierre")]
    [InlineData("St. John", "stjohn")]
    [InlineData("L'Œuvrard", "loeuvrard")]
    [InlineData("Nguyễn", "nguyen")]
    [InlineData("Łukasiewicz", "lukasiewicz")]
    [InlineData("Müller-Weiß", "mullerweiss")]
    [InlineData("Bjørnæs", "bjornaes")]
    [InlineData("ÇAĞLAR", "caglar")]
    [InlineData("Co\u0302te\u0301", "cote")] // decomposed, as some keyboards send it
    [InlineData("李小龍", "李小龍")]
    [InlineData("Мария", "мария")]
    [InlineData("Abe604", "abe604")]
    [InlineData(" -'. ", "")]
    public void A_name_is_compared_without_accents_case_hyphens_and_apostrophes(string name, string folded) => Assert.Equal(folded, NameFolding.Joined(name));

    [Fact]
    public void A_double_name_has_both_its_words() => Assert.Equal(["jean", "pierre", "de", "la", "roche"], NameFolding.Words("Jean-Pierre  de la  Roche"));

    [Fact]
    public void What_is_typed_keeps_its_apostrophes_together() => Assert.Equal(["obrien", "jeanpierre"], NameFolding.Typed("O'Brien,  Jean-Pierre"));
}

using CsCheck;
using Holdfast.Keyholder.PatientDirectory;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Keyholder.PatientDirectory;

public class DirectoryIndexTests
{
    private readonly DirectoryIndex _index = new();
    private readonly Dictionary<ChartId, string> _names = [];

    public DirectoryIndexTests()
    {
        Admit("Côté", "Éloïse", "1941-03-12", "1234567897");
        Admit("Cote", "Elaine", "1950-07-01");
        Admit("O'Brien", "Seán", "1938-11-30");
        Admit("Tremblay-Roy", "Jean-Pierre", "1929-01-05");
        Admit("Tremblay", "Pierre", "1962-09-09");
        Admit("de la Cruz", "María José", "1955-05-05");
        Admit("Li", "Wei", "1947-02-02");
        Admit("Lincoln", "Mary", "1947-02-02");
    }

    [Theory]
    [InlineData("cote", "Cote Elaine|Côté Éloïse")]
    [InlineData("CÔTÉ", "Cote Elaine|Côté Éloïse")]
    [InlineData("cote el", "Cote Elaine|Côté Éloïse")]
    [InlineData("elo cot", "Côté Éloïse")]
    [InlineData("obrien", "O'Brien Seán")]
    [InlineData("o'brien", "O'Brien Seán")]
    [InlineData("o brien", "O'Brien Seán")]
    [InlineData("brien", "O'Brien Seán")]
    [InlineData("sean", "O'Brien Seán")]
    [InlineData("jean-pierre", "Tremblay-Roy Jean-Pierre")]
    [InlineData("jean pierre", "Tremblay-Roy Jean-Pierre")]
    [InlineData("jeanp", "Tremblay-Roy Jean-Pierre")]
    [InlineData("pierre", "Tremblay Pierre|Tremblay-Roy Jean-Pierre")]
    [InlineData("tremblay, pierre", "Tremblay Pierre|Tremblay-Roy Jean-Pierre")]
    [InlineData("tremblay, jean", "Tremblay-Roy Jean-Pierre")]
    [InlineData("pierre, tremblay", "")]
    [InlineData("roy", "Tremblay-Roy Jean-Pierre")]
    [InlineData("tremblayroy", "Tremblay-Roy Jean-Pierre")]
    [InlineData("de la cruz", "de la Cruz María José")]
    [InlineData("delacr", "de la Cruz María José")]
    [InlineData("li", "Li Wei|Lincoln Mary")]
    [InlineData(", mar", "Lincoln Mary|de la Cruz María José")]
    [InlineData("nobody", "")]
    [InlineData("cote nobody", "")]
    public void A_name_is_found_by_its_beginnings_as_people_type_them(string typed, string found) => Assert.Equal(found, Names(Found(new(null, typed, null))));

    [Fact]
    public void A_birth_date_narrows_a_name_and_lets_one_letter_do()
    {
        Assert.Equal("Côté Éloïse", Names(Found(new(null, "cote", "1941-03-12"))));
        Assert.Equal("Li Wei|Lincoln Mary", Names(Found(new(null, "l", "1947-02-02"))));
        Assert.Equal("", Names(Found(new(null, "cote", "1941-03-13"))));
    }

    [Theory]
    [InlineData("1234567897")]
    [InlineData("1234-567-897-AB")]
    public void A_health_number_finds_its_one_chart(string typed) => Assert.Equal("Côté Éloïse", Names(Found(new(typed, null, null))));

    [Theory]
    [InlineData("cote", null, "Côté Éloïse")]
    [InlineData(null, "1941-03-12", "Côté Éloïse")]
    [InlineData("obrien", null, "")]
    [InlineData(null, "1941-03-13", "")]
    public void A_health_number_with_something_more_must_fit_both(string? name, string? birthDate, string found) => Assert.Equal(found, Names(Found(new("1234567897", name, birthDate))));

    [Theory]
    [InlineData("123456789")]
    [InlineData("12345678970")]
    [InlineData("9876543217")]
    public void Part_of_a_health_number_finds_nobody(string typed) => Assert.Empty(Found(new(typed, null, null)).Charts);

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("", "", "")]
    [InlineData(null, "c", null)] // one letter would list the directory in 26 steps
    [InlineData(null, "-'", null)]
    [InlineData(null, null, "1941-03-12")] // everybody born on a day
    [InlineData(null, "cote", "12 March 1941")]
    [InlineData(null, "a b c d e f g h i j", null)]
    public void A_question_that_would_list_people_is_refused(string? number, string? name, string? birthDate) =>
        Assert.IsType<DirectoryAnswer.Refused>(_index.Find(new(number, name, birthDate), 10));

    [Fact]
    public void A_question_as_long_as_a_book_is_refused() => Assert.IsType<DirectoryAnswer.Refused>(_index.Find(new(null, new string('a', 121), null), 10));

    [Fact]
    public void No_more_are_found_than_were_asked_for_and_more_is_said()
    {
        for (var i = 0; i < 30; i++) Admit("Smith", $"Ann{i:00}", "1950-01-01");
        Assert.True(Found(new(null, "smith", null), 10) is { More: true, Charts.Count: 10 });
        Assert.True(Found(new(null, "smith", null), 30) is { More: false, Charts.Count: 30 });
        Assert.True(Found(new(null, "smith", "1950-01-01"), 10) is { More: true, Charts.Count: 10 });
    }

    [Fact]
    public void A_changed_name_is_found_under_the_new_one_only()
    {
        var chart = Found(new(null, "lincoln", null)).Charts[0];
        _index.Put(chart, Entries.Of("Singh", "Mary", "1947-02-03"));
        Assert.Empty(Found(new(null, "lincoln", null)).Charts);
        Assert.Equal([chart], Found(new(null, "singh", "1947-02-03")).Charts);
    }

    [Fact]
    public void A_removed_entry_is_gone_from_every_question()
    {
        var chart = Found(new("1234567897", null, null)).Charts[0];
        Assert.True(_index.Remove(chart));
        Assert.False(_index.Remove(chart));
        Assert.Empty(Found(new("1234567897", null, null)).Charts);
        Assert.Equal("Cote Elaine", Names(Found(new(null, "cote", null))));
        Assert.Empty(Found(new(null, "cote", "1941-03-12")).Charts);
        Admit("Newman", "Paul", "1960-01-01", "1234567897");
        Assert.Equal("Newman Paul", Names(Found(new("1234567897", null, null))));
    }

    [Fact]
    public void One_health_number_is_one_charts_only()
    {
        Assert.Throws<InvalidOperationException>(() => _index.Put(ChartId.New(), Entries.Of("Impostor", "", healthNumber: "1234567897")));
        Assert.NotNull(_index.HolderOf(HealthNumbers.OntarioSystem, "1234567897"));
        Assert.Null(_index.HolderOf("https://example.org/other-province", "1234567897"));
        Assert.Empty(Found(new(null, "impostor", null)).Charts);
    }

    [Theory]
    [InlineData("Côté", "Eloise", "1941-03-12", "Côté Éloïse")]
    [InlineData("Cotee", "Eloise", "1941-03-12", "Côté Éloïse")] // one slip
    [InlineData("Eloise", "Cote", "1941-03-12", "Côté Éloïse")] // the names swapped
    [InlineData("Cote-Gagnon", "Eloise", "1941-03-12", "Côté Éloïse")] // married
    [InlineData("Cote", "El", "1941-03-12", "")]
    [InlineData("Cote", "Elo", "1941-03-12", "Côté Éloïse")]
    [InlineData("Cote", "", "1941-03-12", "Côté Éloïse")]
    [InlineData("Cote", "Eloise", "1941-03-13", "")]
    [InlineData("Gagnon", "Bernadette", "1941-03-12", "")]
    [InlineData("Tremblay", "Jean Pierre", "1929-01-05", "Tremblay-Roy Jean-Pierre")]
    [InlineData("Obrein", "Sean", "1938-11-30", "O'Brien Seán")] // two letters swapped
    [InlineData("Cote", "Eloise", "", "")]
    public void Somebody_who_may_be_here_already_is_named(string family, string given, string birthDate, string likely) =>
        Assert.Equal(likely, Names(_index.LikelyDuplicates(Entries.Of(family, given, birthDate), 10)));

    [Fact]
    public void The_holder_of_the_same_health_number_is_a_likely_duplicate_whatever_the_name() =>
        Assert.Equal("Côté Éloïse", Names(_index.LikelyDuplicates(Entries.Of("Gagnon", "Bernadette", "1999-01-01", "1234567897"), 10)));

    [Fact]
    public void The_index_finds_what_a_plain_search_through_everybody_finds()
    {
        var names = new[] { "ann", "anna", "anne marie", "ben-ali", "b'art", "bo", "éa", "ab" };
        var questions = new[] { "an", "ann", "b", "be", "ea", "an ma", "ab, b", "ali an", "bart" };
        var name = Gen.Int[0, names.Length - 1].Select(i => names[i]);
        var entry = Gen.Select(name, name, Gen.Int[1, 3]);
        var question = Gen.Select(Gen.Int[0, questions.Length - 1].Select(i => questions[i]), Gen.Int[0, 3]);
        Gen.Select(entry.Array[0, 40], Gen.Int[0, 39].Array[0, 10], question).Sample((entries, removed, asked) =>
        {
            var index = new DirectoryIndex();
            var people = new Dictionary<ChartId, DirectoryFields>();
            foreach (var (family, given, day) in entries)
            {
                var (chart, fields) = (ChartId.New(), Entries.Of(family, given, $"1950-01-0{day}"));
                index.Put(chart, fields);
                people[chart] = fields;
            }

            foreach (var at in removed)
                if (at < people.Count) Assert.True(index.Remove(people.Keys.ElementAt(at)) && people.Remove(people.Keys.ElementAt(at)));
            var birthDate = asked.Item2 == 0 ? null : $"1950-01-0{asked.Item2}";
            if (index.Find(new(null, asked.Item1, birthDate), 1000) is not DirectoryAnswer.Found found) return;
            var typed = TypedName.Read(asked.Item1)!;
            var expected = people.Where(p => typed.Fits(FoldedName.Of(p.Value.Family, p.Value.Given)) && (birthDate is null || p.Value.BirthDate == birthDate)).Select(p => p.Key);
            Assert.Equal(expected.ToHashSet(), found.Charts.ToHashSet());
            Assert.Equal(found.Charts.Count, found.Charts.Distinct().Count());
        });
    }

    private void Admit(string family, string given, string birthDate, string healthNumber = "")
    {
        var chart = ChartId.New();
        _names[chart] = $"{family} {given}";
        _index.Put(chart, Entries.Of(family, given, birthDate, healthNumber));
    }

    private DirectoryAnswer.Found Found(DirectoryQuery query, int most = 10) => Assert.IsType<DirectoryAnswer.Found>(_index.Find(query, most));

    private string Names(DirectoryAnswer.Found found) => Names(found.Charts);

    private string Names(IEnumerable<ChartId> charts) => string.Join('|', charts.Select(c => _names[c]).Order(StringComparer.Ordinal));
}

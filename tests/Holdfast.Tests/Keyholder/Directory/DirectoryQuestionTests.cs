using CsCheck;
using Holdfast.Keyholder.PatientDirectory;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Keyholder.PatientDirectory;

/// <summary>Telephone, address, postal code, sound and slips: what finds whom, what is too broad, and that the index finds what a plain search through everybody finds.</summary>
public class DirectoryQuestionTests
{
    private static readonly DirectoryQuery Nothing = new(null, null, null);

    private readonly DirectoryIndex _index = new();
    private readonly Dictionary<ChartId, string> _names = [];

    public DirectoryQuestionTests()
    {
        Admit(Person("Gauthier", "Thérèse", "1941-03-12", "+1 (613) 555-0142 ext. 7", "12-345 rue Saint-Joseph", "Orléans", "K1N 5X8", "female"));
        Admit(Person("Gotier", "Paul", "1950-07-01", "343-555-0142", "345 St. Joseph Blvd.", "Ottawa", "K1N5X9", "male"));
        Admit(Person("Smith", "Ann", "1938-11-30", "705 555 0100", "7 Main Street", "Sault Ste. Marie", "P6A 1B2", "female"));
        Admit(Person("Smyth", "Robert", "1929-01-05", "555-0100", "70 Main St", "Sudbury", "P3A 1B2", "male"));
        Admit(Person("Nguyen", "Thi Lan", "1955-05-05", "", "RR 2 Site 5", "Hawkesbury", "", ""));
    }

    public static TheoryData<string, string> Finds => new()
    {
        { "telephone=6135550142", "Gauthier" },
        { "telephone=tel:+1-613-555-0142", "Gauthier" },
        { "telephone=555 0142", "Gauthier|Gotier" },
        { "telephone=613-555-0100", "" },
        { "telephone=5550100", "Smith|Smyth" },
        { "telephone=6135550142 gender=male", "" },
        { "postal=k1n 5x8", "Gauthier" },
        { "postal=K1N5X", "Gauthier|Gotier" },
        { "postal=K1 name=got", "Gotier" },
        { "address=345 joseph", "Gauthier|Gotier" },
        { "address=345 boulevard st joseph", "Gotier" },
        { "address=7 main street", "Smith|Smyth" },
        { "address=7 main street city=sault ste marie", "Smith" },
        { "address=k1n 5x8", "Gauthier" },
        { "address=12 joseph, orleans k1n5x8", "Gauthier" },
        { "city=ott family=got", "Gotier" },
        { "family=smi given=ann", "Smith" },
        { "family=ann given=smi", "" },
        { "sound=gothier", "Gauthier|Gotier" },
        { "sound=smith", "Smith|Smyth" },
        { "sound=smiht", "Smith|Smyth" }, // two letters swapped
        { "sound=nguyn", "Nguyen" },
        { "sound=gothier paul", "Gotier" },
        { "sound=smith from=1929-01-01 to=1929-12-31", "Smyth" },
        { "sound=smith postal=p6", "Smith" },
        { "family=smith from=1938-11-01 to=1938-11-30", "Smith" },
        { "family=smith from=1938-12-01 to=1939-11-30", "" },
    };

    [Theory]
    [MemberData(nameof(Finds))]
    public void Somebody_is_found_by_what_is_known_of_them(string asked, string found) =>
        Assert.Equal(found, string.Join('|', Assert.IsType<DirectoryAnswer.Found>(_index.Find(Query(asked), 10)).Charts.Select(c => _names[c]).Order(StringComparer.Ordinal)));

    public static TheoryData<string> TooBroad => new()
    {
        "", "gender=female", "city=ottawa", "postal=k1n", "from=1941-01-01 to=1941-12-31", "from=1941-03-12 to=1941-03-12", "city=ottawa gender=male from=1950-07-01 to=1950-07-01",
        "telephone=0142", "telephone=no", "address=joseph", "address=345", "address=main street sudbury", "sound=go", "sound=go li", "family=s", "family=s gender=male",
        "family=smith from=1900-01-01 to=1999-12-31", "family=smith from=1938-11-30", "family=smith from=1938-12-01 to=1938-11-30", "family=smith from=1938-02-30 to=1938-03-30",
        "family=smith gender=f", "sound=aaa bbb ccc ddd eee", "address=---", "family=...",
    };

    [Theory]
    [MemberData(nameof(TooBroad))]
    public void What_many_people_share_lists_nobody(string asked) => Assert.NotEmpty(Assert.IsType<DirectoryAnswer.Refused>(_index.Find(Query(asked), 10)).Detail);

    [Fact]
    public void A_value_longer_than_any_entry_is_refused()
    {
        foreach (var query in new[] { Nothing with { Telephone = new string('1', 161) }, Nothing with { Address = "1 " + new string('a', 161) }, Nothing with { Sound = new string('a', 161) }, Nothing with { PostalCode = "K1N\n5X8" } })
            Assert.IsType<DirectoryAnswer.Refused>(_index.Find(query, 10));
    }

    [Fact]
    public void The_likest_comes_first_with_how_alike_it_is()
    {
        var found = Assert.IsType<DirectoryAnswer.Found>(_index.Find(Nothing with { Sound = "smyth" }, 10));
        Assert.Equal(["Smyth", "Smith"], found.Charts.Select(c => _names[c]));
        Assert.Equal([1000, 800], found.Alike);
    }

    [Fact]
    public void A_question_that_fits_too_many_beginnings_and_few_people_asks_for_more_instead_of_holding_everybody_up()
    {
        var index = new DirectoryIndex();
        for (var i = 0; i <= DirectoryIndex.MostComparedPeople; i++) index.Put(ChartId.New(), Entries.Of("A", "B"));
        Assert.IsType<DirectoryAnswer.Refused>(index.Find(new DirectoryQuery(null, "a b", null) { Gender = "male" }, 10));
        Assert.IsType<DirectoryAnswer.Found>(index.Find(new DirectoryQuery(null, "a b", null) { Gender = "female" }, 10));
    }

    [Fact]
    public void Who_moved_is_found_at_the_new_address_and_number_only()
    {
        var chart = _names.Single(n => n.Value == "Smith").Key;
        _index.Put(chart, Person("Smith", "Ann", "1938-11-30", "613 555 0100", "9 Elm Avenue", "Ottawa", "K2P 1A1", "female"));
        foreach (var gone in new[] { "telephone=7055550100", "address=7 main city=sault", "postal=p6a1b2" }) Assert.Empty(Assert.IsType<DirectoryAnswer.Found>(_index.Find(Query(gone), 10)).Charts);
        foreach (var here in new[] { "telephone=6135550100", "address=9 elm ave", "postal=k2p1a1" }) Assert.Equal([chart], Assert.IsType<DirectoryAnswer.Found>(_index.Find(Query(here), 10)).Charts);
        Assert.True(_index.Remove(chart));
        Assert.Equal("Smyth", _names[Assert.Single(Assert.IsType<DirectoryAnswer.Found>(_index.Find(Query("telephone=5550100"), 10)).Charts)]);
    }

    [Fact]
    public void The_index_finds_what_a_plain_search_through_everybody_finds()
    {
        Gen<string> One(params string[] of) => Gen.Int[0, of.Length - 1].Select(i => of[i]);
        var person = Gen.Select(One("Smith", "Smyth", "Gauthier", "Gotier", "Li", "Smiht"), One("Ann", "Anna", ""), One("1950-01-01", "1950-01-02", ""), One("613-555-0142", "555-0142", "343 555 0142", ""),
            One("7 Main St", "70 Main Street", "7 rue Main"), One("Ottawa", "Orléans", ""), Gen.Select(One("K1N 5X8", "K1N5X9", ""), One("female", "male", "")),
            (family, given, born, telephone, line, city, more) => Person(family, given, born, telephone, line, city, more.Item1, more.Item2));
        var query = Gen.Select(One("", "smi", "go"), One("", "smith", "gotier", "smiht", "ann"), One("", "5550142", "6135550142"), One("", "7 main", "7 main street ottawa"), One("", "k1n", "k1n5x8"), One("", "or"),
            Gen.Select(One("", "female"), Gen.Int[0, 3]), (family, sound, telephone, address, postal, city, more) => Nothing with
            {
                Family = family,
                Sound = sound,
                Telephone = telephone,
                Address = address,
                PostalCode = postal,
                City = city,
                Gender = more.Item1,
                BornFrom = more.Item2 == 0 ? null : "1950-01-01",
                BornTo = more.Item2 == 0 ? null : $"1950-01-0{more.Item2}",
            });
        Gen.Select(person.Array[0, 40], Gen.Int[0, 39].Array[0, 10], query).Sample((entries, removed, asked) =>
        {
            var index = new DirectoryIndex();
            var people = entries.ToDictionary(_ => ChartId.New());
            foreach (var (chart, fields) in people) index.Put(chart, fields);
            foreach (var at in removed)
                if (at < people.Count) Assert.True(index.Remove(people.Keys.ElementAt(at)) && people.Remove(people.Keys.ElementAt(at)));
            if (index.Find(asked, 1000) is not DirectoryAnswer.Found found) return;
            Assert.Equal(people.Where(p => Fits(p.Value, asked)).Select(p => p.Key).ToHashSet(), found.Charts.ToHashSet());
            Assert.Equal(found.Charts.Count, found.Charts.Distinct().Count());
        });
    }

    /// <summary>What each criterion means, said once more and plainly.</summary>
    private static bool Fits(DirectoryFields person, DirectoryQuery asked)
    {
        var (name, places) = (FoldedName.Of(person.Family, person.Given), Places.Words($"{person.Address} {person.City}"));
        bool Begins(IEnumerable<string> words, string? typed) => Places.Words(typed ?? "").TrueForAll(t => words.Any(w => w.StartsWith(t, StringComparison.Ordinal)));
        string Digits(string? text) => string.Concat((text ?? "").Where(char.IsAsciiDigit));
        return Begins(name.Family, asked.Family) && Begins([.. places, person.PostalCode.Replace(" ", "").ToLowerInvariant()], asked.Address) && Begins(Places.Words(person.City), asked.City)
            && Digits(person.Telephone).EndsWith(Digits(asked.Telephone), StringComparison.Ordinal)
            && person.PostalCode.Replace(" ", "").StartsWith(asked.PostalCode!, StringComparison.OrdinalIgnoreCase)
            && (asked.Gender!.Length == 0 || asked.Gender == person.Gender)
            && (asked.BornFrom is null || (person.BirthDate.Length > 0 && string.CompareOrdinal(person.BirthDate, asked.BornFrom) >= 0 && string.CompareOrdinal(person.BirthDate, asked.BornTo) <= 0))
            && (asked.Sound!.Length == 0 || name.Words.Any(w => NameSound.Of(w) == NameSound.Of(asked.Sound) || NameLikeness.Slips(w, asked.Sound) <= 1));
    }

    private static DirectoryQuery Query(string asked)
    {
        var query = Nothing;
        foreach (System.Text.RegularExpressions.Match part in System.Text.RegularExpressions.Regex.Matches(asked, "([a-z]+)=(.*?)(?= [a-z]+=|$)"))
            query = (part.Groups[1].Value, part.Groups[2].Value) switch
            {
                ("telephone", var v) => query with { Telephone = v },
                ("address", var v) => query with { Address = v },
                ("city", var v) => query with { City = v },
                ("postal", var v) => query with { PostalCode = v },
                ("gender", var v) => query with { Gender = v },
                ("from", var v) => query with { BornFrom = v },
                ("to", var v) => query with { BornTo = v },
                ("sound", var v) => query with { Sound = v },
                ("family", var v) => query with { Family = v },
                ("given", var v) => query with { Given = v },
                var (_, v) => query with { Name = v },
            };
        return query;
    }

    private static DirectoryFields Person(string family, string given, string birthDate, string telephone, string address, string city, string postalCode, string gender) =>
        new(family, given, birthDate, gender, "", "", "", telephone, address, city, postalCode, "");

    private void Admit(DirectoryFields fields)
    {
        var chart = ChartId.New();
        _names[chart] = fields.Family;
        _index.Put(chart, fields);
    }
}

public class NameSoundTests
{
    [Theory]
    [InlineData("gauthier", "gotier")]
    [InlineData("thibault", "tibeau")]
    [InlineData("lefebvre", "lefevre")]
    [InlineData("smith", "smyth")]
    [InlineData("philips", "filips")]
    [InlineData("thompson", "tompsen")]
    [InlineData("kelly", "kelley")]
    [InlineData("renault", "renaud")]
    [InlineData("michaud", "misho")]
    [InlineData("knight", "nite")]
    [InlineData("wright", "rite")]
    [InlineData("schmidt", "shmidt")]
    [InlineData("macdonald", "makdonald")]
    [InlineData("jacques", "jaks")]
    public void Names_that_sound_alike_have_one_sound(string one, string other) => Assert.Equal(NameSound.Of(one), NameSound.Of(other));

    [Theory]
    [InlineData("tremblay", "bouchard")]
    [InlineData("roy", "lee")]
    [InlineData("smith", "smart")]
    [InlineData("campbell", "chapel")]
    public void Names_that_do_not_have_two(string one, string other) => Assert.NotEqual(NameSound.Of(one), NameSound.Of(other));

    [Theory]
    [InlineData("")]
    [InlineData("王")]
    [InlineData("o2")]
    public void Other_scripts_have_no_sound_here(string word) => Assert.Equal("", NameSound.Of(word));

    [Fact]
    public void One_slip_makes_every_word_that_is_one_slip_away_and_none_further()
    {
        char[] letters = ['a', 'b', 'c'];
        var words = Enumerable.Range(0, 5).Aggregate((IEnumerable<string>)[""], (all, _) => all.Concat(all.SelectMany(w => letters.Select(l => w + l))).Distinct()).ToList();
        foreach (var word in words.Where(w => w.Length is 2 or 3))
        {
            var slips = NameLikeness.OneSlipFrom(word, letters).ToHashSet();
            Assert.All(words, other => Assert.Equal(NameLikeness.Slips(word, other) == 1, slips.Contains(other) && other != word));
        }
    }
}

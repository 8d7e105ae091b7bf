using Holdfast.Keyholder.PatientDirectory;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Keyholder.PatientDirectory;

public class DirectoryRulesTests
{
    private static readonly DirectoryFields Good = Entries.Of("Tremblay-Roy", "Marie Ève", healthNumber: "1234567897", version: "AB");

    [Fact]
    public void A_full_entry_and_one_with_a_family_name_only_are_accepted()
    {
        Assert.Empty(Problems(Good));
        Assert.Empty(Problems(new DirectoryFields("Baby Tremblay", "", "", "", "", "", "", "", "", "", "", "")));
    }

    [Theory]
    [InlineData("1941-02-29")]
    [InlineData("1941-13-01")]
    [InlineData("1941-3-12")]
    [InlineData("12-03-1941")]
    [InlineData("1941")]
    [InlineData("1941-03-12T00:00:00")]
    [InlineData("2026-11-22")] // the day after tomorrow
    [InlineData("1900-11-20")]
    [InlineData("0001-01-01")]
    public void A_birth_date_is_a_day_on_which_a_living_patient_can_be_born(string date) => Assert.Equal(["birthDate"], Problems(Good with { BirthDate = date }));

    [Theory]
    [InlineData("1940-02-29")]
    [InlineData("2026-11-20")]
    [InlineData("2026-11-21")] // already tomorrow, east of here
    public void A_leap_day_and_a_newborn_are_accepted(string date) => Assert.Empty(Problems(Good with { BirthDate = date }));

    [Fact]
    public void Each_field_is_named_when_it_is_wrong()
    {
        Assert.Equal(["family"], Problems(Good with { Family = "" }));
        Assert.Equal(["family"], Problems(Good with { Family = "-'-" }));
        Assert.Equal(["family"], Problems(Good with { Family = new string('a', 121) }));
        Assert.Equal(["given"], Problems(Good with { Given = "Marie\nÈve" }));
        Assert.Equal(["given"], Problems(Good with { Given = " Marie" }));
        Assert.Equal(["given"], Problems(Good with { Given = "\ud83d" })); // half an emoji
        Assert.Equal(["gender"], Problems(Good with { Gender = "F" }));
        Assert.Equal(["healthNumber"], Problems(Good with { HealthNumber = "1234567890" }));
        Assert.Equal(["telephone"], Problems(Good with { Telephone = "none" }));
        Assert.Equal(["telephone"], Problems(Good with { Telephone = new string('1', 41) }));
        Assert.Equal(["address"], Problems(Good with { Address = new string('a', 161) }));
        Assert.Equal(["city"], Problems(Good with { City = "Ottawa\0" }));
        Assert.Equal(["postalCode"], Problems(Good with { PostalCode = "K1N 5X8 and more of it" }));
        Assert.Equal(["language"], Problems(Good with { Language = "français" }));
    }

    [Fact]
    public void Each_field_holds_as_much_as_its_rule_says_and_no_more()
    {
        Assert.Empty(Problems(Good with
        {
            Family = new string('a', 120),
            Given = new string('b', 120),
            Telephone = new string('1', 40),
            Address = new string('c', 160),
            City = new string('d', 80),
            PostalCode = new string('e', 16),
            Language = "sixteen-letters0",
            BirthDate = "1901-11-20",
        }));
        Assert.Equal(["given"], Problems(Good with { Given = new string('b', 121) }));
        Assert.Equal(["city"], Problems(Good with { City = new string('d', 81) }));
        Assert.Equal(["postalCode"], Problems(Good with { PostalCode = new string('e', 17) }));
        Assert.Equal(["language"], Problems(Good with { Language = "seventeen-letters" }));
        Assert.Equal(["birthDate"], Problems(Good with { BirthDate = "1901-11-19" }));
    }

    [Theory]
    [InlineData("")]
    [InlineData("male")]
    [InlineData("female")]
    [InlineData("other")]
    [InlineData("unknown")]
    public void Each_of_FHIRs_genders_and_none_are_accepted(string gender) => Assert.Empty(Problems(Good with { Gender = gender }));

    [Theory]
    [InlineData("Ottawa", true)]
    [InlineData("O", true)]
    [InlineData(" ", false)]
    [InlineData(" Ottawa", false)]
    [InlineData("Ottawa ", false)]
    [InlineData("Ottawa \ud83d\ude00", true)]
    [InlineData("\ud83d\ude00\ud83d\ude00 Ottawa", true)]
    public void A_city_is_one_whole_line_without_space_around_it(string city, bool good) =>
        Assert.Equal(good ? [] : ["city"], Problems(Good with { City = city }));

    /// <summary>Not rows of a theory: an attribute's text is UTF-8, where no half character survives.</summary>
    [Fact]
    public void Half_a_character_is_noticed_wherever_it_stands()
    {
        foreach (var half in new[] { "\ud83d Ottawa", "Ottawa \ude00", "Ottawa \ud83d\ude00\ud83d", "Ottawa \ud83d\ude00\ude00", "\ud83d\ud83d\ude00" })
            Assert.Equal(["city"], Problems(Good with { City = half }));
    }

    [Fact]
    public void One_letter_where_a_date_or_a_number_belongs_is_noticed_and_said_once()
    {
        Assert.Equal(["birthDate"], Problems(Good with { BirthDate = "1" }));
        Assert.Equal(["telephone"], Problems(Good with { Telephone = "x" }));
        Assert.Equal(["given"], Problems(Good with { Given = " " }));
    }

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once_and_nothing_of_what_was_typed()
    {
        var problems = DirectoryRules.Check(Good with { Family = "", Gender = "F", BirthDate = "1941-02-29", HealthNumber = "1234567890" }, Entries.Today);
        Assert.Equal(4, problems.Count);
        var said = string.Join("; ", problems);
        Assert.DoesNotContain("1941", said, StringComparison.Ordinal);
        Assert.DoesNotContain("123456", said, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Problems(DirectoryFields fields) => DirectoryRules.Check(fields, Entries.Today).Select(p => p.Field);
}

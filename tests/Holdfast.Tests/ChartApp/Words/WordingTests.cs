using System.Reflection;
using Holdfast.ChartApp.Words;

namespace Holdfast.Tests.ChartApp.Words;

public class WordingTests
{
    private static readonly TimeZoneInfo Toronto = TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromHours(-5), "test", "test");
    private static readonly Wording English = new(Language.English, Toronto);
    private static readonly Wording French = new(Language.French, Toronto);
    private static readonly DateTimeOffset Now = new(2026, 3, 3, 3, 30, 0, TimeSpan.Zero); // the evening of the 2nd in Toronto

    [Theory]
    [InlineData("2019", "2019", "2019")]
    [InlineData("2019-02", "Feb 2019", "févr. 2019")]
    [InlineData("2019-02-01", "1 Feb 2019", "1er févr. 2019")]
    [InlineData("2026-03-03T03:05:00Z", "2 Mar 2026, 22:05", "2 mars 2026, 22 h 05")]
    [InlineData("2026-03-02T09:30:00-05:00", "2 Mar 2026, 09:30", "2 mars 2026, 09 h 30")]
    public void A_time_is_said_as_exactly_as_it_was_recorded_and_in_the_readers_zone(string fhir, string english, string french)
    {
        Assert.Equal(english, English.When(FhirTime.Read(fhir)!.Value));
        Assert.Equal(french, French.When(FhirTime.Read(fhir)!.Value));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("19")]
    [InlineData("2019-13")]
    [InlineData("2019-02-30")]
    [InlineData("2019-02-03T")]
    [InlineData("yesterday morning")]
    [InlineData("2019-02-03Tnonsense")]
    public void What_is_not_a_time_is_not_shown_as_one(string? text) => Assert.Null(FhirTime.Read(text));

    [Theory]
    [InlineData("2026-03-03T01:00:00Z", "today", "aujourd’hui")]
    [InlineData("2026-03-01T22:00:00-05:00", "yesterday", "hier")]
    [InlineData("2026-02-20", "10 days ago", "il y a 10 jours")]
    [InlineData("2026-01-20", "20 Jan 2026", "20 janv. 2026")]
    [InlineData("2026-03-09", "9 Mar 2026", "9 mars 2026")]
    public void Days_are_counted_as_the_reader_lives_them(string fhir, string english, string french)
    {
        Assert.Equal(english, English.Ago(FhirTime.Read(fhir)!.Value, Now));
        Assert.Equal(french, French.Ago(FhirTime.Read(fhir)!.Value, Now));
    }

    [Theory]
    [InlineData("1941-03-03", "84 years", "84 ans")]
    [InlineData("1941-03-02", "85 years", "85 ans")]
    [InlineData("1941", "85 years", "85 ans")]
    [InlineData("2025-01-15", "13 months", "13 mois")]
    [InlineData("2026-02-21", "9 days", "9 jours")]
    [InlineData("2026-03-02", "0 days", "0 jour")]
    public void Age_is_said_in_days_then_months_then_years(string born, string english, string french)
    {
        var today = English.Local(Now);
        Assert.Equal(english, Age.InWords(FhirTime.Read(born)!.Value, today, English));
        Assert.Equal(french, Age.InWords(FhirTime.Read(born)!.Value, today, French));
    }

    [Fact]
    public void Somebody_born_tomorrow_has_no_age() => Assert.Null(Age.InWords(FhirTime.Read("2027")!.Value, Now, English));

    [Fact]
    public void Numbers_carry_the_mark_of_the_language()
    {
        Assert.Equal("36.8", English.Number(36.80m));
        Assert.Equal("36,8", French.Number(36.80m));
    }

    [Fact]
    public void What_was_typed_as_the_time_on_the_wall_is_that_time_in_the_devices_zone() =>
        Assert.Equal(new DateTimeOffset(2026, 3, 2, 22, 5, 0, TimeSpan.FromHours(-5)), English.FromWallClock(new DateTime(2026, 3, 2, 22, 5, 0)));

    [Fact]
    public void Every_text_is_there_in_both_languages_with_the_same_gaps()
    {
        var texts = typeof(Text).Assembly.GetTypes().SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(f => f.FieldType == typeof(Text)).Select(f => (f.Name, Text: (Text)f.GetValue(null)!)).ToList();
        Assert.True(texts.Count > 150);
        Assert.Empty(texts.Where(t => string.IsNullOrWhiteSpace(t.Text.English) || string.IsNullOrWhiteSpace(t.Text.French)).Select(t => t.Name));
        Assert.Empty(texts.Where(t => Gaps(t.Text.English) != Gaps(t.Text.French)).Select(t => t.Name));
    }

    private static string Gaps(string text) => string.Join(',', System.Text.RegularExpressions.Regex.Matches(text, @"\{\d\}").Select(m => m.Value).Order());
}

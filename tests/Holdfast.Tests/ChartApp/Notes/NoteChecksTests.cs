using System.Text.Json;
using CsCheck;
using Holdfast.ChartApp.Notes;
using Holdfast.ChartApp.Vitals;

namespace Holdfast.Tests.ChartApp.Notes;

public class NoteChecksTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 3, 15, 0, 0, TimeSpan.FromHours(-5));

    [Theory]
    [InlineData("8867-4", "72")]
    [InlineData("8310-5", "36.8")]
    [InlineData("8310-5", "36,8")]
    [InlineData("85354-9", "132/78")]
    [InlineData("85354-9", " 132 / 78 ")]
    [InlineData("72514-3", "0")]
    public void A_usual_value_is_taken_as_typed_in_either_language(string kind, string typed) => Assert.Null(NoteChecks.OfVital(VitalKind.Of(kind)!, typed));

    [Theory]
    [InlineData("8867-4", "720")]
    [InlineData("8867-4", "72.5")]
    [InlineData("8867-4", "-72")]
    [InlineData("8867-4", "1e2")]
    [InlineData("8867-4", "seventy")]
    [InlineData("8310-5", "98.6")]
    [InlineData("85354-9", "132")]
    [InlineData("85354-9", "132/")]
    [InlineData("85354-9", "78/132")]
    [InlineData("85354-9", "120/120")]
    [InlineData("59408-5", "101")]
    [InlineData("72514-3", "11")]
    [InlineData("29463-7", "7000")]
    public void An_impossible_value_is_refused(string kind, string typed) => Assert.False(NoteChecks.OfVital(VitalKind.Of(kind)!, typed)!.Warning);

    [Theory]
    [InlineData("8867-4", "180")]
    [InlineData("8310-5", "33.2")]
    [InlineData("85354-9", "240/110")]
    [InlineData("59408-5", "76")]
    public void An_unusual_value_asks_for_a_second_look_and_may_be_sent(string kind, string typed) => Assert.True(NoteChecks.OfVital(VitalKind.Of(kind)!, typed)!.Warning);

    [Fact]
    public void A_visit_in_the_future_or_a_note_that_says_nothing_is_refused()
    {
        Assert.Contains(NoteChecks.Of(Draft() with { Happened = Now.AddHours(1) }, Now), f => f is { Field: NoteChecks.HappenedField, Warning: false });
        Assert.Contains(NoteChecks.Of(Draft() with { Words = " \n " }, Now), f => f is { Field: NoteChecks.WordsField, Warning: false });
        Assert.Contains(NoteChecks.Of(Draft() with { Words = new string('a', NoteChecks.MaximumWords + 1) }, Now), f => f is { Field: NoteChecks.WordsField, Warning: false });
    }

    [Fact]
    public void A_note_about_a_visit_of_last_year_asks_whether_the_date_is_right() =>
        Assert.True(Assert.Single(NoteChecks.Of(Draft() with { Happened = Now.AddDays(-300) }, Now)).Warning);

    [Fact]
    public void Whatever_is_typed_is_either_refused_or_written_as_a_number_in_bounds() =>
        Gen.Select(Gen.Int[0, VitalKind.All.Count - 1].Select(i => VitalKind.All[i]), Gen.Char["0123456789/,.- e"].Array[0, 8].Select(c => new string(c))).Sample((kind, typed) =>
        {
            if (NoteChecks.OfVital(kind, typed) is { Warning: false }) return true;
            var draft = Draft() with { Vitals = new Dictionary<string, string> { [kind.Key] = typed } };
            return string.IsNullOrWhiteSpace(typed) || kind.Parts[0].Possible.Holds(Assert.Single(NoteChecks.VitalsOf(draft)).Value);
        });

    [Fact]
    public void A_draft_reads_back_as_it_was_written()
    {
        var draft = Draft() with
        {
            State = DraftState.Sending,
            Signed = Now,
            Words = "Line one\n\"two\" \\ \u2028 ünï",
            Vitals = new Dictionary<string, string> { ["85354-9"] = "132/", ["8310-5"] = "36,8" },
            TasksDone = ["Bain", "Insuline"],
        };
        using var json = JsonDocument.Parse(draft.Write() + "   ");
        var read = NoteDraft.Read(json.RootElement)!;
        Assert.Equal(draft with { Vitals = read.Vitals, TasksDone = read.TasksDone }, read);
        Assert.Equal(draft.Vitals, read.Vitals);
        Assert.Equal(draft.TasksDone, read.TasksDone);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"id":"x","state":"Flying","started":"2026-03-03T15:00:00Z","saved":"2026-03-03T15:00:00Z","happened":"2026-03-03T15:00:00Z"}""")]
    [InlineData("""{"id":"x","state":"Writing","started":"yesterday","saved":"2026-03-03T15:00:00Z","happened":"2026-03-03T15:00:00Z"}""")]
    public void What_is_not_a_draft_of_this_version_is_not_taken_for_one(string text)
    {
        using var json = JsonDocument.Parse(text);
        Assert.Null(NoteDraft.Read(json.RootElement));
    }

    [Fact]
    public void The_parts_of_a_draft_have_ids_that_differ_and_do_not_change()
    {
        var draft = DerivedId.NewDraft();
        Assert.Equal(DerivedId.Of(draft, "encounter"), DerivedId.Of(draft, "encounter"));
        Assert.NotEqual(DerivedId.Of(draft, "encounter"), DerivedId.Of(draft, "composition"));
        Assert.NotEqual(DerivedId.Of(draft, "encounter"), DerivedId.Of(DerivedId.NewDraft(), "encounter"));
        Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", DerivedId.Of(draft, "encounter"));
    }

    private static NoteDraft Draft() => new() { Id = "d", Started = Now, Saved = Now, Happened = Now.AddMinutes(-20), Words = "Fine." };
}

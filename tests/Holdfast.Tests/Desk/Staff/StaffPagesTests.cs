using System.Net;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Desk.StaffPages;

/// <summary>The list of staff, one's own details, and the table of who may see what, as the desk shows them.</summary>
public class StaffPagesTests
{
    [Fact]
    public async Task The_list_says_in_both_languages_how_everybody_stands_and_offers_charts_only_where_they_came()
    {
        await using var desk = await DeskUnderTest.Start();
        var administrator = desk.State.SignIn("Ada Min", "administrator");
        desk.State.Away.Add(new StaffMember
        {
            Card = desk.State.Person("Zoé <b>Roy", "nurse"), Standing = "on-leave", LeaveFromMs = 1, UntilMs = 2, Chart = ChartId.New().ToByteString(),
        });

        var english = await (await desk.Post("/staff", new PlainStatement(), "staff", administrator, "text/html")).Content.ReadAsStringAsync();
        var french = await (await desk.Post("/staff", new PlainStatement(), "staff", administrator, "text/html", "fr")).Content.ReadAsStringAsync();

        Assert.Contains("On leave", english);
        Assert.Contains("En congé", WebUtility.HtmlDecode(french));
        Assert.DoesNotContain("<b>Roy", english);
        Assert.Single(english.Split("data-details=").Skip(1));
    }

    [Fact]
    public async Task Everybody_reads_who_may_see_and_write_what_beside_their_own_details()
    {
        await using var desk = await DeskUnderTest.Start();
        var nurse = desk.State.SignIn("Amélie Tremblay", "nurse");

        var html = await (await desk.Post("/my-details", new PlainStatement(), "my-details", nurse, "text/html")).Content.ReadAsStringAsync();

        Assert.Contains("data-details=", html);
        Assert.Contains("reads, writes", html);
        Assert.Contains("yes, with a reason", html);
        Assert.Contains("data-role-name=\"administrator\"", html);
    }

    [Fact]
    public async Task A_leave_and_a_parting_travel_as_they_were_signed()
    {
        await using var desk = await DeskUnderTest.Start();
        var administrator = desk.State.SignIn("Ada Min", "administrator");
        var nurse = PersonId.New().ToString();

        Assert.Equal(HttpStatusCode.OK, (await desk.Post("/leave", new LeaveStatement { Person = nurse, From = 1, To = null }, "leave", administrator)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await desk.Post("/part", new PartStatement { Person = nurse, Until = 5 }, "part", administrator)).StatusCode);

        Assert.Equal((nurse, (long?)null), desk.State.Signed.OfType<LeaveStatement>().Select(s => (s.Person, s.To)).Single());
        Assert.Equal((nurse, 5L), desk.State.Signed.OfType<PartStatement>().Select(s => (s.Person, s.Until)).Single());
    }

    [Fact]
    public async Task A_visit_whose_person_is_away_is_shown_to_the_coordinator()
    {
        await using var desk = await DeskUnderTest.Start();
        var coordinator = desk.State.SignIn("Lucas Chen", "coordinator");
        desk.State.Visits.Add(new Visit { Patient = DeskUnderTest.Patient("Bélanger", "Louise"), StartMs = DeskUnderTest.NowMs, EndMs = DeskUnderTest.NowMs + 1, Kind = "visit" });

        var html = await (await desk.Post("/uncovered", new PlainStatement(), "uncovered", coordinator, "text/html")).Content.ReadAsStringAsync();

        Assert.Contains("Bélanger", WebUtility.HtmlDecode(html));
        Assert.Contains("/schedule", html);
    }
}

using System.Net;
using System.Text.Json;
using Holdfast.Ui;
using Holdfast.Ui.Approvals;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Desk.Requests;

/// <summary>The forms for what takes two people, as the desk passes them on. Who may ask is the keyholder's: Keyholder/Approvals/AskableTests.</summary>
public class AskTests
{
    [Fact]
    public async Task The_page_itself_shows_no_form_until_the_keyholder_has_said_which()
    {
        await using var desk = await DeskUnderTest.Start();
        var html = await desk.Client.GetStringAsync("/ask");

        foreach (var kind in new[] { "change-role", "return", "recover", "budget", "thaw", "roster", "approver", "register-client", "retire-client", "new-paper" })
        {
            Assert.Matches($"<form [^>]*data-kind=\"{kind}\"[^>]* hidden", html);
            Assert.Matches($"<li data-offer=\"{kind}\" hidden", html);
        }
    }

    [Fact]
    public async Task What_may_be_asked_comes_to_the_page_as_the_keyholder_said_it()
    {
        await using var desk = await DeskUnderTest.Start();
        var coordinator = desk.State.SignIn("Lucas Chen", "coordinator");
        desk.State.Askable.Kinds.AddRange(["budget", "roster"]);
        desk.State.Askable.People.Add(new AskablePerson { Card = desk.State.Person("Zoé Roy", "nurse"), MayEnterSchedules = true, Origin = "desk", Standing = "working" });
        desk.State.Askable.Frozen.Add(new FrozenSubject { Node = "records-2", SinceMs = 5, Why = "misuse" });

        using var answer = JsonDocument.Parse(await (await desk.Post("/askable", new PlainStatement(), "askable", coordinator)).Content.ReadAsStringAsync());

        Assert.Equal(["budget", "roster"], answer.RootElement.GetProperty("kinds").EnumerateArray().Select(kind => kind.GetString()));
        Assert.Equal("Zoé Roy", answer.RootElement.GetProperty("people")[0].GetProperty("person").GetProperty("name").GetString());
        Assert.Equal("records-2", answer.RootElement.GetProperty("frozen")[0].GetProperty("node").GetString());
        Assert.False(answer.RootElement.GetProperty("namesCharts").GetBoolean());
    }

    [Theory]
    [InlineData("en", "limit", "Enter a whole number from 0 to 400.")]
    [InlineData("fr", "limit", "Entrez un nombre entier de 0 à 400.")]
    public async Task The_mend_of_a_field_comes_in_the_readers_language_and_stands_in_the_message_too(string language, string member, string words)
    {
        await using var desk = await DeskUnderTest.Start();
        var supervisor = desk.State.SignIn("Ann Roy", "clinical-supervisor");
        desk.State.Refuse = Why.TooLarge;
        desk.State.Flaws.Add(new Flaw { Member = member, Mend = Mend.Number, About = "400" });

        using var response = await desk.Post("/propose", ProposeStatement.Of("budget", new NewPaperProposal()), "propose", supervisor, "application/json", language);
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        var refusal = answer.RootElement.GetProperty("refusal");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal(words, refusal.GetProperty("message").GetString());
        Assert.Equal((member, words), (refusal.GetProperty("flaws")[0].GetProperty("member").GetString(), refusal.GetProperty("flaws")[0].GetProperty("message").GetString()));
    }

    [Fact]
    public void Every_mend_has_words_of_its_own_in_both_languages()
    {
        var mends = Enum.GetValues<Mend>().Except([Mend.Unspecified]).ToList();
        foreach (var words in new[] { Words.English, Words.French })
            Assert.Equal(mends.Count + 1, Enum.GetValues<Mend>().Select(mend => FlawWords.Of(new Flaw { Mend = mend, About = "7" }, words)).Distinct().Count());
    }

    [Fact]
    public async Task Applications_are_shown_with_their_state_and_what_their_makers_typed_stays_text()
    {
        await using var desk = await DeskUnderTest.Start();
        var administrator = desk.State.SignIn("Ada Min", "administrator");
        desk.State.Applications.Add(new Application { Client = "camera", Name = "Wound <b>camera", Kind = "public", Scope = "launch patient/*.rs", Bearer = true, RegisteredMs = 1 });
        desk.State.Applications.Add(new Application { Client = "lab", Name = "Lab", Kind = "service", Scope = "system/*.rs", Reach = "read-set", Charts = 12, UntilMs = 2, RegisteredMs = 1 });
        desk.State.Applications.Add(new Application { Client = "old", Name = "Old", Kind = "public", Scope = "launch", RegisteredMs = 1, RetiredMs = 3 });

        var english = WebUtility.HtmlDecode(await (await desk.Post("/applications", new PlainStatement(), "applications", administrator, "text/html")).Content.ReadAsStringAsync());
        var french = WebUtility.HtmlDecode(await (await desk.Post("/applications", new PlainStatement(), "applications", administrator, "text/html", "fr")).Content.ReadAsStringAsync());

        Assert.All(new[] { "In use", "Its time has run out", "Retired", "Tokens not tied to a key", "Reads and writes 12 charts" }, words => Assert.Contains(words, english));
        Assert.All(new[] { "En service", "Son délai est écoulé", "Retirée", "Lit et écrit 12 dossiers" }, words => Assert.Contains(words, french));
        Assert.Equal(2, english.Split("#retire-client/").Length - 1);
        var raw = await (await desk.Post("/applications", new PlainStatement(), "applications", administrator, "text/html")).Content.ReadAsStringAsync();
        Assert.DoesNotContain("<b>", raw);
    }
}

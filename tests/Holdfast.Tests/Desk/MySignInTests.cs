using System.Net;
using Google.Protobuf;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Desk;

public class MySignInTests
{
    [Theory]
    [InlineData("en", "Security key", "A passkey was added", "not used yet")]
    [InlineData("fr", "Security key", "Une clé d’accès a été ajoutée", "pas encore utilisée")]
    public async Task A_person_sees_their_passkeys_sessions_and_what_happened(string language, params string[] words)
    {
        await using var desk = await DeskUnderTest.Start();
        desk.State.Passkeys.Add(new OwnPasskey { Id = ByteString.CopyFrom(1, 2, 3), Label = "<i>Security key</i>", EnrolledMs = 1 });
        desk.State.Passkeys.Add(new OwnPasskey { Id = ByteString.CopyFrom(4, 5, 6), Label = "", EnrolledMs = 1, LastUsedMs = 2, Synced = true, ThisSession = true });
        desk.State.Notices.Add(new Notice { Kind = "passkey-added", AtMs = 1 });
        var nurse = desk.State.SignIn("Ann Roy", "nurse");

        using var response = await desk.Post($"/my-sign-in?lang={language}", new PlainStatement(), "my-sign-in", nurse, "text/html");

        var html = WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync());
        Assert.All(words, word => Assert.Contains(word, html));
        Assert.Contains("data-passkey=\"AQID\"", html);
        Assert.DoesNotContain("<i>", await response.Content.ReadAsStringAsync());
        Assert.DoesNotContain("<b>", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Whoever_has_one_passkey_is_told_to_make_a_second_and_cannot_remove_it()
    {
        await using var desk = await DeskUnderTest.Start();
        desk.State.Passkeys.Add(new OwnPasskey { Id = ByteString.CopyFrom(1), Label = "phone" });

        using var response = await desk.Post("/my-sign-in", new PlainStatement(), "my-sign-in", desk.State.SignIn("Ann Roy", "nurse"), "text/html");

        var html = await response.Content.ReadAsStringAsync();
        Assert.DoesNotContain("data-remove", html);
        Assert.Contains("Add a second", html);
    }

    [Theory]
    [InlineData(Why.Locked, HttpStatusCode.Unauthorized)]
    [InlineData(Why.StepUp, HttpStatusCode.Forbidden)]
    [InlineData(Why.Policy, HttpStatusCode.Forbidden)]
    [InlineData(Why.LastPasskey, HttpStatusCode.Conflict)]
    [InlineData(Why.WrongCode, HttpStatusCode.Forbidden)]
    public async Task A_no_says_what_to_do(Why why, HttpStatusCode status)
    {
        await using var desk = await DeskUnderTest.Start();
        var nurse = desk.State.SignIn("Ann Roy", "nurse");
        desk.State.Refuse = why;

        using var response = await desk.Post("/session/end", new EndSessionStatement { Target = SessionId.New().ToString() }, "end-session", nurse);

        Assert.Equal(status, response.StatusCode);
        Assert.NotEmpty((await DeskUnderTest.RefusalOf(response)).Message);
    }
}

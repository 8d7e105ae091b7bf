using System.Net;
using System.Text;
using System.Text.Json;
using Holdfast.Desk.Passwords;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Desk;

public class PasswordTests
{
    [Fact]
    public async Task A_password_and_a_code_sign_in_and_the_keyholder_hears_where_from()
    {
        await using var desk = await DeskUnderTest.Start();

        using var response = await desk.PostJson("/sign-in/password", Body("tin otter", "123456"));
        using var wrong = await desk.PostJson("/sign-in/password", Body("tin otter", "000000"), language: "fr");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal("Ann Roy", answer.RootElement.GetProperty("person").GetProperty("name").GetString());
        Assert.NotEmpty(desk.State.PasswordSource);
        Assert.Equal(HttpStatusCode.Forbidden, wrong.StatusCode);
        var (why, message) = await DeskUnderTest.RefusalOf(wrong);
        Assert.Equal("NOT_SIGNED_IN", why);
        Assert.Contains("Une clé d’accès fonctionne sans attendre", message);
    }

    [Fact]
    public async Task The_secret_comes_as_a_picture_without_script_or_style_and_as_letters()
    {
        await using var desk = await DeskUnderTest.Start();
        var nurse = desk.State.SignIn("Ann Roy", "nurse");

        using var response = await desk.Post("/password/begin", new ProvenStatement { StepUp = new StepUpProof("", "", "", "", "") }, "begin-password", nurse, "text/html");

        var html = await response.Content.ReadAsStringAsync();
        Assert.Contains("GEZD GNBV GY3T QOJQ", html);
        Assert.Contains("data-ticket=\"the.ticket\"", html);
        Assert.Contains("<path d=\"M4 4h1v1h-1z", html); // the quiet zone is four wide
        Assert.DoesNotContain("style=", html);
        Assert.DoesNotContain("<script", html);
    }

    [Theory]
    [InlineData("en", "They are shown this once")]
    [InlineData("fr", "Ils ne sont affichés que cette fois")]
    public async Task Recovery_codes_are_shown_once_to_be_printed(string language, string words)
    {
        await using var desk = await DeskUnderTest.Start();
        var nurse = desk.State.SignIn("Ann Roy", "nurse");
        var jws = SignedStatements.Sign(new SetPasswordStatement { Statement = "set-password", Installation = desk.State.Installation.ToString(), Session = nurse.Session, Counter = 1 }, nurse.Key);

        using var response = await desk.PostJson("/password/set", JsonSerializer.Serialize(new { jws, password = Base64Url.Encode("tin otter"u8) }), "text/html", language);

        var html = WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync());
        Assert.Contains(words, html);
        Assert.Contains("ABCD-EFGH-IJKL-MNOP", html);
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
    }

    [Fact]
    public void A_picture_is_square_and_holds_what_it_should()
    {
        var (size, path) = QrCode.Of("otpauth://totp/a?secret=GEZDGNBVGY3TQOJQ");

        Assert.Equal(1, size % 4); // 4 for each version, 17, and the quiet zone of 8
        Assert.DoesNotContain("M0 ", path);
        Assert.StartsWith("M4 4h1v1h-1zM5 4", path);
    }

    private static string Body(string password, string code) =>
        JsonSerializer.Serialize(new { name = "ann", password = Base64Url.Encode(Encoding.UTF8.GetBytes(password)), code, sessionKey = "{}", deviceHint = "PC" });
}

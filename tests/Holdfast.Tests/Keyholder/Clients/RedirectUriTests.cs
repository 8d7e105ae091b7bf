using CsCheck;
using Holdfast.Keyholder.Clients;

namespace Holdfast.Tests.Keyholder.Clients;

public class RedirectUriTests
{
    [Theory]
    [InlineData("https://app.example/done")]
    [InlineData("https://app.example/done?tenant=7")]
    [InlineData("https://app.example:8443/")]
    [InlineData("http://127.0.0.1:7777/callback")]
    [InlineData("http://[::1]/callback")]
    public void An_address_that_can_be_registered(string address) => Assert.Null(RedirectUris.Problem(address));

    [Theory]
    [InlineData("http://app.example/done")]
    [InlineData("http://localhost:7777/callback")]
    [InlineData("com.example.app:/callback")]
    [InlineData("javascript:alert(1)")]
    [InlineData("https://app.example/done#part")]
    [InlineData("https://*.app.example/done")]
    [InlineData("https://user:word@app.example/done")]
    [InlineData("https://app.example/../done")]
    [InlineData("https://APP.example/done")]
    [InlineData("https://app.example")]
    [InlineData("/done")]
    [InlineData("")]
    [InlineData("https://app.example/dône")]
    [InlineData("https://app.example/do ne")]
    public void An_address_that_cannot(string address) => Assert.NotNull(RedirectUris.Problem(address));

    [Theory]
    [InlineData("https://app.example/done", "https://app.example/done", true)]
    [InlineData("https://app.example/done", "https://app.example/done/", false)]
    [InlineData("https://app.example/done", "https://app.example/Done", false)]
    [InlineData("https://app.example/done", "https://app.example/done?x=1", false)]
    [InlineData("https://app.example/done", "https://app.example:444/done", false)]
    [InlineData("https://app.example/done", "https://app.example/x/../done", false)]
    [InlineData("https://app.example/done", "https://app.example.evil.example/done", false)]
    [InlineData("http://127.0.0.1:7777/callback", "http://127.0.0.1:51234/callback", true)]
    [InlineData("http://127.0.0.1:7777/callback", "http://127.0.0.1:51234/other", false)]
    [InlineData("http://127.0.0.1:7777/callback", "http://[::1]:51234/callback", false)]
    [InlineData("http://127.0.0.1:7777/callback", "https://127.0.0.1:7777/callback", false)]
    [InlineData("http://127.0.0.1:7777/callback", "http://127.0.0.1:7777@evil.example/callback", false)]
    public void Only_the_registered_address_is_sent_to_and_only_a_loopbacks_port_is_free(string registered, string asked, bool matches) => Assert.Equal(matches, RedirectUris.Matches(registered, asked));

    [Fact]
    public void One_character_more_less_or_other_is_another_address()
    {
        const string registered = "https://app.example/done?a=b";
        Gen.Select(Gen.Int[0, registered.Length - 1], Gen.Char[' ', '~'], Gen.Int[0, 2]).Sample((at, c, how) =>
        {
            var asked = how switch { 0 => registered.Remove(at, 1), 1 => registered.Insert(at, c.ToString()), _ => registered[..at] + c + registered[(at + 1)..] };
            return asked == registered || !RedirectUris.Matches(registered, asked);
        });
    }

    [Theory]
    [InlineData("https://app.example/done", "https://app.example", true)]
    [InlineData("https://app.example/done", "https://app.example/", false)]
    [InlineData("https://app.example/done", "http://app.example", false)]
    [InlineData("https://app.example/done", "https://app.example:8443", false)]
    [InlineData("https://app.example/done", "null", false)]
    [InlineData("http://127.0.0.1:1/callback", "http://127.0.0.1:51234", true)]
    public void Pages_of_the_applications_own_origin_may_call(string registered, string origin, bool may) => Assert.Equal(may, RedirectUris.IsOrigin(registered, origin));

    [Theory]
    [InlineData("https://app.example/*")]
    [InlineData("https://u@app.example/")]
    [InlineData("https://äpp.example/")] // plain ASCII: another letter looks the same
    [InlineData("ftp://127.0.0.1/")]
    [InlineData("http://app.example/")]
    public void An_address_that_is_wrong_in_one_place_is_not_registered(string address) => Assert.NotNull(RedirectUris.Problem(address));

    [Fact]
    public void An_address_has_at_most_512_characters()
    {
        Assert.Null(RedirectUris.Problem("https://app.example/".PadRight(512, 'a')));
        Assert.NotNull(RedirectUris.Problem("https://app.example/".PadRight(513, 'a')));
        string At(int port, int length) => $"http://127.0.0.1:{port}/".PadRight(length, 'a');
        Assert.True(RedirectUris.Matches(At(5000, 512), At(6000, 512)));
        Assert.False(RedirectUris.Matches(At(5000, 513), At(6000, 513)));
    }

    [Theory]
    [InlineData("https://127.0.0.1/cb", "https://127.0.0.1:444/cb")]
    [InlineData("http://app.example/cb", "http://app.example:81/cb")]
    [InlineData("http://127.0.0.1/cb", "nonsense")]
    public void Only_a_loopback_address_without_TLS_has_a_free_port(string registered, string asked) => Assert.False(RedirectUris.Matches(registered, asked));

    [Theory]
    [InlineData("https://app.example/cb", "https://app.example", true)]
    [InlineData("https://app.example/cb", "http://app.example:443", false)]
    [InlineData("https://app.example/cb", "https://other.example", false)]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1:99", true)]
    [InlineData("https://127.0.0.1/cb", "https://127.0.0.1:99", false)]
    [InlineData("http://app.example/cb", "http://app.example:99", false)]
    public void An_origin_is_the_applications_own(string registered, string origin, bool own) => Assert.Equal(own, RedirectUris.IsOrigin(registered, origin));
}

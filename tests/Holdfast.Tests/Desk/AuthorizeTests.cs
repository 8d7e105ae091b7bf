using System.Net;
using Microsoft.AspNetCore.WebUtilities;

namespace Holdfast.Tests.Desk;

/// <summary>The authorization page: which requests are shown, which are answered to the application, and which get a page and nothing else.</summary>
public class AuthorizeTests
{
    private static readonly Dictionary<string, string> Good = new()
    {
        ["response_type"] = "code",
        ["client_id"] = "holdfast-chart",
        ["redirect_uri"] = DeskUnderTest.Records + "/chart/",
        ["scope"] = "launch patient/*.cruds",
        ["state"] = "xyz",
        ["code_challenge"] = new string('a', 43),
        ["code_challenge_method"] = "S256",
        ["aud"] = DeskUnderTest.Records + "/fhir",
        ["launch"] = "abc_DEF-123",
        ["dpop_jkt"] = new string('b', 43),
    };

    [Theory]
    [InlineData("abc_DEF-123")]
    [InlineData("")]
    public async Task A_registered_application_gets_the_page_with_and_without_a_launch(string launch)
    {
        await using var desk = await DeskUnderTest.Start();
        using var response = await desk.Client.GetAsync(Address(("launch", launch)));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var html = await response.Content.ReadAsStringAsync();
        Assert.Contains($"data-launch=\"{launch}\"", html);
        Assert.Contains("data-state=\"xyz\"", html);
        Assert.Contains("Holdfast chart", html);
    }

    [Theory]
    [InlineData("client_id", "evil")]
    [InlineData("client_id", "")]
    [InlineData("redirect_uri", "https://evil.example/")]
    [InlineData("redirect_uri", "http://records.localhost/chart")]
    [InlineData("redirect_uri", "http://records.localhost/chart/../x")]
    [InlineData("redirect_uri", "http://records.localhost/chart/?x")]
    [InlineData("redirect_uri", "http://records.localhost/chart/#x")]
    [InlineData("redirect_uri", "")]
    public async Task An_unknown_application_or_return_address_gets_a_page_and_is_never_redirected_to(string name, string value)
    {
        await using var desk = await DeskUnderTest.Start();
        using var response = await desk.Client.GetAsync(Address((name, value)));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Null(response.Headers.Location);
        var html = await response.Content.ReadAsStringAsync();
        Assert.Contains("not registered", html);
        Assert.DoesNotContain("=\"http", html); // no link, no form, no image that leads away
    }

    [Theory]
    [InlineData("response_type", "token", "unsupported_response_type")]
    [InlineData("state", "", "invalid_request")]
    [InlineData("code_challenge_method", "plain", "invalid_request")]
    [InlineData("code_challenge", "short", "invalid_request")]
    [InlineData("dpop_jkt", "", "invalid_request")]
    [InlineData("aud", "https://evil.example/fhir", "invalid_request")]
    [InlineData("scope", "", "invalid_scope")]
    [InlineData("launch", "<script>", "invalid_request")]
    [InlineData("prompt", "none", "interaction_required")]
    public async Task A_registered_application_that_asks_wrongly_is_told_at_its_own_address(string name, string value, string error)
    {
        await using var desk = await DeskUnderTest.Start();
        using var response = await desk.Client.GetAsync(Address((name, value)));
        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
        var location = response.Headers.Location!;
        Assert.StartsWith(DeskUnderTest.Records + "/chart/?", location.AbsoluteUri);
        var answer = QueryHelpers.ParseQuery(location.Query);
        Assert.Equal(error, answer["error"]);
        Assert.Equal(DeskUnderTest.Origin, answer["iss"]);
        Assert.Equal(name == "state" ? "" : "xyz", answer.GetValueOrDefault("state").ToString());
        Assert.False(answer.ContainsKey("code"));
    }

    [Fact]
    public async Task A_parameter_given_twice_is_refused()
    {
        await using var desk = await DeskUnderTest.Start();
        using var response = await desk.Client.GetAsync(Address() + "&scope=patient/*.rs");
        Assert.Contains("error=invalid_request", response.Headers.Location!.Query);
        using var client = await desk.Client.GetAsync(Address() + "&client_id=holdfast-chart");
        Assert.Equal(HttpStatusCode.BadRequest, client.StatusCode);
    }

    [Fact]
    public async Task Another_providers_application_is_shown_with_what_it_may_do_in_words()
    {
        await using var desk = await DeskUnderTest.Start();
        var address = Address(("client_id", AppsService.Other), ("redirect_uri", AppsService.OtherRedirect), ("dpop_jkt", ""), ("launch", ""), ("nonce", "n1"));
        var english = await (await desk.Client.GetAsync(address)).Content.ReadAsStringAsync();
        Assert.Contains("Wound Camera &lt;3", english);
        Assert.Contains("Read measurements and observations", english);
        Assert.Contains("Add and change documents", english);
        Assert.Contains("Learn your name", english);
        Assert.Contains("not tied to this device", english);
        Assert.Contains("data-nonce=\"n1\"", english);
        var french = await (await desk.Client.GetAsync(address + "&lang=fr")).Content.ReadAsStringAsync();
        Assert.Contains("Lire les mesures et observations", System.Net.WebUtility.HtmlDecode(french));
        Assert.DoesNotContain("What Holdfast chart may do", await (await desk.Client.GetAsync(Address())).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task An_application_that_asks_to_search_is_let_or_not_in_words_and_picks_no_patient()
    {
        await using var desk = await DeskUnderTest.Start();
        var address = Address(("client_id", AppsService.Other), ("redirect_uri", AppsService.OtherRedirect), ("dpop_jkt", ""), ("launch", ""), ("scope", "user/Patient.s"));
        var english = await (await desk.Client.GetAsync(address)).Content.ReadAsStringAsync();
        Assert.Contains("data-search=\"yes\"", english);
        Assert.Contains("May it search for patients in your name?", english);
        Assert.Contains("counts among yours", english);
        Assert.Contains("not tied to this device, so it is short<", english);
        var french = System.Net.WebUtility.HtmlDecode(await (await desk.Client.GetAsync(address + "&lang=fr")).Content.ReadAsStringAsync());
        Assert.Contains("chercher des patients en votre nom?", french);
        Assert.DoesNotContain("id=\"consent\"", await (await desk.Client.GetAsync(Address())).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_scope_that_is_not_served_is_told_in_words_at_the_applications_address()
    {
        await using var desk = await DeskUnderTest.Start();
        using var response = await desk.Client.GetAsync(Address(("scope", "patient/Observation.rs?code=1")));
        var answer = QueryHelpers.ParseQuery(response.Headers.Location!.Query);
        Assert.Equal("invalid_scope", answer["error"]);
        Assert.Contains("search parameters", answer["error_description"].ToString());
    }

    [Fact]
    public async Task What_openid_clients_read_first_is_for_everybody_and_names_this_desk()
    {
        await using var desk = await DeskUnderTest.Start();
        using var configuration = await desk.Client.GetAsync("/.well-known/openid-configuration");
        Assert.Equal("*", configuration.Headers.GetValues("Access-Control-Allow-Origin").Single());
        using var json = System.Text.Json.JsonDocument.Parse(await configuration.Content.ReadAsStringAsync());
        Assert.Equal(DeskUnderTest.Origin, json.RootElement.GetProperty("issuer").GetString());
        Assert.Equal(DeskUnderTest.Origin + "/.well-known/jwks.json", json.RootElement.GetProperty("jwks_uri").GetString());
        Assert.Contains("keys", await desk.Client.GetStringAsync("/.well-known/jwks.json"));
        await desk.StopKeyholder();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await desk.Client.GetAsync(Address())).StatusCode);
    }

    private static string Address(params (string Name, string Value)[] changes)
    {
        var query = new Dictionary<string, string>(Good);
        foreach (var (name, value) in changes) query[name] = value;
        return QueryHelpers.AddQueryString("/authorize", query.Select(q => KeyValuePair.Create(q.Key, (string?)q.Value)));
    }
}

using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Holdfast.Wire.Statements;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Tests.Watch.Pages;

public class OfficeTests
{
    /// <summary>Routes that anybody may call: pages without content, scripts, enrolment and sign-in, health.</summary>
    private static readonly string[] Anonymous =
    [
        "GET /", "GET /enrol", "GET /office", "GET /exposure", "GET /audit", "GET /approvals", "GET /canaries", "GET /ask", "GET /applications", "GET /exports", "GET /my-sign-in", "GET /health", "GET /assets/{name}", "GET /_content/Holdfast.Ui/{name}",
        "POST /enrol/begin", "POST /enrol/finish", "POST /sign-in/begin", "POST /sign-in/finish", "POST /step-up/begin",
    ];

    [Fact]
    public async Task Every_other_route_refuses_a_stranger()
    {
        await using var here = await Running();
        using var browser = here.Browser();
        var routes = here.Role.Public.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(e => e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(m => $"{m} {e.RoutePattern.RawText}")).ToList();
        Assert.Contains("POST /look", routes);
        foreach (var route in routes.Except(Anonymous))
        {
            var (method, path) = (route.Split(' ')[0], route.Split(' ')[1]);
            foreach (var body in new[] { "{}", "{\"jws\":\"\"}", $"{{\"jws\":\"{Forged(here)}\"}}", "not json" })
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
                using var response = await browser.SendAsync(request);
                Assert.True((int)response.StatusCode is >= 400 and < 500 or 503, $"{route} answered {response.StatusCode} to {body}");
            }
        }
    }

    [Fact]
    public async Task Pages_open_to_all_say_nothing_about_anybody()
    {
        await using var here = await Running();
        using var browser = here.Browser();
        foreach (var path in new[] { "/office", "/exposure", "/audit", "/canaries", "/ask", "/applications", "/exports", "/my-sign-in" })
        {
            using var response = await browser.GetAsync(path);
            var text = await response.Content.ReadAsStringAsync();
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.DoesNotContain("Marie", text);
            Assert.DoesNotContain(Entries.Chart, text);
            Assert.Contains("script-src 'self'", response.Headers.GetValues("Content-Security-Policy").Single());
            Assert.DoesNotContain("style=", text);
        }
    }

    [Fact]
    public async Task A_signed_look_shows_ledger_alerts_and_entries_in_words()
    {
        await using var here = await Running();
        using var browser = here.Browser();
        using var seen = await Json(await Post(browser, "/look", new { jws = here.Look() }));
        Assert.Equal("consistent", seen.RootElement.GetProperty("ledger").GetProperty("state").GetString());
        Assert.Equal("Claire Gagnon", seen.RootElement.GetProperty("person").GetProperty("name").GetString());
        var alert = seen.RootElement.GetProperty("alerts")[0];
        Assert.Equal(("emergency", "medium"), (alert.GetProperty("rule").GetString(), alert.GetProperty("severity").GetString()));
        Assert.Equal("Marie <Tremblay> opened a chart by EMERGENCY ACCESS", seen.RootElement.GetProperty("events")[1].GetProperty("words").GetString());

        using var french = await Json(await Post(browser, "/look?lang=fr", new { jws = here.Look(), chart = Entries.Chart }));
        Assert.Contains("ACCÈS D’URGENCE", french.RootElement.GetProperty("events")[1].GetProperty("words").GetString());
        using var other = await Json(await Post(browser, "/look", new { jws = here.Look(), person = Entries.Other }));
        Assert.Equal(0, other.RootElement.GetProperty("events").GetArrayLength());
        using var entries = await Json(await Post(browser, "/look", new { jws = here.Look(), alert = alert.GetProperty("key").GetString() }));
        Assert.Equal(1, entries.RootElement.GetProperty("events").GetArrayLength());
    }

    [Fact]
    public async Task A_fragment_encodes_what_people_are_called()
    {
        await using var here = await Running();
        using var browser = here.Browser();
        browser.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
        using var response = await Post(browser, "/look", new { jws = here.Look() });
        var html = await response.Content.ReadAsStringAsync();
        Assert.Equal("text/html", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains("Marie &lt;Tremblay&gt;", html);
        Assert.DoesNotContain("<Tremblay>", html);
    }

    [Fact]
    public async Task The_keyholder_is_asked_once_a_minute_and_in_between_the_same_key_is_checked()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var here = await Running(time);
        using var browser = here.Browser();
        var office = here.Keyholder.Office;
        for (var i = 0; i < 5; i++) Assert.Equal(HttpStatusCode.OK, (await Post(browser, "/look", new { jws = here.Look(), key = here.Key })).StatusCode);
        Assert.Equal(1, office.Looked);

        var used = here.Look();
        Assert.Equal(HttpStatusCode.OK, (await Post(browser, "/look", new { jws = used, key = here.Key })).StatusCode);
        Assert.Equal("REPLAYED", await Why(await Post(browser, "/look", new { jws = used, key = here.Key })));
        Assert.Equal("BAD_SIGNATURE", await Why(await Post(browser, "/look", new { jws = Forged(here), key = here.Key })));
        Assert.Equal(1, office.Looked);

        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("REPLAYED", await Why(await Post(browser, "/look", new { jws = used, key = here.Key })));
        Assert.Equal(1, office.Looked);
        Assert.Equal(HttpStatusCode.OK, (await Post(browser, "/look", new { jws = here.Look(), key = here.Key })).StatusCode);
        Assert.Equal(2, office.Looked);

        office.SignedOut = true;
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("UNKNOWN", await Why(await Post(browser, "/look", new { jws = here.Look(), key = here.Key })));
    }

    [Fact]
    public async Task A_page_goes_dark_as_soon_as_the_ledger_says_that_its_session_ended()
    {
        await using var here = await Running();
        using var browser = here.Browser();
        Assert.Equal(HttpStatusCode.OK, (await Post(browser, "/look", new { jws = here.Look(), key = here.Key })).StatusCode);
        here.Keyholder.Office.SignedOut = true;
        Assert.Equal(HttpStatusCode.OK, (await Post(browser, "/look", new { jws = here.Look(), key = here.Key })).StatusCode);
        await here.Append(Entries.SessionEnd(Entries.Officer, Entries.OtherSession));
        await here.Follow();
        Assert.Equal("UNKNOWN", await Why(await Post(browser, "/look", new { jws = here.Look(), key = here.Key })));
    }

    [Fact]
    public async Task A_key_that_did_not_sign_is_not_remembered()
    {
        await using var here = await Running();
        using var browser = here.Browser();
        using var own = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var thief = PublicKeyP256.Of(own).ToJwk();
        Assert.Equal(HttpStatusCode.OK, (await Post(browser, "/look", new { jws = here.Look(), key = thief })).StatusCode);
        var stolen = here.Sign(new LookStatement { Statement = "look", Page = "now" }, own);
        Assert.Equal("BAD_SIGNATURE", await Why(await Post(browser, "/look", new { jws = stolen, key = thief })));
    }

    [Fact]
    public async Task Every_question_about_exposure_is_asked_of_the_keyholder_too()
    {
        await using var here = await Running();
        using var browser = here.Browser();
        await Post(browser, "/look", new { jws = here.Look(), key = here.Key });
        using var answer = await Json(await Post(browser, "/exposure", new { jws = here.Look("exposure"), key = here.Key, person = Entries.Nurse }));
        Assert.Equal(1, answer.RootElement.GetProperty("count").GetInt32());
        Assert.Equal(2, here.Keyholder.Office.Looked);
        Assert.Equal(HttpStatusCode.BadRequest, (await Post(browser, "/exposure", new { jws = here.Look("exposure") })).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await Post(browser, "/exposure", new { jws = here.Look("exposure"), person = "../etc" })).StatusCode);
    }

    [Fact]
    public async Task A_question_for_a_reason_reaches_the_keyholder_as_it_was_signed()
    {
        await using var here = await Running();
        using var browser = here.Browser();
        using var reason = await Json(await Post(browser, "/reason", new { jws = here.Sign(new ReasonStatement { Statement = "reason", Hash = Entries.Hash }) }));
        Assert.StartsWith("Fell at home", reason.RootElement.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_statement_of_another_kind_or_installation_is_no_look()
    {
        await using var here = await Running();
        using var browser = here.Browser();
        Assert.Equal("MALFORMED", await Why(await Post(browser, "/look", new { jws = here.Sign(new LookStatement { Statement = "thaw", Page = "now" }) })));
        var elsewhere = SignedStatements.Sign(new LookStatement { Statement = "look", Installation = new string('f', 32), Session = Entries.Session, Counter = 1, Page = "now" }, here.Keyholder.Office.SessionKey);
        Assert.Equal("WRONG_ORIGIN", await Why(await Post(browser, "/look", new { jws = elsewhere })));
    }

    [Fact]
    public async Task Health_names_the_mend_while_the_ledger_is_not_followed()
    {
        await using var here = await WatchInstallation.Make();
        await here.AppendMany(2);
        await here.Start();
        using var browser = here.Browser();
        using var before = await browser.GetAsync("/health");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, before.StatusCode);
        await here.Follow();
        using var after = await browser.GetAsync("/health");
        using var health = await Json(after);
        Assert.Equal(["role", "node", "version", "state", "detail", "ledgerSize", "ledgerState"], health.RootElement.EnumerateObject().Select(m => m.Name));
        Assert.Equal(("ok", 2L), (health.RootElement.GetProperty("state").GetString(), health.RootElement.GetProperty("ledgerSize").GetInt64()));
    }

    private static async Task<WatchInstallation> Running(TimeProvider? time = null)
    {
        var here = await WatchInstallation.Make();
        await here.Append(Entries.Start("records", "records-1", Entries.Run), Entries.Open(purpose: "ETREAT"), Entries.Release());
        await here.Start(time);
        await here.Follow();
        return here;
    }

    private static string Forged(WatchInstallation here)
    {
        using var own = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        return here.Sign(new LookStatement { Statement = "look", Page = "now" }, own);
    }

    private static Task<HttpResponseMessage> Post(HttpClient browser, string path, object body) => browser.PostAsJsonAsync(path, body);

    private static async Task<JsonDocument> Json(HttpResponseMessage response)
    {
        Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync());
    }

    private static async Task<string?> Why(HttpResponseMessage response)
    {
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return json.RootElement.GetProperty("refusal").GetProperty("why").GetString();
    }
}

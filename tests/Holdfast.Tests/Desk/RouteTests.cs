using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Holdfast.Wire;
using Holdfast.Wire.Statements;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Tests.Desk;

/// <summary>Every route of the desk, walked: what a stranger gets, what a browser is told, what bad input does.</summary>
public partial class RouteTests
{
    /// <summary>Pages without anything about anybody, files, and the beginnings of signing in: all that a stranger may reach.</summary>
    private static readonly string[] Anonymous =
    [
        "GET /", "GET /enrol", "GET /my-day", "GET /find", "GET /admit", "GET /schedule", "GET /people", "GET /my-details", "GET /requests", "GET /ask", "GET /applications", "GET /exports", "GET /authorize", "GET /my-sign-in", "GET /password", "POST /sign-in/password", "GET /recover", "GET /health", "GET /apps", "GET /.well-known/openid-configuration", "GET /.well-known/jwks.json",
        "GET /scim/v2/ServiceProviderConfig", "GET /scim/v2/ResourceTypes", "GET /scim/v2/Schemas",
        "GET /_content/Holdfast.Ui/{name}", "GET /scripts/{name}",
        "POST /enrol/begin", "POST /enrol/finish", "POST /sign-in/begin", "POST /sign-in/finish", "POST /step-up/begin",
    ];

    [Fact]
    public async Task A_stranger_reaches_only_the_routes_listed_here()
    {
        await using var desk = await DeskUnderTest.Start();
        desk.State.Patients.Add(DeskUnderTest.Patient("Bélanger", "Louise"));
        using var strangersKey = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var stranger = (SessionId.New().ToString(), strangersKey, new PersonCard());
        var closed = new List<string>();
        foreach (var route in Named(desk).Except(Anonymous).Where(route => !route.Contains(" /scim/", StringComparison.Ordinal)))
        {
            Assert.StartsWith("POST ", route);
            var path = route["POST ".Length..];
            foreach (var accept in new[] { "application/json", "text/html" })
            {
                using var response = await desk.Post(path, new PlainStatement(), path[1..], stranger, accept);
                Assert.True((int)response.StatusCode is 400 or 401, $"{route} answered {response.StatusCode} to a stranger.");
                Assert.DoesNotContain("langer", await response.Content.ReadAsStringAsync());
            }

            closed.Add(route);
        }

        Assert.Equal(
            ["POST /admit", "POST /applications", "POST /askable", "POST /asked", "POST /assign", "POST /dismiss-suggestion", "POST /exports", "POST /find", "POST /launch", "POST /leave", "POST /link-suggestion", "POST /my-day", "POST /my-details", "POST /my-sign-in", "POST /open", "POST /open-search", "POST /part",
                "POST /passkey/add", "POST /passkey/begin", "POST /passkey/remove", "POST /passkey/rename", "POST /password/begin", "POST /password/remove", "POST /password/set", "POST /propose", "POST /retire-provisioner", "POST /roster", "POST /session/end", "POST /sign-out", "POST /sign-out-everywhere", "POST /staff", "POST /suggestions", "POST /uncovered", "POST /unlock"], closed.Order());
        Assert.Empty(Anonymous.Except(Named(desk)));
    }

    [Fact]
    public async Task Whatever_is_sent_in_is_counted_for_each_source()
    {
        await using var desk = await DeskUnderTest.Start();
        var uncounted = desk.Routes.Where(route => route.Metadata.GetMetadata<EnableRateLimitingAttribute>() is null).ToList();
        Assert.NotEmpty(uncounted); // pages and files
        Assert.All(uncounted, route => Assert.Equal(["GET"], route.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods));
    }

    [Fact]
    public async Task A_stranger_gets_no_user_from_any_route_of_SCIM_whatever_token_is_shown()
    {
        await using var desk = await DeskUnderTest.Start();
        var walked = new List<string>();
        foreach (var route in Named(desk).Except(Anonymous).Where(route => route.Contains(" /scim/", StringComparison.Ordinal)))
        {
            var (method, path) = (route.Split(' ')[0], route.Split(' ')[1].Replace("{id}", ProvisionedId.From(ProvisioningService.User.Id).ToString(), StringComparison.Ordinal));
            foreach (var authorization in new[] { null, "Bearer wrong", "Bearer ", "Basic Z29vZC10b2tlbjo=", "good-token" })
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = method is "GET" or "DELETE" ? null : new StringContent("{\"userName\":\"a\",\"Operations\":[{\"op\":\"replace\",\"path\":\"active\",\"value\":false}]}", Encoding.UTF8, "application/scim+json") };
                if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
                using var response = await desk.Client.SendAsync(request);
                Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
                Assert.DoesNotContain("lea@", await response.Content.ReadAsStringAsync());
            }

            walked.Add(route);
        }

        Assert.Equal(["DELETE /scim/v2/Users/{id}", "GET /scim/v2/Users", "GET /scim/v2/Users/{id}", "PATCH /scim/v2/Users/{id}", "POST /scim/v2/Users", "PUT /scim/v2/Users/{id}"], walked.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/enrol")]
    [InlineData("/my-day")]
    [InlineData("/find")]
    [InlineData("/admit")]
    [InlineData("/schedule")]
    [InlineData("/people")]
    [InlineData("/requests")]
    [InlineData("/ask")]
    [InlineData("/applications")]
    [InlineData("/exports")]
    [InlineData("/my-details")]
    [InlineData("/authorize")]
    [InlineData("/my-sign-in")]
    [InlineData("/recover")]
    [InlineData("/password")]
    public async Task A_page_runs_nothing_but_this_origins_files_and_leaves_nothing_behind(string path)
    {
        await using var desk = await DeskUnderTest.Start();
        foreach (var language in new[] { "en", "fr" })
        {
            using var response = await desk.Client.GetAsync($"{path}?lang={language}");
            var html = await response.Content.ReadAsStringAsync();
            string Header(string name) => response.Headers.TryGetValues(name, out var values) ? string.Join(",", values) : "";
            Assert.Contains("default-src 'none'; script-src 'self'; style-src 'self'", Header("Content-Security-Policy"));
            Assert.DoesNotContain("unsafe", Header("Content-Security-Policy"));
            Assert.Contains("frame-ancestors 'none'", Header("Content-Security-Policy"));
            Assert.Equal("same-origin", Header("Cross-Origin-Opener-Policy"));
            Assert.Equal("no-referrer", Header("Referrer-Policy"));
            Assert.Equal("nosniff", Header("X-Content-Type-Options"));
            Assert.Equal("no-store", Header("Cache-Control"));
            Assert.Equal("", Header("Set-Cookie"));
            Assert.Equal("", Header("Server"));
            Assert.DoesNotMatch(Inline(), html);
            Assert.Contains($"<html lang=\"{language}\">", html);
            Assert.Contains("<main id=\"main\"", html);
            foreach (Match file in Files().Matches(html))
            {
                using var asset = await desk.Client.GetAsync(file.Groups[1].Value);
                Assert.Equal(HttpStatusCode.OK, asset.StatusCode);
            }
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"jws\":null}")]
    [InlineData("{\"jws\":1}")]
    [InlineData("{\"jws\":\"a\",\"jws\":\"b\"}")]
    [InlineData("{\"jws\":\"a\",\"extra\":1}")]
    [InlineData("{\"jws\":\"a\"")]
    [InlineData("{\"jws\":\"a\"} {}")]
    [InlineData("[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("{\"jws\":\"../../etc/passwd\"}")]
    [InlineData("{\"jws\":\"\\ud800\"}")]
    public async Task Bad_input_is_refused_with_words_that_name_the_mend(string body)
    {
        await using var desk = await DeskUnderTest.Start();
        foreach (var path in new[] { "/my-day", "/find", "/admit", "/staff", "/leave", "/part", "/suggestions", "/link-suggestion", "/dismiss-suggestion", "/retire-provisioner", "/roster", "/my-details", "/uncovered", "/propose", "/asked", "/askable", "/applications", "/assign", "/launch", "/open", "/sign-out", "/my-sign-in", "/unlock", "/passkey/add", "/session/end", "/sign-out-everywhere", "/enrol/begin", "/enrol/finish", "/sign-in/finish", "/sign-in/password", "/password/begin", "/password/set", "/password/remove" })
        {
            using var response = await desk.PostJson(path, body);
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            var (why, message) = await DeskUnderTest.RefusalOf(response);
            Assert.Equal("MALFORMED", why);
            Assert.NotEmpty(message);
        }
    }

    [Fact]
    public async Task Other_content_types_broken_text_and_too_much_of_it_are_refused()
    {
        await using var desk = await DeskUnderTest.Start();
        using var form = await desk.Client.PostAsync("/find", new StringContent("jws=a", Encoding.UTF8, "application/x-www-form-urlencoded"));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, form.StatusCode);

        using var invalid = new ByteArrayContent([.. "{\"jws\":\""u8, 0xC3, 0x28, .. "\"}"u8]);
        invalid.Headers.ContentType = new("application/json");
        using var broken = await desk.Client.PostAsync("/find", invalid);
        Assert.Equal(HttpStatusCode.BadRequest, broken.StatusCode);

        using var huge = await desk.PostJson("/find", "{\"jws\":\"" + new string('a', 300_000) + "\"}");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, huge.StatusCode);
        Assert.Equal("TOO_LARGE", (await DeskUnderTest.RefusalOf(huge)).Why);

        using var longLine = await desk.Client.GetAsync("/authorize?state=" + new string('a', 9_000));
        Assert.Equal(HttpStatusCode.RequestUriTooLong, longLine.StatusCode);
    }

    [Fact]
    public async Task Another_name_for_this_address_and_another_sites_page_get_nothing()
    {
        await using var desk = await DeskUnderTest.Start();
        var rebound = new HttpRequestMessage(HttpMethod.Get, "/my-day") { Headers = { Host = "attacker.example" } };
        Assert.Equal(HttpStatusCode.MisdirectedRequest, (await desk.Client.SendAsync(rebound)).StatusCode);

        var foreign = new HttpRequestMessage(HttpMethod.Post, "/sign-in/begin") { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        foreign.Headers.Add("Origin", "http://records.localhost");
        using var answer = await desk.Client.SendAsync(foreign);
        Assert.Equal("WRONG_ORIGIN", (await DeskUnderTest.RefusalOf(answer)).Why);
    }

    [Fact]
    public async Task A_source_that_asks_too_often_is_slowed_down_and_told_when_to_come_back()
    {
        await using var desk = await DeskUnderTest.Start();
        HttpResponseMessage last;
        var asked = 0;
        do last = await desk.PostJson("/enrol/begin", "{\"link\":\"guess\"}");
        while (last.StatusCode != HttpStatusCode.TooManyRequests && ++asked < 200);
        Assert.Equal(60, asked);
        Assert.Equal("60", last.Headers.GetValues("Retry-After").Single());
        Assert.Equal("TOO_MANY", (await DeskUnderTest.RefusalOf(last)).Why);

        // Signing in has its own allowance: a stranger's guessing at links keeps no nurse out.
        using var signIn = await desk.PostJson("/sign-in/begin", "{}");
        Assert.Equal(HttpStatusCode.OK, signIn.StatusCode);
    }

    [Fact]
    public async Task Scripts_and_styles_come_with_their_type_and_a_tag_and_nothing_else_comes_with_them()
    {
        await using var desk = await DeskUnderTest.Start();
        using var css = await desk.Client.GetAsync("/_content/Holdfast.Ui/holdfast.css");
        Assert.Equal("text/css", css.Content.Headers.ContentType!.MediaType);
        var again = new HttpRequestMessage(HttpMethod.Get, "/_content/Holdfast.Ui/holdfast.css");
        again.Headers.IfNoneMatch.Add(css.Headers.ETag!);
        Assert.Equal(HttpStatusCode.NotModified, (await desk.Client.SendAsync(again)).StatusCode);
        foreach (var path in new[] { "/scripts/role.json", "/scripts/..%2frole.json", "/_content/Holdfast.Ui/%2e%2e", "/role.json", "/scripts/" })
            Assert.Equal(HttpStatusCode.NotFound, (await desk.Client.GetAsync(path)).StatusCode);
    }

    private static IEnumerable<string> Named(DeskUnderTest desk) => desk.Routes.Select(r =>
        $"{r.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Single()} {r.RoutePattern.RawText}");

    /// <summary>Whatever the policy would stop: inline script, style, handlers, javascript: links.</summary>
    [GeneratedRegex(@"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=|javascript:")]
    private static partial Regex Inline();

    [GeneratedRegex("(?:src|href)=\"(/(?:_content|scripts)/[^\"]+)\"")]
    private static partial Regex Files();
}

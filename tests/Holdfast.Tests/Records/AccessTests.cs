using System.Security.Cryptography;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Tests.Records;

/// <summary>Who gets in: tokens, proofs, and the ends of grants.</summary>
public class AccessTests
{
    /// <summary>Routes that say nothing about any patient. Everything else needs a live grant.</summary>
    private static readonly string[] Public =
        ["/health", "/fhir/metadata", "/fhir/.well-known/smart-configuration", "/.well-known/smart-configuration", "/token", "/revoke", "/introspect", "/chart", "/chart/{**path}"];

    [Fact]
    public async Task Without_a_token_every_route_but_the_public_ones_says_401()
    {
        await using var records = await RecordsUnderTest.Start();
        var guarded = 0;
        foreach (var route in records.Routes.Where(r => !Public.Contains(r.RoutePattern.RawText)))
            foreach (var method in route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET", "POST", "PATCH", "DELETE"])
            {
                var path = route.RoutePattern.RawText!.Replace("{type}", "Observation").Replace("{id}", "x").Replace("{version}", "1").Replace("{**rest}", "a/b/c");
                using var answer = await records.Web.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
                Assert.True((int)answer.StatusCode == 401, $"{method} {path} answered {(int)answer.StatusCode}");
                Assert.StartsWith("DPoP ", answer.Headers.WwwAuthenticate.ToString());
                if (method != "HEAD") Assert.Contains("OperationOutcome", await answer.Content.ReadAsStringAsync());
                guarded++;
            }

        Assert.True(guarded >= 10);
    }

    [Fact]
    public async Task A_stolen_token_opens_nothing()
    {
        await using var records = await RecordsUnderTest.Start();
        using var app = await records.OpenChart();
        var path = $"/fhir/Patient/{app.Patient}";
        Assert.Equal(200, (await app.Get(path)).Status);

        using var thief = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        async Task Refused(string why, Action<HttpRequestMessage> change)
        {
            var answer = await app.Send(HttpMethod.Get, path, null, [], change);
            Assert.True(answer.Status == 401, why);
            Assert.Contains("error=", answer.Message.Headers.WwwAuthenticate.ToString());
        }

        void With(HttpRequestMessage request, string proof)
        {
            request.Headers.Remove("DPoP");
            request.Headers.Add("DPoP", proof);
        }

        var used = app.Proof("GET", path);
        Assert.Equal(200, (await app.Send(HttpMethod.Get, path, null, [], r => With(r, used))).Status);
        await Refused("a proof is used once", r => With(r, used));
        await Refused("another key", r => With(r, app.Proof("GET", path, key: thief)));
        await Refused("another method", r => With(r, app.Proof("POST", path)));
        await Refused("another address", r => With(r, app.Proof("GET", "/fhir/Patient/other")));
        await Refused("another token's hash", r => With(r, app.Proof("GET", path, token: "another")));
        await Refused("too old", r => With(r, app.Proof("GET", path, shift: TimeSpan.FromMinutes(-3))));
        await Refused("no proof", r => r.Headers.Remove("DPoP"));
        await Refused("two proofs", r => r.Headers.Add("DPoP", app.Proof("GET", path)));
        await Refused("as a bearer token", r => { r.Headers.Remove("Authorization"); r.Headers.TryAddWithoutValidation("Authorization", $"Bearer {app.Token}"); });
        await Refused("one character changed", r => { r.Headers.Remove("Authorization"); r.Headers.TryAddWithoutValidation("Authorization", $"DPoP {app.Token}A"); });
    }

    [Fact]
    public async Task A_token_opens_one_chart_and_says_nothing_of_others()
    {
        await using var records = await RecordsUnderTest.Start();
        using var hers = await records.OpenChart();
        using var his = await records.OpenChart();
        Assert.Equal(200, (await his.Get($"Patient/{his.Patient}")).Status);
        Assert.Equal(404, (await hers.Get($"Patient/{his.Patient}")).Status);
        Assert.Equal(404, (await hers.Get($"Patient/{his.Patient}/$everything")).Status);
        Assert.Empty((await hers.Get($"Patient?_id={his.Patient}")).Matches);
        Assert.Single((await hers.Get("Patient")).Matches);
    }

    [Fact]
    public async Task When_the_token_expires_the_keys_are_gone()
    {
        await using var records = await RecordsUnderTest.Start();
        using var app = await records.OpenChart();
        var chart = records.Door.Find(app.Token)!.Chart;
        records.Time.Shift = TimeSpan.FromMinutes(11);
        Assert.Equal(401, (await app.Get($"Patient/{app.Patient}")).Status);
        await RecordsUnderTest.Eventually(() => records.Door.Count == 0 && records.Charts.Count == 0);
        AssertGone(chart);
    }

    [Fact]
    public async Task A_freeze_ends_what_is_open_within_a_second()
    {
        await using var records = await RecordsUnderTest.Start();
        using var app = await records.OpenChart();
        var chart = records.Door.Find(app.Token)!.Chart;
        var watch = System.Diagnostics.Stopwatch.StartNew();
        records.State.End(app.Opening.Grant);
        await RecordsUnderTest.Eventually(() => records.Door.Count == 0);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(1));
        Assert.Equal(401, (await app.Get($"Patient/{app.Patient}")).Status);
        AssertGone(chart);
    }

    [Fact]
    public async Task When_the_keyholder_falls_silent_every_key_is_dropped()
    {
        await using var records = await RecordsUnderTest.Start();
        using var app = await records.OpenChart();
        var chart = records.Door.Find(app.Token)!.Chart;
        records.State.Heartbeats = false;
        await RecordsUnderTest.Eventually(() => records.Door.Count == 0, seconds: 10);
        AssertGone(chart);
        records.State.Heartbeats = true;
    }

    [Fact]
    public async Task Two_grants_share_a_chart_until_the_last_one_ends()
    {
        await using var records = await RecordsUnderTest.Start();
        using var first = await records.OpenChart();
        using var second = records.App(first.Chart);
        await second.Redeem();
        Assert.Same(records.Door.Find(first.Token)!.Chart, records.Door.Find(second.Token)!.Chart);
        records.State.End(first.Opening.Grant);
        await RecordsUnderTest.Eventually(() => records.Door.Count == 1);
        Assert.Equal(200, (await second.Get($"Patient/{second.Patient}")).Status);
        records.State.End(second.Opening.Grant);
        await RecordsUnderTest.Eventually(() => records.Charts.Count == 0);
    }

    [Fact]
    public async Task A_refresh_goes_on_with_the_same_chart_and_a_revoked_grant_is_over()
    {
        await using var records = await RecordsUnderTest.Start();
        using var app = await records.OpenChart();
        var old = app.RefreshToken;
        Assert.Equal(200, (await app.Refresh()).Status);
        Assert.NotEqual(old, app.RefreshToken);
        Assert.Equal(200, (await app.Get($"Patient/{app.Patient}")).Status);
        using var revoke = new HttpRequestMessage(HttpMethod.Post, "/revoke") { Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["token"] = app.RefreshToken, ["client_id"] = "holdfast-chart" }) };
        using var revoked = await records.Web.SendAsync(revoke);
        Assert.Equal(200, (int)revoked.StatusCode);
        await RecordsUnderTest.Eventually(() => records.Door.Count == 0);
        Assert.Equal(401, (await app.Get($"Patient/{app.Patient}")).Status);
        Assert.Equal("invalid_grant", (string)(await app.Refresh()).Json["error"]!);
    }

    [Theory]
    [InlineData("grant_type=password", "unsupported_grant_type")]
    [InlineData("grant_type=authorization_code&code=x", "invalid_request")]
    [InlineData("grant_type=authorization_code&code=x&code=y&redirect_uri=r&client_id=c&code_verifier=v", "invalid_request")]
    [InlineData("grant_type=authorization_code&code=x&redirect_uri=r&client_id=c&code_verifier=v", "invalid_grant")]
    [InlineData("grant_type=refresh_token&refresh_token=x&client_id=c", "invalid_grant")]
    public async Task The_token_endpoint_names_what_is_wrong(string form, string error)
    {
        await using var records = await RecordsUnderTest.Start();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/token") { Content = new StringContent(form, System.Text.Encoding.UTF8, "application/x-www-form-urlencoded") };
        request.Headers.Add("DPoP", "proof");
        using var answer = await records.Web.SendAsync(request);
        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Contains($"\"{error}\"", await answer.Content.ReadAsStringAsync());
        Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
    }

    [Fact]
    public async Task Pages_of_a_registered_application_may_call_without_cookies_and_others_may_not()
    {
        await using var records = await RecordsUnderTest.Start();
        async Task<string> Allowed(string path, string origin)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Add("Origin", origin);
            using var answered = await records.Web.SendAsync(request);
            return answered.Headers.TryGetValues("Access-Control-Allow-Origin", out var values) ? values.Single() : "";
        }

        Assert.Equal(AppTokensService.Origin, await Allowed("/fhir/Observation", AppTokensService.Origin));
        foreach (var stranger in new[] { "https://evil.example", "https://app.example.evil.example", "https://app.example:444", "http://app.example", "null" })
            Assert.Equal("", await Allowed("/fhir/Observation", stranger));
        Assert.Equal("*", await Allowed("/.well-known/smart-configuration", "https://evil.example"));

        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/fhir/Observation");
        preflight.Headers.Add("Origin", AppTokensService.Origin);
        preflight.Headers.Add("Access-Control-Request-Method", "POST");
        using var answer = await records.Web.SendAsync(preflight);
        Assert.Equal(204, (int)answer.StatusCode);
        Assert.Equal(AppTokensService.Origin, answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Contains("DPoP", answer.Headers.GetValues("Access-Control-Allow-Headers").Single());
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Credentials"));
    }

    [Fact]
    public async Task Metadata_is_a_valid_capability_statement()
    {
        await using var records = await RecordsUnderTest.Start();
        var metadata = await records.Web.GetByteArrayAsync("/fhir/metadata");
        Assert.Empty(Holdfast.Records.Fhir.ResourceParser.Validate(metadata));
        Assert.Contains("http://desk.localhost/authorize", await records.Web.GetStringAsync("/.well-known/smart-configuration"));
    }

    private static void AssertGone(Holdfast.Records.Charts.OpenChart chart)
    {
        Assert.Empty(chart.Types());
        Assert.Throws<ObjectDisposedException>(() => chart.Keys.Find(KeyholderState.Generation, Holdfast.Wire.Records.RecordClass.Identity)!.Reveal().Length);
    }
}

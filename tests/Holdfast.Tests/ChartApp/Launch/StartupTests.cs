using System.Net;
using System.Text;
using System.Text.Json;
using Holdfast.ChartApp.Launch;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Tests.ChartApp.Launch;

public sealed class StartupTests : IDisposable
{
    private const string Origin = "https://records.test";
    private static readonly PendingAuthorization Remembered = new("the-state", "the-verifier");
    private readonly SoftwareProofKey _key = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 3, 15, 0, 0, TimeSpan.Zero));

    public void Dispose() => _key.Dispose();

    [Fact]
    public async Task The_desks_answer_becomes_an_open_chart()
    {
        var opened = Assert.IsType<StartOutcome.Opened>(await Start("?code=abc&state=the-state&iss=https%3A%2F%2Fdesk.test", Remembered));
        Assert.Equal("p1", opened.Grant.PatientId);
        Assert.True(opened.Grant.IsEmergency);
        Assert.Equal("https://desk.test/", opened.Configuration.Desk.ToString());
    }

    [Theory]
    [InlineData("?code=abc&state=another")]
    [InlineData("?code=abc")]
    [InlineData("?code=abc&state=the-state&state=the-state")]
    public async Task An_answer_to_a_question_that_was_never_asked_opens_nothing(string query)
    {
        Assert.IsType<StartOutcome.NoLaunch>(await Start(query, Remembered));
        Assert.IsType<StartOutcome.NoLaunch>(await Start("?code=abc&state=the-state", null));
    }

    [Theory]
    [InlineData("?code=abc&state=the-state&iss=https%3A%2F%2Fevil.test")]
    [InlineData("?iss=https%3A%2F%2Fevil.test%2Ffhir&launch=x")]
    [InlineData("?launch=x")]
    public async Task Another_server_is_refused(string query) => Assert.IsType<StartOutcome.Refused>(await Start(query, Remembered));

    [Fact]
    public async Task What_the_desk_refused_is_said_in_its_words() =>
        Assert.Equal("Not assigned.", Assert.IsType<StartOutcome.Refused>(await Start("?error=access_denied&error_description=Not+assigned.&state=the-state", Remembered)).ServerWords);

    [Fact]
    public async Task A_reload_leads_back_to_My_day() => Assert.Equal("https://desk.test/", Assert.IsType<StartOutcome.NoLaunch>(await Start("", null)).Desk!.ToString());

    [Fact]
    public async Task Without_signal_the_application_opens_and_knows_it()
    {
        var startup = new Startup(new HttpClient(new Answering(_ => throw new HttpRequestException("no signal"))), _key, new ServerClock(_time), new Uri(Origin + "/chart/"));
        Assert.Null(Assert.IsType<StartOutcome.NoLaunch>(await startup.Start(new QueryString(""), null)).Desk);
    }

    [Theory]
    [InlineData("""{"authorization_endpoint":"https://desk.test/authorize","token_endpoint":"https://evil.test/token"}""")]
    [InlineData("""{"authorization_endpoint":"javascript:alert(1)","token_endpoint":"https://records.test/token"}""")]
    [InlineData("""{"token_endpoint":"https://records.test/token"}""")]
    [InlineData("[]")]
    public void A_configuration_that_would_send_secrets_elsewhere_is_no_configuration(string text)
    {
        using var json = JsonDocument.Parse(text);
        Assert.Null(SmartConfiguration.Read(json.RootElement, new Uri(Origin)));
    }

    [Fact]
    public async Task A_telephone_with_a_wrong_clock_takes_the_servers_time()
    {
        var clock = new ServerClock(_time);
        clock.Learn(_time.GetUtcNow().AddMinutes(7));
        Assert.Equal(_time.GetUtcNow().AddMinutes(7), clock.Now);
        clock.Learn(_time.GetUtcNow().AddSeconds(1));
        Assert.Equal(_time.GetUtcNow(), clock.Now);
        await Task.CompletedTask;
    }

    [Theory]
    [InlineData("""{"access_token":"a","token_type":"Bearer","patient":"p1","holdfast":{"person":{"id":"x"}}}""")]
    [InlineData("""{"access_token":"a","token_type":"DPoP","holdfast":{"person":{"id":"x"}}}""")]
    [InlineData("""{"access_token":"a","token_type":"DPoP","patient":"p1"}""")]
    [InlineData("""{"token_type":"DPoP","patient":"p1","holdfast":{"person":{"id":"x"}}}""")]
    public void A_token_that_is_not_bound_or_names_nobody_is_not_taken(string text)
    {
        using var json = JsonDocument.Parse(text);
        Assert.Null(Grant.Read(json.RootElement, _time.GetUtcNow(), null));
    }

    private async Task<StartOutcome> Start(string query, PendingAuthorization? remembered)
    {
        var http = new HttpClient(new Answering(request => request.RequestUri!.AbsolutePath == "/token"
            ? """{"access_token":"a","token_type":"DPoP","expires_in":600,"patient":"p1","refresh_token":"r","holdfast":{"person":{"id":"x","name":"Amina","role":"nurse"},"purpose":"ETREAT"}}"""
            : """{"issuer":"https://desk.test","authorization_endpoint":"https://desk.test/authorize","token_endpoint":"https://records.test/token"}"""));
        return await new Startup(http, _key, new ServerClock(_time), new Uri(Origin + "/chart/")).Start(new QueryString(query), remembered);
    }

    private sealed class Answering(Func<HttpRequestMessage, string> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(answer(request), Encoding.UTF8, "application/json") });
    }
}

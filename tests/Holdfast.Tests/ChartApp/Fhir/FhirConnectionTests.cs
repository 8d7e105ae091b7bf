using Holdfast.ChartApp.Fhir;

namespace Holdfast.Tests.ChartApp.Fhir;

public sealed class FhirConnectionTests : IDisposable
{
    private readonly PretendRecords _records = new();

    public void Dispose() => _records.Key.Dispose();

    [Fact]
    public async Task A_token_that_runs_out_is_renewed_once_for_all_who_ask()
    {
        var fhir = _records.Connect();
        _records.Time.Advance(TimeSpan.FromMinutes(9.5));
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => fhir.Read("Flag?_count=3")));
        Assert.All(answers, a => Assert.IsType<FhirAnswer.Got>(a).Dispose());
        Assert.Single(_records.Requests, r => r.Contains("/token"));
    }

    [Fact]
    public async Task A_token_that_the_server_forgot_is_renewed_and_the_request_repeated()
    {
        var fhir = _records.Connect();
        _records.ExpireAccessToken();
        Assert.IsType<FhirAnswer.Got>(await fhir.Read("Flag?_count=3")).Dispose();
    }

    [Fact]
    public async Task When_the_session_ended_the_chart_is_told_once_and_nothing_more_is_asked()
    {
        var fhir = _records.Connect();
        var told = 0;
        fhir.Ended += () => told++;
        _records.SessionEnded = true;
        Assert.IsType<FhirAnswer.Ended>(await fhir.Read("Flag?_count=3"));
        var before = _records.Requests.Count;
        Assert.IsType<FhirAnswer.Ended>(await fhir.Read("Flag?_count=3"));
        Assert.Equal((1, before), (told, _records.Requests.Count));
    }

    [Theory]
    [InlineData("https://evil.test/fhir/Flag")]
    [InlineData("https://records.test/other")]
    [InlineData("//evil.test/fhir/Flag")]
    [InlineData("../token")]
    [InlineData("https://records.test.evil/fhir/Flag")]
    public async Task The_token_is_shown_to_no_other_address_even_when_the_server_links_there(string link)
    {
        Assert.IsType<FhirAnswer.Refused>(await _records.Connect().Read(link));
        Assert.Empty(_records.Requests);
    }
}

using System.Net;
using Holdfast.Drill.Clients;
using Holdfast.Records.Tokens;

namespace Holdfast.Tests.Records;

/// <summary>What anybody may send to the token endpoints without a token, and how often.</summary>
public class TokenLimitTests
{
    private const int AtOnce = 16;

    [Fact]
    public async Task A_stranger_who_asks_without_end_is_slowed_down_and_nobody_else_is()
    {
        await using var records = await RecordsUnderTest.Start();
        var address = new Uri(records.Web.BaseAddress!, "/token");
        var answers = new int[TokenLimits.PerMinute + AtOnce];
        await Parallel.ForAsync(0, answers.Length, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, cancel) =>
        {
            using var answer = await records.Web.PostAsync(address, null, cancel);
            answers[i] = (int)answer.StatusCode;
        });
        Assert.Equal((TokenLimits.PerMinute, AtOnce), (answers.Count(s => s == 400), answers.Count(s => s == 429)));

        foreach (var other in new[] { "/revoke", "/introspect" })
        {
            using var slowed = await records.Web.PostAsync(new Uri(address, other), null);
            Assert.Equal(HttpStatusCode.TooManyRequests, slowed.StatusCode);
            Assert.Equal("60", slowed.Headers.GetValues("Retry-After").Single());
        }

        using var elsewhere = LocalWeb.Client(IPAddress.Parse("127.0.0.9"));
        using var served = await elsewhere.PostAsync(address, null);
        Assert.Equal(HttpStatusCode.BadRequest, served.StatusCode);
        Assert.Equal(401, (int)(await records.Web.GetAsync(new Uri(address, "/fhir/Patient"))).StatusCode);
    }

    [Fact]
    public async Task A_form_that_is_larger_than_any_is_no_form()
    {
        await using var records = await RecordsUnderTest.Start();
        using var form = new FormUrlEncodedContent(Enumerable.Range(0, 12).Select(i => KeyValuePair.Create($"a{i}", new string('a', 3000))));
        using var answer = await records.Web.PostAsync(new Uri(records.Web.BaseAddress!, "/token"), form);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("invalid_request", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}

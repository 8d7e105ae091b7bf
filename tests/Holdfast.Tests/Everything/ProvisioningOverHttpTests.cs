using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Holdfast.Tests.Keyholder.Running;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Everything;

/// <summary>An identity provider speaks SCIM to the desk, and a planner sends a schedule, with the real keyholder behind it.</summary>
public class ProvisioningOverHttpTests
{
    [Fact]
    public async Task A_directory_suggests_somebody_is_linked_sends_them_home_and_cannot_bring_them_back_and_a_planner_fills_a_day()
    {
        await using var provider = await RunningProvider.Start();
        using var administrator = await provider.SignIn("administrator");
        using var nurse = await provider.SignIn("nurse");
        var source = await TestSource.Register(provider.Keyholder);

        var made = await Scim(provider, source, "POST", "/Users", """{"userName":"lea@example.org","displayName":"Léa Côté","title":"administrator"}""");
        Assert.Equal(HttpStatusCode.Created, made.Status);
        var id = made.Body.GetProperty("id").GetString()!;
        Assert.Equal(1, (await Scim(provider, source, "GET", "/Users?filter=userName%20eq%20%22lea@example.org%22")).Body.GetProperty("totalResults").GetInt32());

        (await administrator.Post("/link-suggestion", new LinkSuggestionStatement { Suggestion = id, Person = nurse.Person }, "link-suggestion")).Need("link");
        var roster = await TestRoster.Register(provider.Keyholder);
        Assert.Null((await (await Colleague(provider)).Admit(TestKeyholder.Patient("Roy", "9876543217"), PersonOf(nurse))).Refusal);
        var now = provider.Keyholder.Time.GetUtcNow();
        var jws = roster.Sign([new AssignmentItem(nurse.Person, null, "9876543217", "visit", now.ToUnixTimeMilliseconds(), now.AddHours(1).ToUnixTimeMilliseconds())]);
        using (var sent = await provider.Web.PostAsync($"{TestKeyholder.DeskOrigin}/roster", new StringContent($$"""{"jws":"{{jws}}"}""", Encoding.UTF8, "application/json")))
            Assert.Equal("""{"assigned":1,"notTaken":[]}""", await sent.Content.ReadAsStringAsync());
        Assert.True((await nurse.MyDay(now.AddHours(-2).ToUnixTimeMilliseconds(), now.AddHours(2).ToUnixTimeMilliseconds())).Ok);

        var gone = await Scim(provider, source, "PATCH", $"/Users/{id}", """{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":false}]}""");
        Assert.Equal((HttpStatusCode.OK, false), (gone.Status, gone.Body.GetProperty("active").GetBoolean()));
        Assert.False((await nurse.MyDay(now.AddHours(-2).ToUnixTimeMilliseconds(), now.AddHours(2).ToUnixTimeMilliseconds())).Ok);

        var back = await Scim(provider, source, "PUT", $"/Users/{id}", """{"userName":"lea@example.org","displayName":"Léa Côté","active":true}""");
        Assert.Equal((HttpStatusCode.OK, false), (back.Status, back.Body.GetProperty("active").GetBoolean()));
        Assert.Equal(HttpStatusCode.NoContent, (await Scim(provider, source, "DELETE", $"/Users/{id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Scim(provider, source, "GET", $"/Users/{id}")).Status);
    }

    private static PersonId PersonOf(Holdfast.Drill.Clients.StaffClient client) => PersonId.TryParse(client.Person, out var id) ? id : throw new InvalidOperationException();

    /// <summary>A coordinator who speaks to the keyholder without a desk.</summary>
    private static Task<TestPerson> Colleague(RunningProvider provider) => provider.Keyholder.SignIn("coordinator");

    private static async Task<(HttpStatusCode Status, JsonElement Body)> Scim(RunningProvider provider, TestSource source, string method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"{TestKeyholder.DeskOrigin}/scim/v2{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", source.Token);
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/scim+json");
        using var response = await provider.Web.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
    }
}

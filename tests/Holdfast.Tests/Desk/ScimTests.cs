using System.Net;
using System.Text;
using System.Text.Json;
using Holdfast.Desk.Scim;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Desk;

/// <summary>SCIM 2.0 as an identity provider speaks it, translated and no more; and the page on which an administrator sees it.</summary>
public class ScimTests
{
    private static string Id => ProvisionedId.From(ProvisioningService.User.Id).ToString();

    private static async Task<(HttpStatusCode Status, JsonElement Body)> Ask(DeskUnderTest desk, string method, string path, string? json = null, string type = "application/scim+json")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/scim/v2" + path);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + ProvisioningService.Token);
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, type);
        using var response = await desk.Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        if (text.Length > 0) Assert.Equal("application/scim+json", response.Content.Headers.ContentType!.MediaType);
        return (response.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
    }

    [Fact]
    public async Task It_says_what_it_can_do_to_everybody()
    {
        await using var desk = await DeskUnderTest.Start();
        foreach (var path in new[] { "/ServiceProviderConfig", "/ResourceTypes", "/Schemas" })
        {
            using var response = await desk.Client.GetAsync("/scim/v2" + path);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.True(JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.TryGetProperty("schemas", out _));
        }
    }

    [Fact]
    public async Task A_user_is_made_from_what_is_kept_and_the_rest_is_left_out()
    {
        await using var desk = await DeskUnderTest.Start();

        var (status, body) = await Ask(desk, "POST", "/Users", """
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"USERNAME":"lea@example.org","externalId":"e1","name":{"givenName":"Léa","familyName":"Côté"},
             "title":"RN","active":"True","password":"secret","emails":[{"value":"x@example.org"}],"groups":[{"value":"administrators"}]}
            """);

        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Equal((Id, "lea@example.org", true), (body.GetProperty("id").GetString(), body.GetProperty("userName").GetString(), body.GetProperty("active").GetBoolean()));
        var sent = Assert.IsType<ProvisionWriteRequest>(Assert.Single(desk.State.Provisioned));
        Assert.Equal(new ProvisionFields { UserName = "lea@example.org", ExternalId = "e1", Name = "Léa Côté", RoleHint = "RN", Active = true }, sent.Fields);
    }

    [Fact]
    public async Task A_list_is_filtered_by_the_two_names_and_paged()
    {
        await using var desk = await DeskUnderTest.Start();
        var (status, body) = await Ask(desk, "GET", "/Users?filter=userName%20eq%20%22l%5C%22ea%22&startIndex=0&count=500");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal((7, 1, 1), (body.GetProperty("totalResults").GetInt32(), body.GetProperty("startIndex").GetInt32(), body.GetProperty("Resources").GetArrayLength()));
        var asked = Assert.IsType<ProvisionListRequest>(Assert.Single(desk.State.Provisioned));
        Assert.Equal(("userName", "l\"ea", 1, 100), (asked.By, asked.Value, asked.Start, asked.Count));
    }

    [Theory]
    [InlineData("filter=active%20eq%20true")]
    [InlineData("filter=userName%20sw%20%22a%22")]
    [InlineData("filter=userName%20eq%20%22a%22%20or%20active%20eq%20true")]
    [InlineData("filter=userName%20eq%20%22%5Cud800%22")]
    [InlineData("sortBy=userName")]
    [InlineData("startIndex=first")]
    public async Task A_question_that_is_not_served_is_refused_and_never_ignored(string query)
    {
        await using var desk = await DeskUnderTest.Start();
        Assert.Equal(HttpStatusCode.BadRequest, (await Ask(desk, "GET", "/Users?" + query)).Status);
        Assert.Empty(desk.State.Provisioned);
    }

    [Theory]
    [InlineData("""{"Operations":[{"op":"replace","path":"active","value":false}]}""", "{ \"active\": false }")]
    [InlineData("""{"Operations":[{"op":"Replace","path":"active","value":"False"}]}""", "{ \"active\": false }")]
    [InlineData("""{"Operations":[{"op":"replace","value":{"active":false,"displayName":"Léa Roy"}}]}""", "{ \"name\": \"Léa Roy\", \"active\": false }")]
    [InlineData("""{"Operations":[{"op":"add","path":"name.formatted","value":"Léa Roy"},{"op":"remove","path":"title"}]}""", "{ \"name\": \"Léa Roy\", \"roleHint\": \"\" }")]
    [InlineData("""{"Operations":[{"op":"replace","path":"urn:ietf:params:scim:schemas:core:2.0:User:userName","value":"b"}]}""", "{ \"userName\": \"b\" }")]
    [InlineData("""{"Operations":[{"op":"replace","path":"roles","value":"administrator"}]}""", null)]
    [InlineData("""{"Operations":[{"op":"replace","path":"active","value":false},{"op":"replace","path":"emails","value":"x"}]}""", null)]
    [InlineData("""{"Operations":[{"op":"remove","path":"active"}]}""", null)]
    [InlineData("""{"Operations":[{"op":"remove","path":"userName"}]}""", null)]
    [InlineData("""{"Operations":[{"op":"move","path":"active","value":false}]}""", null)]
    [InlineData("""{"Operations":[{"op":"replace","path":"active","value":"yes"}]}""", null)]
    [InlineData("""{"Operations":[{"op":"replace","path":"active","value":0}]}""", null)]
    [InlineData("""{"Operations":[{"op":"replace","value":false}]}""", null)]
    [InlineData("""{"Operations":[]}""", null)]
    [InlineData("""{"Operations":{}}""", null)]
    [InlineData("""{"userName":"a"}""", null)]
    [InlineData("""[]""", null)]
    [InlineData("""{"Operations":[{"op":"replace","path":"active","value":false}],"Operations":[]}""", null)]
    [InlineData("""{"Operations":""", null)]
    [InlineData("""{"Operations":[{"op":"replace","path":"title","value":"\ud800"}]}""", null)]
    [InlineData("""{"Operations":[{"op":"replace","value":{"\ud800":"a"}}]}""", null)]
    [InlineData("""{"Operations":[5,null,"a"]}""", null)]
    public async Task A_patch_changes_what_is_kept_or_nothing_at_all(string patch, string? fields)
    {
        await using var desk = await DeskUnderTest.Start();
        var (status, _) = await Ask(desk, "PATCH", $"/Users/{Id}", patch);
        if (fields is null)
        {
            Assert.Equal(HttpStatusCode.BadRequest, status);
            Assert.Empty(desk.State.Provisioned);
            return;
        }

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(ProvisionFields.Parser.ParseJson(fields), Assert.IsType<ProvisionWriteRequest>(Assert.Single(desk.State.Provisioned)).Fields);
    }

    [Fact]
    public async Task A_replacement_takes_away_what_is_not_there_and_a_deletion_answers_with_nothing()
    {
        await using var desk = await DeskUnderTest.Start();
        Assert.Equal(HttpStatusCode.OK, (await Ask(desk, "PUT", $"/Users/{Id}", """{"userName":"b","displayName":"B Roy"}""")).Status);
        Assert.Equal(new ProvisionFields { UserName = "b", Name = "B Roy", ExternalId = "", RoleHint = "" }, Assert.IsType<ProvisionWriteRequest>(Assert.Single(desk.State.Provisioned)).Fields);
        Assert.Equal(HttpStatusCode.NoContent, (await Ask(desk, "DELETE", $"/Users/{Id}")).Status);
    }

    [Theory]
    [InlineData(Why.SourceCap, 403)]
    [InlineData(Why.NotAllowed, 403)]
    [InlineData(Why.NotFound, 404)]
    [InlineData(Why.Conflict, 409)]
    [InlineData(Why.Malformed, 400)]
    [InlineData(Why.SlowDown, 429)]
    [InlineData(Why.Expired, 401)]
    public async Task A_no_of_the_keyholder_is_an_error_of_SCIM_and_tells_nothing_of_who_somebody_is(Why why, int status)
    {
        await using var desk = await DeskUnderTest.Start();
        desk.State.ProvisioningRefusal = why;
        var (answered, body) = await Ask(desk, "PATCH", $"/Users/{Id}", """{"Operations":[{"op":"replace","path":"active","value":false}]}""");
        Assert.Equal(status, (int)answered);
        Assert.DoesNotContain("approver", body.GetRawText());
        if (why == Why.SourceCap) desk.State.ProvisioningRefusal = Why.NotAllowed;
        if (why is Why.SourceCap or Why.NotAllowed) // that somebody is one of the last guards looks like the cap
            Assert.Equal(body.GetRawText(), (await Ask(desk, "PATCH", $"/Users/{Id}", """{"Operations":[{"op":"replace","path":"active","value":false}]}""")).Body.GetRawText());
    }

    [Fact]
    public async Task Other_types_and_too_much_are_refused()
    {
        await using var desk = await DeskUnderTest.Start();
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await Ask(desk, "POST", "/Users", "a=b", "application/x-www-form-urlencoded")).Status);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await Ask(desk, "POST", "/Users", $$"""{"userName":"{{new string('a', 40_000)}}"}""")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Ask(desk, "GET", "/Users/nobody")).Status);
        Assert.Empty(desk.State.Provisioned.OfType<ProvisionWriteRequest>());
    }

    [Fact]
    public async Task A_schedule_of_a_service_is_carried_unread()
    {
        await using var desk = await DeskUnderTest.Start();
        using var good = await desk.PostJson("/roster", $$"""{"jws":"{{RosterService.Good}}"}""");
        Assert.Equal("""{"assigned":2,"notTaken":[1]}""", await good.Content.ReadAsStringAsync());
        using var other = await desk.PostJson("/roster", """{"jws":"another.service.s"}""");
        Assert.Equal("CLIENT_UNKNOWN", (await DeskUnderTest.RefusalOf(other)).Why);
        Assert.Equal(2, desk.State.Relayed.Count);
    }

    [Fact]
    public async Task The_administrator_reads_what_is_suggested_in_both_languages_and_no_markup_of_a_source()
    {
        await using var desk = await DeskUnderTest.Start();
        var administrator = desk.State.SignIn("Ada Min", "administrator");
        desk.State.Suggested.Add(new Suggestion { Id = ProvisionedId.New().ToByteString(), Kind = "hire", Name = "Léa <b>Roy", UserName = "lea@example.org", RoleHint = "administrator", SourceName = "HR system", Alike = { desk.State.Person("Léa <b>Roy", "nurse") } });
        desk.State.Suggested.Add(new Suggestion { Id = ProvisionedId.New().ToByteString(), Kind = "return", Name = "Paul", Person = desk.State.Person("Paul", "nurse"), SourceName = "HR system" });
        desk.State.Suggested.Add(new Suggestion { Id = ProvisionedId.New().ToByteString(), Kind = "leave", Name = "Zoé", Person = desk.State.Person("Zoé", "nurse"), SourceName = "HR system" });

        var english = await (await desk.Post("/suggestions", new PlainStatement(), "suggestions", administrator, "text/html")).Content.ReadAsStringAsync();
        var french = WebUtility.HtmlDecode(await (await desk.Post("/suggestions", new PlainStatement(), "suggestions", administrator, "text/html", "fr")).Content.ReadAsStringAsync());

        foreach (var act in new[] { "hire", "link", "return", "leave", "retire" }) Assert.Contains($"data-do=\"{act}\"", english);
        Assert.Contains("1 of at most 5", english);
        Assert.DoesNotContain("<b>Roy", english);
        Assert.Contains("Demander l’embauche", french);
    }
}

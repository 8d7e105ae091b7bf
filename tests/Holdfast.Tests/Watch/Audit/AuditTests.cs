using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Holdfast.Records.Fhir;
using Holdfast.Watch.Audit;
using Holdfast.Watch.Events;

namespace Holdfast.Tests.Watch.Audit;

/// <summary>Who has seen a chart, as FHIR AuditEvents after IHE's Basic Audit Log Patterns.</summary>
public class AuditTests
{
    private const string Rows = "\"rows\":[[\"clinical\",\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"],[\"identity\",\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"]]";

    private static string Views(params string[] interactions) =>
        $"\"kind\":\"views\",\"node\":\"records-1\",\"instance\":\"{Entries.Run}\",\"grant\":\"{Entries.Grant}\",\"items\":[{string.Join(',', interactions.Select(i => $"[\"clinical\",3,{Entries.Noon},\"{i}\"]"))}]";

    private static readonly string Searched = $"\"kind\":\"search\",\"person\":\"{Entries.Nurse}\",\"session\":\"{Entries.Session}\",\"query\":\"{Entries.Hash}\",\"charts\":[\"{Entries.Chart}\",\"{Entries.OtherChart}\"],\"more\":false";

    private static readonly string[] Day =
    [
        Entries.Start("records", "records-1", Entries.Run), Entries.Open(purpose: "ETREAT"), Entries.Release(), Searched,
        $"\"kind\":\"head\",\"chart\":\"{Entries.Chart}\",\"grant\":\"{Entries.Grant}\",\"node\":\"records-1\",\"from\":0,\"sequence\":2,\"hash\":\"{Entries.Hash}\",{Rows}",
        Views("read", "vread", "history", "search", "everything", "create", "update", "patch", "delete", "of-tomorrow"),
        Entries.Refused(), Entries.Refused(chart: Entries.OtherChart, person: Entries.Other), Entries.MyDay(Entries.Other, Entries.OtherSession, Entries.OtherChart),
        $"\"kind\":\"service-token\",\"client\":\"lab\",\"grant\":\"{Entries.OtherGrant}\",\"node\":\"records-1\",\"instance\":\"{Entries.Run}\"",
        Entries.Release(Entries.OtherGrant, person: null, session: null, service: "lab", classes: "clinical,clinical@lab"),
        $"\"kind\":\"admitted\",\"chart\":\"{Entries.ThirdChart}\",\"grant\":\"{Entries.OtherGrant}\",\"client\":\"lab\"",
        $"\"kind\":\"heads\",\"grant\":\"{Entries.OtherGrant}\",\"node\":\"records-1\",\"moves\":[[\"{Entries.Chart}\",2,3,\"{Entries.Hash}\"],[\"{Entries.ThirdChart}\",0,1,\"{Entries.Hash}\"]],{Rows}",
    ];

    private static async Task<WatchInstallation> Running(params string[] entries)
    {
        var here = await WatchInstallation.Make();
        await here.Append(entries);
        await here.Start();
        await here.Follow();
        return here;
    }

    /// <param name="valid">False where an answer is too large to be looked through in a test.</param>
    private static async Task<JsonNode> Ask(WatchInstallation here, HttpClient browser, object question, bool valid = true)
    {
        using var response = await browser.PostAsJsonAsync("/audit-events", question);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, text);
        Assert.Equal("application/fhir+json", response.Content.Headers.ContentType!.MediaType);
        if (valid) Assert.Empty(ResourceParser.Validate(Encoding.UTF8.GetBytes(text)).Select(issue => $"{issue.Path}: {issue.Details}"));
        return JsonNode.Parse(text)!;
    }

    private static List<JsonNode> Events(JsonNode bundle) => [.. (bundle["entry"]?.AsArray() ?? []).Select(entry => entry!["resource"]!)];

    private static string? Profile(JsonNode made) => (string?)made["meta"]?["profile"]?[0];

    [Theory]
    [InlineData("read", "PatientRead", 'R', "read")]
    [InlineData("vread", "PatientRead", 'R', "vread")]
    [InlineData("history", "PatientRead", 'R', "history")]
    [InlineData("search", "PatientQuery", 'E', "search")]
    [InlineData("everything", "PatientQuery", 'E', "operation")]
    [InlineData("create", "PatientCreate", 'C', "create")]
    [InlineData("update", "PatientUpdate", 'U', "update")]
    [InlineData("patch", "PatientUpdate", 'U', "patch")]
    [InlineData("delete", "PatientDelete", 'D', "delete")]
    [InlineData("of-tomorrow", null, 'E', "operation")]
    public void What_records_reports_becomes_the_pattern_of_its_kind(string interaction, string? profile, char action, string subtype)
    {
        var fact = Assert.Single(AuditFacts.Of(Entries.Read(Views(interaction))));
        Assert.Equal((profile is null ? null : $"IHE.BasicAudit.{profile}", action, subtype, "clinical", 3), (fact.Kind.Profile, fact.Kind.Action, fact.Kind.Subtype, fact.What, fact.Resources));
    }

    [Fact]
    public async Task Who_handled_a_chart_is_one_bundle_with_kind_time_and_every_person_and_no_other_chart()
    {
        await using var here = await Running(Day);
        using var browser = here.Browser();
        var bundle = await Ask(here, browser, new { jws = here.Look("audit"), chart = Entries.Chart });
        var events = Events(bundle);
        // Newest first: two heads of the lab and its release, a refusal, ten reported interactions, a head, a search, a release.
        Assert.Equal(["U", "R", "E", .. "RRREECUUDE".Select(c => c.ToString()), "U", "E", "R"], events.Select(e => (string)e["action"]!));
        Assert.Equal(events.Count, events.Select(e => (string)e["id"]!).Distinct().Count());
        Assert.DoesNotContain(Entries.OtherChart, bundle.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Entries.ThirdChart, bundle.ToJsonString(), StringComparison.Ordinal);
        Assert.All(events, e => Assert.Contains(e["entity"]!.AsArray(), entity => (string?)entity!["what"]?["reference"] == $"Patient/{Entries.Chart}"));
        Assert.Equal(["4"], events.Select(e => (string)e["outcome"]!).Where(outcome => outcome != "0"));
        Assert.Equal(2, events.Count(e => Profile(e) is null)); // the refusal, and what this version does not know

        var release = events[^1];
        var nurse = release["agent"]!.AsArray().Single(agent => (bool)agent!["requestor"]!)!;
        Assert.Equal((Entries.Nurse, "Marie <Tremblay>", "ETREAT"), ((string)nurse["who"]!["identifier"]!["value"]!, (string)nurse["name"]!, (string)nurse["purposeOfUse"]![0]!["coding"]![0]!["code"]!));
        Assert.Equal("identity clinical", (string)release["entity"]![1]!["what"]!["identifier"]!["value"]!);
        var lab = events[1]["agent"]!.AsArray().Single(agent => (bool)agent!["requestor"]!)!;
        Assert.Equal("lab", (string)lab["who"]!["identifier"]!["value"]!);
        Assert.Equal(("4", "no visit and no place on the care team explains it"), ((string)events[2]["outcome"]!, (string)events[2]["outcomeDesc"]!));
        foreach (var made in events.Where(e => Profile(e) is not null)) FitsThePattern(made);
    }

    /// <summary>What BALP's profiles demand beyond R4 (IHE ITI, Basic Audit Log Patterns 1.1): slices by type, each with what it must have.</summary>
    private static void FitsThePattern(JsonNode made)
    {
        var kind = Profile(made)!.Split("/IHE.BasicAudit.Patient")[1];
        JsonNode? Agent(string code) => made["agent"]!.AsArray().SingleOrDefault(agent => (string?)agent!["type"]?["coding"]?[0]?["code"] == code);
        JsonNode? Entity(string type, string role) => made["entity"]!.AsArray().SingleOrDefault(entity => (string)entity!["type"]!["code"]! == type && (string)entity["role"]!["code"]! == role);
        Assert.Equal("rest", (string)made["type"]!["code"]!);
        var (client, server, user) = kind switch { "Read" => ("110152", "110153", "IRCP"), "Delete" => ("110150", "custodian", "AUT"), "Query" => ("110153", "110152", "IRCP"), _ => ("110153", "110152", "AUT") };
        foreach (var side in new[] { client, server }) Assert.True(Agent(side)?["who"] is not null && Agent(side)!["network"] is not null, $"{kind}: agent {side}");
        if (made["agent"]!.AsArray().Count > 2) Assert.True((bool)Agent(user)!["requestor"]! && Agent(user)!["network"] is null, $"{kind}: user");
        Assert.NotNull(Entity("1", "1")!["what"]);
        if (kind == "Query") Assert.True(Entity("2", "24") is { } query && query["what"] is null && query["detail"] is null && (query["query"] is not null || query["_query"] is not null), $"{kind}: query");
        else Assert.NotNull(Entity("2", "4")!["what"]);
        if (kind == "Delete") Assert.True(made["entity"]!.AsArray().Count == 2 && Entity("2", "4")!["detail"] is null, "delete: closed");
        Assert.NotNull(made["source"]!["observer"]);
    }

    [Fact]
    public async Task A_person_or_a_time_can_be_asked_for_and_each_question_is_entered()
    {
        await using var here = await Running(Day);
        using var browser = here.Browser();
        var looked = here.Keyholder.Office.Looked;
        var other = Events(await Ask(here, browser, new { jws = here.Look("audit"), key = here.Key, person = Entries.Other }));
        Assert.Equal(2, other.Count);
        Assert.Empty(Events(await Ask(here, browser, new { jws = here.Look("audit"), key = here.Key, person = Entries.Other, chart = Entries.Chart })));
        Assert.Empty(Events(await Ask(here, browser, new { jws = here.Look("audit"), key = here.Key, from = Entries.Noon + 86_400_000 })));
        Assert.Equal(looked + 3, here.Keyholder.Office.Looked);

        foreach (var wrong in new object[] { new { jws = here.Look("audit") }, new { jws = here.Look("audit"), chart = "../etc" }, new { jws = here.Look("audit"), person = "Marie" } })
            Assert.Equal(HttpStatusCode.BadRequest, (await browser.PostAsJsonAsync("/audit-events", wrong)).StatusCode);
        var used = here.Look("audit");
        await Ask(here, browser, new { jws = used, key = here.Key, chart = Entries.Chart });
        Assert.False((await browser.PostAsJsonAsync("/audit-events", new { jws = used, key = here.Key, chart = Entries.Chart })).IsSuccessStatusCode);
        here.Keyholder.Office.SignedOut = true;
        Assert.False((await browser.PostAsJsonAsync("/audit-events", new { jws = here.Look("audit"), key = here.Key, chart = Entries.Chart })).IsSuccessStatusCode);
    }

    [Fact]
    public async Task What_does_not_fit_one_answer_goes_on_in_the_next()
    {
        var many = Views([.. Enumerable.Repeat("read", 400)]);
        await using var here = await Running([Entries.Open(), .. Enumerable.Repeat(many, 14)]);
        using var browser = here.Browser();
        var first = await Ask(here, browser, new { jws = here.Look("audit"), chart = Entries.Chart }, valid: false);
        Assert.True(Events(first).Count is >= AuditOf.MostEvents and < AuditOf.MostEvents + 400);
        var before = long.Parse(((string)first["link"]![0]!["url"]!).Split("before=")[1], System.Globalization.CultureInfo.InvariantCulture);
        var second = await Ask(here, browser, new { jws = here.Look("audit"), chart = Entries.Chart, before }, valid: false);
        Assert.Null(second["link"]);
        Assert.Equal(14 * 400, Events(first).Concat(Events(second)).Select(e => (string)e["id"]!).Distinct().Count());
    }
}

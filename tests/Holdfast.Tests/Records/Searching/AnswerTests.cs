namespace Holdfast.Tests.Records.Searching;

/// <summary>Search over HTTP: pages, compartments, what stands in links, and whom a page link serves.</summary>
public class AnswerTests(SearchTests.Chart chart) : IClassFixture<SearchTests.Chart>
{
    private static string? Link(FhirResponse answer, string relation) =>
        ((string?)answer.Json["link"]!.AsArray().FirstOrDefault(l => (string)l!["relation"]! == relation)?["url"])?.Replace(RecordsUnderTest.Origin, "");

    private static IReadOnlyList<string> Ids(FhirResponse answer) => [.. answer.Matches.Select(m => (string)m["id"]!)];

    private static string Observation(AppUnderTest app, int value) => WritingTests.Observation(app.Patient, "8867-4", $"{value}", $"2026-11-0{value}T09:00:00-05:00");

    [Fact]
    public async Task Pages_stay_the_same_while_others_write()
    {
        using var app = await chart.Records.OpenChart();
        var ids = new List<string>();
        for (var i = 1; i <= 5; i++) ids.Add((await app.Post("Observation", Observation(app, i))).Id);
        var first = await app.Search("Observation", ("code", "8867-4"), ("_sort", "date"), ("_count", "2"));
        Assert.Null(Link(first, "previous"));
        await app.Post("Observation", WritingTests.Observation(app.Patient, "8867-4", "9", "2026-10-01T09:00:00-05:00"));
        await app.Put($"Observation/{ids[3]}", Observation(app, 4).Replace("{\"resourceType\"", $"{{\"id\":\"{ids[3]}\",\"resourceType\"").Replace("8867-4", "8310-5"));
        var second = await app.Get(Link(first, "next")!);
        Assert.Equal(ids[2..4], Ids(second));
        Assert.Contains("8867-4", second.Matches[1].ToJsonString());
        var third = await app.Get(Link(second, "next")!);
        Assert.Equal(ids[4..], Ids(third));
        Assert.Null(Link(third, "next"));
        Assert.Equal(Link(first, "last"), Link(third, "self"));
        Assert.Equal(ids[2..4], Ids(await app.Get(Link(third, "previous")!)));
        Assert.Equal(ids[..2], Ids(await app.Get(Link(third, "first")!)));
        Assert.Equal(5, (int)third.Json["total"]!);
    }

    [Fact]
    public async Task A_page_link_serves_nobody_else_and_answers_as_if_it_were_unknown()
    {
        var link = Link(await chart.App.Search("Observation", ("_count", "2")), "next")!;
        using var sameChart = chart.Records.App(chart.App.Chart);
        await sameChart.Redeem();
        using var elsewhere = await chart.Records.OpenChart();
        var unknown = await chart.App.Get("Observation?_page=AAAAAAAAAAAAAAAAAAAAAA.1");
        Assert.Equal(410, unknown.Status);
        foreach (var other in new[] { sameChart, elsewhere })
        {
            var answer = await other.Get(link);
            Assert.Equal((unknown.Status, unknown.Text), (answer.Status, answer.Text));
        }

        Assert.Equal(410, (await chart.App.Get(link.Split('.')[0] + ".99")).Status);
        Assert.Equal(400, (await chart.App.Get(link + "&code=x")).Status);
        Assert.Equal(200, (await chart.App.Get(link)).Status);
    }

    [Fact]
    public async Task A_grant_keeps_only_so_many_lists_to_page_through()
    {
        using var app = await chart.Records.OpenChart();
        for (var i = 1; i <= 3; i++) await app.Post("Observation", Observation(app, i));
        var first = Link(await app.Search("Observation", ("_count", "2")), "next")!;
        for (var i = 0; i < 16; i++) await app.Search("Observation", ("_count", "2"));
        Assert.Equal(410, (await app.Get(first)).Status);
    }

    [Fact]
    public async Task What_was_used_stands_in_the_self_link_of_a_get_and_nothing_in_that_of_a_post()
    {
        var lenient = await chart.App.Get("Observation?code=8867-4&colour=red", ("Prefer", "handling=lenient"));
        Assert.Equal("/fhir/Observation?code=8867-4", Link(lenient, "self"));
        Assert.Contains(lenient.Notes, n => n.Contains("colour", StringComparison.Ordinal));
        Assert.Equal("/fhir/Observation", Link(await chart.App.Search("Observation", ("code", "8867-4")), "self"));
    }

    [Theory]
    [InlineData("Patient/PATIENT/Condition", 2)]
    [InlineData("Patient/PATIENT/Condition?clinical-status=active", 1)]
    [InlineData("Patient/PATIENT/*", 13)]
    [InlineData("Patient/PATIENT/*?_type=Condition,Encounter", 3)]
    [InlineData("?_type=Condition,Encounter", 3)]
    [InlineData("?_lastUpdated=gt2020", 13)] // the reader is no part of what is searched: read by id alone
    [InlineData("?_id=PATIENT", 1)]
    public async Task Compartments_and_the_whole_chart_are_searched(string search, int matches)
    {
        var answer = await chart.App.Get("/fhir" + (search.StartsWith('?') ? "" : "/") + search.Replace("PATIENT", chart.App.Patient));
        Assert.True(answer.Status == 200, answer.Text);
        Assert.Equal(matches, (int)answer.Json["total"]!);
    }

    [Theory]
    [InlineData("Patient/somebody-else/Condition", 404)]
    [InlineData("Patient/PATIENT/Organization", 404)]
    [InlineData("Condition/x/Observation", 404)]
    [InlineData("Patient/PATIENT/Nonsense", 404)]
    [InlineData("?_type=Nonsense", 400)]
    [InlineData("?_type=Condition,Encounter&clinical-status=active", 400)]
    public async Task What_is_no_compartment_or_not_common_to_the_types_is_refused(string search, int status) =>
        Assert.Equal(status, (await chart.App.Get("/fhir" + (search.StartsWith('?') ? "" : "/") + search.Replace("PATIENT", chart.App.Patient))).Status);

    [Fact]
    public async Task No_total_is_said_when_none_is_wanted_and_what_is_included_is_marked()
    {
        var answer = await chart.App.Get("Encounter?_total=none&_include=Encounter:subject");
        Assert.Null(answer.Json["total"]);
        Assert.Equal(["match", "include"], answer.Json["entry"]!.AsArray().Select(e => (string)e!["search"]!["mode"]!));
        Assert.Empty(Holdfast.Records.Fhir.ResourceParser.Validate(System.Text.Encoding.UTF8.GetBytes(answer.Text)));
    }

    /// <summary>A coordinator whose grant covers the identity alone learns nothing of diagnoses, by whatever way.</summary>
    [Theory]
    [InlineData("Patient?_has:Condition:patient:code=44054006")]
    [InlineData("Patient?_revinclude=Condition:patient")]
    [InlineData("Patient?_revinclude:iterate=Observation:subject")]
    [InlineData("RelatedPerson?patient._has:Condition:patient:code=44054006")]
    [InlineData("Condition?_summary=count")]
    [InlineData("Condition?_count=0&code=44054006")]
    [InlineData("Patient/PATIENT/Condition")]
    [InlineData("Patient/PATIENT/Condition?_summary=count")]
    [InlineData("?_type=Patient,Condition")]
    [InlineData("Patient?_list=l")]
    public async Task A_coordinator_who_reads_identity_alone_infers_no_diagnosis(string search)
    {
        using var coordinator = chart.Records.App(chart.App.Chart, reads: ["identity"], writes: []);
        await coordinator.Redeem();
        var answer = await coordinator.Get("/fhir" + (search.StartsWith('?') ? "" : "/") + search.Replace("PATIENT", chart.App.Patient));
        Assert.Equal(403, answer.Status);
        Assert.DoesNotContain("total", answer.Text);
        foreach (var open in new[] { $"Patient/{chart.App.Patient}/*", "Patient?_revinclude=*&_include=*", "" })
        {
            var seen = await coordinator.Get("/fhir/" + open);
            Assert.True(seen.Status == 200, seen.Text);
            Assert.DoesNotContain("Condition\"", seen.Text.Replace("\"Condition\",\"", ""));
            Assert.DoesNotContain("44054006", seen.Text);
        }
    }

    /// <summary>An app that was given one type alone does not reach the others through it.</summary>
    [Theory]
    [InlineData("Observation?encounter:Encounter.status=finished")]
    [InlineData("Observation?_has:Condition:evidence-detail:code=44054006")]
    [InlineData("Observation?_include=Observation:encounter")]
    [InlineData("Condition?code=44054006")]
    public async Task An_app_with_the_scope_of_one_type_reaches_no_other(string search)
    {
        using var app = chart.Records.App(chart.App.Chart, scope: "launch patient/Observation.rs");
        await app.Redeem();
        Assert.Equal(403, (await app.Get(search)).Status);
        var all = await app.Get("Observation?_include=*&_revinclude=*");
        Assert.Equal(9, all.Json["entry"]!.AsArray().Count);
    }
}

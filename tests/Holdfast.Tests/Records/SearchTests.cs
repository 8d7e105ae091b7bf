using System.Text.Json.Nodes;

namespace Holdfast.Tests.Records;

/// <summary>Search inside an opened chart.</summary>
public class SearchTests(SearchTests.Chart chart) : IClassFixture<SearchTests.Chart>
{
    public sealed class Chart : IAsyncLifetime
    {
        internal RecordsUnderTest Records { get; private set; } = null!;

        internal AppUnderTest App { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Records = await RecordsUnderTest.Start();
            App = await Records.OpenChart();
            for (var day = 1; day <= 9; day++)
                await App.Post("Observation", WritingTests.Observation(App.Patient, day % 2 == 0 ? "8867-4" : "8310-5", $"{70 + day}", $"2026-11-{day:00}T22:30:00-05:00"));
            await App.Post("Condition", Condition("44054006", "active", "Diabète", "2020"));
            await App.Post("Condition", Condition("38341003", "resolved", "Hypertension", "2019-06"));
            await App.Post("Encounter", $$"""{"resourceType":"Encounter","status":"finished","class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"HH"},"subject":{"reference":"Patient/{{App.Patient}}"},"period":{"start":"2026-11-03T09:00:00-05:00"} }""");
        }

        public async ValueTask DisposeAsync()
        {
            App.Dispose();
            await Records.DisposeAsync();
        }

        private string Condition(string code, string status, string text, string onset) =>
            $$"""{"resourceType":"Condition","clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"{{status}}"}]},"code":{"coding":[{"system":"http://snomed.info/sct","code":"{{code}}"}],"text":"{{text}}"},"subject":{"reference":"Patient/{{App.Patient}}"},"onsetDateTime":"{{onset}}"}""";
    }

    [Theory]
    [InlineData("Observation?code=8867-4", 4)]
    [InlineData("Observation?code=http://loinc.org|8867-4", 4)]
    [InlineData("Observation?code=http://loinc.org|", 9)]
    [InlineData("Observation?code=|8867-4", 0)]
    [InlineData("Observation?code=8867-4,8310-5", 9)]
    [InlineData("Observation?code=8867-4&code=8310-5", 0)]
    [InlineData("Observation?code:not=8867-4", 5)]
    [InlineData("Observation?status=final", 9)]
    [InlineData("Observation?status=http://hl7.org/fhir/observation-status|final", 9)]
    [InlineData("Observation?date=2026-11-03", 1)]
    [InlineData("Observation?date=ge2026-11-05", 5)]
    [InlineData("Observation?date=gt2026-11-05", 4)]
    [InlineData("Observation?date=lt2026-11-05", 4)]
    [InlineData("Observation?date=le2026-11-05", 5)]
    [InlineData("Observation?date=ge2026-11-03&date=lt2026-11-06", 3)]
    [InlineData("Observation?date=2026-11", 9)]
    [InlineData("Observation?date=ne2026-11-03", 8)]
    [InlineData("Observation?date=sa2026-11-05", 4)]
    [InlineData("Observation?date=eb2026-11-05", 4)]
    [InlineData("Observation?date=2026-11-04T03:30:00Z", 1)]
    [InlineData("Observation?date=gt2026-11-09T03:30:00Z", 1)]
    [InlineData("Observation?subject=PATIENT", 9)]
    [InlineData("Observation?subject=Patient/PATIENT", 9)]
    [InlineData("Observation?patient=PATIENT", 9)]
    [InlineData("Observation?subject:Patient=PATIENT", 9)]
    [InlineData("Observation?subject:Group=PATIENT", 0)]
    [InlineData("Observation?encounter:missing=true", 9)]
    [InlineData("Observation?code:missing=true", 0)]
    [InlineData("Observation?_lastUpdated=gt2026-01-01", 9)]
    [InlineData("Observation?_lastUpdated=lt2026-01-01", 0)]
    [InlineData("Condition?clinical-status=active", 1)]
    [InlineData("Condition?onset-date=2020", 1)]
    [InlineData("Condition?onset-date=ge2019-07", 1)]
    [InlineData("Encounter?class=HH", 1)]
    [InlineData("Encounter?date=ge2026-11-04", 1)]
    [InlineData("Encounter?date=lt2026-11-03", 0)]
    [InlineData("Patient?family=trem", 1)]
    [InlineData("Patient?family:exact=trem", 0)]
    [InlineData("Patient?given=aimee", 1)]
    [InlineData("Patient?name:contains=BLAY", 1)]
    [InlineData("Patient?birthdate=1941-03-09", 1)]
    [InlineData("Patient?birthdate=lt1941", 0)]
    [InlineData("Patient?gender=female", 1)]
    [InlineData("Patient?deceased=true", 0)]
    public async Task Finds(string search, int matches)
    {
        var answer = await chart.App.Get(search.Replace("PATIENT", chart.App.Patient));
        Assert.True(answer.Status == 200, answer.Text);
        Assert.Equal(matches, (int)answer.Json["total"]!);
        Assert.Equal(matches, answer.Matches.Count);
    }

    [Fact]
    public async Task Names_are_searched_by_post_and_stand_in_no_address()
    {
        var answer = await chart.App.Search("Patient", ("family", "Tremblay"), ("_count", "10"));
        Assert.Single(answer.Matches);
        Assert.DoesNotContain("family", answer.Json["link"]!.ToJsonString());
    }

    [Fact]
    public async Task Pages_follow_each_other_and_belong_to_one_grant()
    {
        var seen = new List<string>();
        var answer = await chart.App.Search("Observation", ("date", "ge2026-11-02"), ("_count", "3"), ("_sort", "-date"));
        using var other = chart.Records.App(chart.App.Chart);
        await other.Redeem();
        for (var page = 0; page < 3; page++)
        {
            Assert.Equal(8, (int)answer.Json["total"]!);
            seen.AddRange(answer.Matches.Select(m => (string)m["effectiveDateTime"]!));
            var next = answer.Json["link"]!.AsArray().FirstOrDefault(l => (string)l!["relation"]! == "next");
            if (next is null) break;
            var address = ((string)next["url"]!).Replace(RecordsUnderTest.Origin, "");
            Assert.DoesNotContain("2026", address);
            Assert.Equal(410, (await other.Get(address)).Status);
            answer = await chart.App.Get(address);
        }

        Assert.Equal(8, seen.Count);
        Assert.Equal(seen.OrderDescending(), seen);
    }

    [Fact]
    public async Task An_unknown_parameter_is_refused_or_named()
    {
        Assert.Contains("combo-code", (await chart.App.Get("Observation?colour=red")).Issue);
        var lenient = await chart.App.Get("Observation?colour=red&code=8867-4", ("Prefer", "handling=lenient"));
        Assert.Equal(4, lenient.Matches.Count);
        Assert.Contains(lenient.Notes, n => n.Contains("colour") && n.Contains("left out"));
    }

    [Fact]
    public async Task A_count_shows_no_resource()
    {
        foreach (var search in new[] { "Observation?_summary=count", "Observation?_count=0" })
        {
            var answer = await chart.App.Get(search);
            Assert.Equal(9, (int)answer.Json["total"]!);
            Assert.Empty(answer.Matches);
        }
    }

    [Fact]
    public async Task Everything_is_the_whole_chart()
    {
        var all = await chart.App.Get($"Patient/{chart.App.Patient}/$everything");
        Assert.Equal(13, all.Matches.Count);
        Assert.Empty(Holdfast.Records.Fhir.ResourceParser.Validate(System.Text.Encoding.UTF8.GetBytes(all.Text)));
        var some = await chart.App.Get($"Patient/{chart.App.Patient}/$everything?_type=Patient,Condition");
        Assert.Equal(3, some.Matches.Count);
        Assert.Empty((await chart.App.Get($"Patient/{chart.App.Patient}/$everything?_since=2100-01-01T00:00:00Z")).Matches);
        Assert.Equal(400, (await chart.App.Get($"Patient/{chart.App.Patient}/$everything?colour=red")).Status);
    }

    [Theory]
    [InlineData("start=2026-11-03&end=2026-11-04", 6)] // the patient, two measurements, the visit, two conditions that last
    [InlineData("end=2019-12-31", 2)]
    [InlineData("start=2026-11-09", 5)] // a visit that has not ended, too
    [InlineData("start=2026-11&end=2026-11", 13)]
    [InlineData("start=2026-11-03&end=2026-11-04&_type=Observation", 2)]
    [InlineData("_type=Condition&_type=Encounter", 3)]
    public async Task Everything_of_some_days_is_what_care_was_given_then(string parameters, int count)
    {
        Assert.Equal(count, (await chart.App.Get($"Patient/{chart.App.Patient}/$everything?{parameters}")).Matches.Count);
        Assert.Equal(count, (await chart.App.Get($"Patient/$everything?{parameters}")).Matches.Count);
        var body = string.Join(',', parameters.Split('&').Select(p => p.Split('=')).Select(p => $$"""{"name":"{{p[0]}}","{{(p[0] == "_type" ? "valueCode" : "valueDate")}}":"{{p[1]}}"}"""));
        var posted = await chart.App.Post($"Patient/{chart.App.Patient}/$everything", $$"""{"resourceType":"Parameters","parameter":[{{body}},{"name":"_count","valueInteger":1}]}""");
        Assert.Equal((1, count), (posted.Matches.Count, (int)posted.Json["total"]!));
        var next = posted.Json["link"]!.AsArray().Where(l => (string)l!["relation"]! == "next").Select(l => (string)l!["url"]!).SingleOrDefault();
        if (next is not null) Assert.Equal(count, (int)(await chart.App.Get(next[(next.IndexOf("/fhir/", StringComparison.Ordinal) + 6)..])).Json["total"]!);
    }

    [Theory]
    [InlineData("start=yesterday")]
    [InlineData("end=2026-11-04T10:00:00Z")]
    [InlineData("_since=2026-11-04")]
    [InlineData("_type=Nothing")]
    [InlineData("_count=0")]
    [InlineData("mdm=true")]
    public async Task What_everything_does_not_understand_it_refuses(string parameters) =>
        Assert.Equal(400, (await chart.App.Get($"Patient/{chart.App.Patient}/$everything?{parameters}")).Status);

    [Theory]
    [InlineData("""{"resourceType":"Parameters","parameter":[{"name":"start"}]}""")]
    [InlineData("""{"resourceType":"Parameters","parameter":[{"name":"start","valuePeriod":{"start":"2026"}}]}""")]
    [InlineData("""{"resourceType":"Parameters","parameter":{}}""")]
    [InlineData("""{"resourceType":"Patient"}""")]
    [InlineData("[]")]
    public async Task A_body_of_everything_that_is_no_parameters_is_refused(string body) =>
        Assert.Equal(400, (await chart.App.Post($"Patient/{chart.App.Patient}/$everything", body)).Status);

    [Fact]
    public void Every_care_date_is_a_search_parameter_of_its_type() =>
        Assert.All(Holdfast.Records.Fhir.CareDates.Codes, date => Assert.Equal(Holdfast.Records.Fhir.Searching.SearchKind.Date, Holdfast.Records.Fhir.Searching.SearchParameters.Of(date.Type)[date.Code].Kind));

    /// <summary>Every parameter that metadata lists compiles and runs on a resource of its type.</summary>
    [Fact]
    public async Task Every_listed_parameter_works()
    {
        var metadata = JsonNode.Parse(await chart.Records.Web.GetStringAsync("/fhir/metadata"))!;
        foreach (var type in new[] { "Observation", "Condition", "Encounter", "Patient" })
        {
            var parameters = metadata["rest"]![0]!["resource"]!.AsArray().Single(r => (string)r!["type"]! == type)!["searchParam"]!.AsArray();
            Assert.True(parameters.Count > 10);
            foreach (var parameter in parameters)
            {
                var answer = await chart.App.Get($"{type}?{parameter!["name"]}:missing=false");
                Assert.True(answer.Status == 200, $"{type} {parameter["name"]}: {answer.Text}");
            }
        }
    }
}

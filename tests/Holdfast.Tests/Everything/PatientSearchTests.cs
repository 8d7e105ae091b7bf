using System.Text.Json;

namespace Holdfast.Tests.Everything;

/// <summary>Patients found through the directory by FHIR, over HTTP, with the real keyholder.</summary>
public sealed class PatientSearchTests(TwoPatients two) : IClassFixture<TwoPatients>
{
    private Task<Got> Ask(string form, string? prefer = null) => two.Directory.Search("Patient/_search", form, prefer);

    private static List<string> Issues(Got got) => (got.Body.GetProperty("resourceType").GetString() == "OperationOutcome" ? [got.Body]
        : got.Body.GetProperty("entry").EnumerateArray().Select(e => e.GetProperty("resource")).Where(r => r.GetProperty("resourceType").GetString() == "OperationOutcome"))
        .SelectMany(r => r.GetProperty("issue").EnumerateArray()).Select(i => i.GetProperty("details").GetProperty("text").GetString()!).ToList();

    [Theory]
    [InlineData("identifier=9000000019")]
    [InlineData("identifier=9000+000+019-AB")]
    [InlineData("identifier=https%3A%2F%2Ffhir.infoway-inforoute.ca%2FNamingSystem%2Fca-on-patient-hcn%7C9000000019&birthdate=1941-05-17")]
    [InlineData("name=bouch")]
    [InlineData("family=bouchard&given=mar")]
    [InlineData("name=marie&name=bou")]
    [InlineData("phonetic=boushard")]
    [InlineData("family=bouchard&birthdate=1941-05-17")]
    [InlineData("family=bouchard&birthdate=1941-05")]
    [InlineData("family=bouchard&birthdate=1941")]
    [InlineData("family=bouchard&birthdate=ge1941-05-01&birthdate=lt1941-06")]
    [InlineData("phone=613-555-0100&family=bouchard")]
    [InlineData("telecom=phone%7C6135550100&family=bouchard")]
    [InlineData("address=1+main+street&family=bouchard")]
    [InlineData("address-postalcode=K1A+0A1&address-city=ottawa&family=b")]
    [InlineData("family=bouchard&gender=female&_count=3&_format=json&_pretty=true")]
    public async Task A_patient_is_found_and_shown_as_the_directory_knows_them(string form)
    {
        var got = await Ask(form);
        Assert.True(got.Status == 200, got.Text);
        Assert.Equal([$"Patient/{two.Him}"], got.Entries);
        Assert.Equal(1, got.Total);
        var entry = got.Body.GetProperty("entry")[0];
        Assert.Equal("match", entry.GetProperty("search").GetProperty("mode").GetString());
        Assert.InRange(entry.GetProperty("search").GetProperty("score").GetDecimal(), 0.5m, 1m);
        var patient = entry.GetProperty("resource");
        Assert.Equal(["directory", "SUBSETTED"], patient.GetProperty("meta").GetProperty("tag").EnumerateArray().Select(t => t.GetProperty("code").GetString()!));
        Assert.Equal(["address", "birthDate", "communication", "gender", "id", "identifier", "meta", "name", "resourceType", "telecom"], patient.EnumerateObject().Select(m => m.Name).Order(StringComparer.Ordinal));
        Assert.Contains(Issues(got), issue => issue.Contains("not charts") && issue.Contains("desk"));
    }

    [Fact]
    public async Task Nobody_found_by_name_is_told_of_the_search_by_sound_and_xml_is_served_too()
    {
        Assert.Contains(Issues(await Ask("family=boushard")), issue => issue.Contains("phonetic"));
        var xml = await Ask("family=bouchard&_format=xml");
        Assert.Contains("<family value=\"Bouchard\"", xml.Text);
    }

    [Theory]
    [InlineData("gender=female", "too many people share this")]
    [InlineData("family=b", "letters")]
    [InlineData("birthdate=1941-05-17", "too many people share this")]
    [InlineData("address-city=ottawa", "too many people share this")]
    [InlineData("family=bou&birthdate=ge1941-01-01", "both ends")]
    [InlineData("family=bou&birthdate=ge1900&birthdate=le1999", "days in a row")]
    [InlineData("family=bou&birthdate=sa1941", "eq, ge, gt, le or lt")]
    [InlineData("family=bou&birthdate=1941-13", "eq, ge, gt, le or lt")]
    [InlineData("family=bouchard,tremblay", "one value")]
    [InlineData("family:exact=Bouchard", "modifiers")]
    [InlineData("family:contains=ouchar", "modifiers")]
    [InlineData("birthdate:missing=true", "modifiers")]
    [InlineData("identifier=urn:mrn%7C12&family=bou", "health numbers")]
    [InlineData("telecom=email%7Ca@b.example", "telephone numbers")]
    [InlineData("phone=0100", "seven|7 digits")]
    [InlineData("gender=f&family=bou", "male, female")]
    [InlineData("phone=6135550100&telecom=6135550101", "once")]
    [InlineData("family=bouchard&_count=0", "_count")]
    [InlineData("family=bouchard&_summary=count", "totals")]
    [InlineData("family=bouchard&_total=accurate", "totals")]
    [InlineData("family=bouchard&_sort=birthdate", "in order")]
    [InlineData("family=bouchard&_page=abc.1", "in order")]
    [InlineData("family=bouchard&_has:Condition:patient:code=asthma", "_has:Condition:patient:code is not searched")]
    [InlineData("family=bouchard&_revinclude=Condition:subject", "_revinclude is not searched")]
    [InlineData("family=bouchard&general-practitioner.name=okafor", "general-practitioner.name is not searched")]
    [InlineData("family=bouchard&_filter=x", "_filter is not searched")]
    [InlineData("_id=x", "_id is not searched")]
    [InlineData("", "too many people share this")]
    public async Task What_the_directory_does_not_answer_is_refused_with_what_to_use_instead(string form, string mend)
    {
        var got = await Ask(form);
        Assert.True(got.Status == 400, got.Text);
        Assert.Contains(Issues(got), issue => mend.Split('|').Any(issue.Contains));
        Assert.DoesNotContain("ouchard", got.Text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Under_lenient_handling_what_is_not_known_is_named_and_left_out_but_a_modifier_is_not()
    {
        var got = await Ask("family=bouchard&_sort=birthdate&nickname=x", "handling=lenient");
        Assert.Equal(200, got.Status);
        Assert.Equal(2, Issues(got).Count(issue => issue.Contains("left out")));
        Assert.Contains(Issues(got), issue => issue.Contains("nickname"));
        Assert.Equal(400, (await Ask("family:exact=Bouchard", "handling=lenient")).Status);
    }

    [Fact]
    public async Task No_name_is_taken_from_an_address()
    {
        foreach (var got in new[] { await two.Directory.Get("Patient?family=bouchard"), await two.Directory.Search("Patient/_search?family=bouchard", "given=marie"), await two.Directory.Get("Patient") })
        {
            Assert.True(got.Status is 400 or 403, got.Text);
            Assert.DoesNotContain("entry", got.Text);
            Assert.Contains(Issues(got), issue => issue.Contains("POST") || issue.Contains("form"));
        }

        Assert.Equal(415, (await two.Directory.Write(HttpMethod.Post, "Patient/_search", "{}")).Status);
        Assert.Equal(200, (await two.Directory.Search("Patient/_search?_format=json", "family=bouchard")).Status);
    }

    [Theory]
    [InlineData("identifier=https%3A%2F%2Ffhir.infoway-inforoute.ca%2FNamingSystem%2Fca-qc-patient-hcn%7C9000000019")]
    [InlineData("identifier=9000000019&birthdate=1941-05-18")]
    [InlineData("identifier=900000001")]
    public async Task A_health_number_of_another_province_with_another_birth_date_or_in_part_finds_nobody(string form)
    {
        var got = await Ask(form);
        Assert.True(got.Status == 200, got.Text);
        Assert.Empty(got.Entries);
    }

    [Fact]
    public async Task No_log_line_holds_what_was_asked_whichever_way_it_was_asked()
    {
        await two.Directory.Get("Patient?family=geheimrat&_count=x");
        await two.Directory.Search("Patient/_search?family=geheimrat", "given=geheimrat");
        await two.Directory.Search("Patient/_search", "family=geheimrat");
        await two.Hers.Get("Patient?family=geheimrat&nonsense=geheimrat");
        var log = two.Provider.RecordsLogs.Text;
        Assert.Contains("taken this node in", log);
        Assert.DoesNotContain("geheimrat", log, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_answer_names_nothing_that_was_asked_in_its_links()
    {
        var got = await Ask("family=bouchard");
        Assert.DoesNotContain("bouchard", got.Body.GetProperty("link").GetRawText(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(["self"], got.Body.GetProperty("link").EnumerateArray().Select(l => l.GetProperty("relation").GetString()!));
    }
}

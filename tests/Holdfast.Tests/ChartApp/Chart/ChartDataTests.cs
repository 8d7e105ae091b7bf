using System.IO.Compression;
using System.Text.Json;
using Holdfast.ChartApp.Chart;

namespace Holdfast.Tests.ChartApp.Chart;

public class ChartDataTests
{
    private const string Active = "\"clinicalStatus\":{\"coding\":[{\"code\":\"active\"}]}";

    [Fact]
    public void An_empty_list_of_allergies_is_not_the_same_as_none_known()
    {
        Assert.False(AllergyList.SaysNone(Read()));
        Assert.True(AllergyList.SaysNone(Read($$$"""{"resourceType":"AllergyIntolerance","id":"a",{{{Active}}},"code":{"text":"No known allergies"}}""")));
        Assert.True(AllergyList.SaysNone(Read($$$"""{"resourceType":"AllergyIntolerance","id":"a",{{{Active}}},"code":{"text":"Aucune allergie connue"}}""")));
        Assert.True(AllergyList.SaysNone(Read($$$"""{"resourceType":"AllergyIntolerance","id":"a",{{{Active}}},"code":{"coding":[{"system":"http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips","code":"no-known-allergies"}]}}""")));
        Assert.False(AllergyList.SaysNone(Read($$$"""{"resourceType":"AllergyIntolerance","id":"a",{{{Active}}},"code":{"coding":[{"system":"http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips","code":"no-allergy-info"}]}}""")));
    }

    [Fact]
    public void An_old_none_known_does_not_hide_a_new_allergy()
    {
        var chart = Read(
            $$$"""{"resourceType":"AllergyIntolerance","id":"a",{{{Active}}},"code":{"text":"No known allergies"}}""",
            $$$"""{"resourceType":"AllergyIntolerance","id":"b",{{{Active}}},"criticality":"high","code":{"text":"Penicillin"},"reaction":[{"severity":"severe","manifestation":[{"text":"Anaphylaxis"}]}]}""");
        Assert.False(AllergyList.SaysNone(chart));
        Assert.True(Assert.Single(AllergyList.Active(chart)).SevereReaction);
    }

    [Fact]
    public void What_was_entered_in_error_is_gone_even_after_it_was_shown()
    {
        var chart = Read("""{"resourceType":"Condition","id":"c","code":{"text":"Gout"}}""");
        Assert.Single(chart.Problems);
        Take(chart, """{"resourceType":"Condition","id":"c","verificationStatus":{"coding":[{"code":"entered-in-error"}]},"code":{"text":"Gout"}}""");
        Assert.Empty(chart.Problems);
    }

    [Fact]
    public void A_medicine_whose_name_lies_elsewhere_gets_it_when_it_comes()
    {
        var chart = Read("""{"resourceType":"MedicationRequest","id":"m","status":"active","medicationReference":{"reference":"Medication/x"}}""");
        Assert.Equal(["x"], chart.ProductsWanted);
        Take(chart, """{"resourceType":"Medication","id":"x","code":{"coding":[{"system":"http://hl7.org/fhir/NamingSystem/ca-hc-din","code":"02224720","display":"Furosemide 40 mg"}]}}""");
        var medicine = Assert.Single(chart.Medications);
        Assert.Equal(("Furosemide 40 mg", "02224720"), (medicine.What, medicine.Din));
        Assert.Empty(chart.ProductsWanted);
    }

    [Fact]
    public void A_dose_without_words_is_put_together_from_its_parts()
    {
        var chart = Read("""{"resourceType":"MedicationRequest","id":"m","status":"active","medicationCodeableConcept":{"text":"X"},"dosageInstruction":[{"timing":{"repeat":{"frequency":2,"period":1,"periodUnit":"d"}},"doseAndRate":[{"doseQuantity":{"value":5,"unit":"mg"}}],"route":{"text":"oral"}}]}""");
        Assert.Equal("5 mg, 2× / d, oral", Assert.Single(chart.Medications).Dose);
    }

    [Fact]
    public void A_health_number_is_covered_but_for_its_end()
    {
        Assert.Equal("•••• ••• 674", HealthNumber.Masked("5584486674"));
        Assert.Equal("5584 486 674 YM", HealthNumber.Whole("5584486674", "YM"));
        Assert.Equal("••", HealthNumber.Masked("12"));
    }

    [Fact]
    public void A_note_written_hours_after_the_visit_is_late_and_one_without_a_time_of_writing_is_not()
    {
        var chart = Read(
            """{"resourceType":"Encounter","id":"e","status":"finished","class":{"code":"HH"},"period":{"start":"2026-03-02T09:00:00-05:00"}}""",
            """{"resourceType":"Composition","id":"n","meta":{"lastUpdated":"2026-03-09T09:00:00Z"},"encounter":{"reference":"Encounter/e"},"date":"2026-03-02T09:00:00-05:00","section":[{"text":{"div":"<div>Imported</div>"}}]}""",
            """{"resourceType":"Composition","id":"o","encounter":{"reference":"https://x/fhir/Encounter/e"},"date":"2026-03-02T09:00:00-05:00","attester":[{"mode":"personal","time":"2026-03-02T18:00:00-05:00"}],"section":[{"text":{"div":"<div>Late</div>"}}]}""");
        var item = Assert.Single(Timeline.Build(chart));
        Assert.Equal([false, true], item.Notes.OrderBy(n => n.Id).Select(n => Timeline.IsLate(n.Happened, n.Written)));
    }

    [Theory]
    [InlineData("""{"resourceType":"Patient","id":"p","name":"not a list","birthDate":19410312,"gender":[],"identifier":{},"telecom":[null],"contact":[5]}""")]
    [InlineData("""{"resourceType":"AllergyIntolerance","id":"p","code":[],"reaction":{"x":1},"clinicalStatus":"active"}""")]
    [InlineData("""{"resourceType":"Observation","id":"p","code":{"coding":"x"},"valueQuantity":{"value":"12"},"component":[[]]}""")]
    [InlineData("""{"resourceType":"CarePlan","id":"p","activity":[{"detail":null},7],"goal":"x"}""")]
    [InlineData("""{"resourceType":"DocumentReference","id":"p","content":[{"attachment":{"contentType":"text/plain","data":"###"}}]}""")]
    [InlineData("""{"resourceType":"Encounter","id":"p","class":[],"period":"now","participant":[{}]}""")]
    [InlineData("""{"resourceType":"Composition","id":"p","section":[{"section":[{"section":[{"section":[{"section":[{}]}]}]}]}]}""")]
    [InlineData("""{"resourceType":"Nonsense","id":"p"}""")]
    [InlineData("""{"id":"p"}""")]
    [InlineData("[]")]
    public void Malformed_resources_are_shown_as_far_as_they_go_and_stop_nothing(string json)
    {
        var chart = Read(json);
        Assert.NotNull(Timeline.Build(chart));
        Assert.NotNull(LatestResults.Of(chart.Measurements));
    }

    [Fact]
    public void Every_chart_of_the_shared_cohort_can_be_shown()
    {
        var folder = SharedData.Path("synthea-2021-bundles");
        foreach (var path in Directory.EnumerateFiles(folder, "*.json.gz").Where(p => !Path.GetFileName(p).StartsWith('0') || Path.GetFileName(p).Length > 40).OrderBy(p => new FileInfo(p).Length).Take(12))
        {
            using var unzipped = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
            using var bundle = JsonDocument.Parse(unzipped);
            var chart = new ChartData();
            foreach (var entry in bundle.RootElement.GetProperty("entry").EnumerateArray()) chart.Take(entry.GetProperty("resource"));
            if (chart.Patient is null) continue;
            Assert.DoesNotContain(chart.Problems, p => p.What == "?");
            Assert.DoesNotContain(chart.Visits, v => v.Start is null);
            Assert.NotEmpty(Timeline.Build(chart));
        }
    }

    private static ChartData Read(params string[] resources)
    {
        var chart = new ChartData();
        foreach (var resource in resources) Take(chart, resource);
        return chart;
    }

    private static void Take(ChartData chart, string resource)
    {
        using var json = JsonDocument.Parse(resource);
        chart.Take(json.RootElement);
    }
}

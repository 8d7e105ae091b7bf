using System.Net;
using System.Text.Json.Nodes;
using Holdfast.ChartApp.Chart;

namespace Holdfast.Tests.ChartApp.Chart;

public sealed class ChartLoaderTests : IDisposable
{
    private readonly PretendRecords _records = new();
    private readonly ChartData _chart = new();

    public ChartLoaderTests() => _records.Put(new JsonObject { ["resourceType"] = "Patient", ["id"] = "p1", ["birthDate"] = "1941" });

    public void Dispose() => _records.Key.Dispose();

    [Fact]
    public async Task A_chart_of_many_pages_comes_in_whole()
    {
        for (var i = 0; i < 20; i++) _records.Put(new JsonObject { ["resourceType"] = "Observation", ["id"] = $"o{i}", ["code"] = new JsonObject { ["text"] = "x" } });
        var loader = new ChartLoader(_records.Connect(), _chart, () => { });
        await loader.Load();
        Assert.Equal(20, _chart.Measurements.Count);
        Assert.NotNull(_chart.Patient);
        Assert.Equal(Arrival.Here, loader.Of("Patient", "Observation", "Flag", "Composition"));
        Assert.False(loader.AnyFailed || loader.Gap || loader.Withheld);
    }

    [Fact]
    public async Task Who_it_is_and_what_is_dangerous_are_asked_for_first()
    {
        await new ChartLoader(_records.Connect(), _chart, () => { }).Load();
        Assert.Equal(["Patient", "AllergyIntolerance", "Flag", "Condition", "MedicationRequest"], _records.Requests.Take(5).Select(r => r.Split('/', '?')[2]));
    }

    [Fact]
    public async Task A_gap_is_told()
    {
        _records.Gap = true;
        var loader = new ChartLoader(_records.Connect(), _chart, () => { });
        await loader.Load();
        Assert.True(loader.Gap);
    }

    [Fact]
    public async Task A_part_that_is_locked_is_withheld_and_not_called_empty()
    {
        _records.Refusal = type => type == "Condition" ? (HttpStatusCode.Forbidden, PretendRecords.Outcome("forbidden", "No.")) : null;
        var loader = new ChartLoader(_records.Connect(), _chart, () => { });
        await loader.Load();
        Assert.True(loader.Withheld);
        Assert.Equal(Arrival.Withheld, loader.Of("Condition"));
        Assert.Equal(Arrival.Here, loader.Of("AllergyIntolerance"));
    }

    [Fact]
    public async Task A_part_that_failed_says_so_and_comes_at_the_second_try()
    {
        _records.Refusal = type => type == "AllergyIntolerance" ? (HttpStatusCode.InternalServerError, "") : null;
        var loader = new ChartLoader(_records.Connect(), _chart, () => { });
        await loader.Load();
        Assert.Equal(Arrival.Failed, loader.Of("AllergyIntolerance"));
        Assert.True(loader.AnyFailed);
        var before = _records.Requests.Count;
        _records.Refusal = _ => null;
        await loader.Load();
        Assert.Equal(Arrival.Here, loader.Of("AllergyIntolerance"));
        Assert.Equal(before + 1, _records.Requests.Count);
    }

    [Fact]
    public async Task A_coordinator_is_told_at_once_and_asks_for_no_clinical_part()
    {
        var loader = new ChartLoader(_records.Connect("coordinator"), _chart, () => { });
        await loader.Load();
        Assert.Equal(Arrival.Withheld, loader.Of("AllergyIntolerance"));
        Assert.Equal("GET /fhir/Patient/p1", Assert.Single(_records.Requests));
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Hl7.Fhir.FhirPath;
using Hl7.Fhir.Model;
using Hl7.FhirPath;
using Holdfast.Records.Charts;
using Holdfast.Records.Fhir;
using Holdfast.Records.Fhir.Searching;
using Holdfast.Wire;

namespace Holdfast.Bench;

/// <summary>
/// Search in an open chart of 1,000 resources, in process: the first search after opening, which takes the values out of
/// the JSON, and the ones after it; against the general FHIRPath engine over the object model for the same values.
/// </summary>
internal static class SearchBench
{
    private const int Resources = 1000;
    private const int Rounds = 200;
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    public static void Run()
    {
        (string Name, string Value)[] searches = [("code", "http://loinc.org|8867-4"), ("date", "ge2026-03-01"), ("encounter.status", "finished"), ("patient.name", "trem")];
        for (var warm = 0; warm < 20; warm++)
            foreach (var search in searches) _ = Find(Chart(), search);
        foreach (var search in searches)
        {
            var (first, later) = (new Latencies(), new Latencies());
            var began = Stopwatch.GetTimestamp();
            for (var round = 0; round < Rounds / 10; round++)
            {
                var fresh = Chart();
                var started = Stopwatch.GetTimestamp();
                _ = Find(fresh, search);
                first.Add(started);
            }

            Console.WriteLine(first.Line($"{search.Name}, first", Stopwatch.GetElapsedTime(began)));
            var chart = Chart();
            var found = Find(chart, search);
            began = Stopwatch.GetTimestamp();
            for (var round = 0; round < Rounds; round++)
            {
                var started = Stopwatch.GetTimestamp();
                _ = Find(chart, search);
                later.Add(started);
            }

            Console.WriteLine(later.Line($"{search.Name}, later ({found} found)", Stopwatch.GetElapsedTime(began)));
        }

        Engine();
    }

    /// <summary>What the first search by code would cost over the object model.</summary>
    private static void Engine()
    {
        ElementNavFhirExtensions.PrepareFhirSymbolTableFunctions();
        var path = new FhirPathCompiler().Compile("Observation.code");
        var versions = Chart().All("Observation").ToList();
        var took = new Latencies();
        var began = Stopwatch.GetTimestamp();
        for (var round = 0; round < 5; round++)
        {
            var started = Stopwatch.GetTimestamp();
            foreach (var version in versions) _ = path(ResourceParser.Parse(version.ToJson())!.ToPocoNode(), new FhirEvaluationContext()).Count();
            took.Add(started);
        }

        Console.WriteLine(took.Line("code, model and FHIRPath", Stopwatch.GetElapsedTime(began)));
    }

    private static int Find(OpenChart chart, (string Name, string Value) search)
    {
        var charts = new GrantCharts([chart], chart, (_, _) => null, "http://records.localhost/fhir/", Now);
        return SearchQuery.TryParse(charts, ["Observation"], [KeyValuePair.Create(search.Name, search.Value)], lenient: false, out var query, out var refused)
            ? query.Matching(new SearchRun(charts)).Count
            : throw new InvalidOperationException(refused.Issues[0].Details);
    }

    private static OpenChart Chart()
    {
        var id = ChartId.New();
        var chart = new OpenChart(InstallationId.New(), id, KeyRing.Take(id, []), null!, ChainWalk.Follow);
        Show("""{"resourceType":"Patient","id":"p","name":[{"family":"Tremblay","given":["Aimée"]}]}""");
        for (var i = 0; i < 9; i++) Show($$"""{"resourceType":"Encounter","id":"e{{i}}","status":"{{(i % 2 == 0 ? "finished" : "planned")}}","class":{"code":"HH"},"subject":{"reference":"Patient/p"} }""");
        for (var i = 10; i < Resources; i++)
            Show(string.Create(CultureInfo.InvariantCulture, $$"""
                {"resourceType":"Observation","id":"o{{i}}","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">{{new string('x', 400)}}</div>"},"status":"final",
                "category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"vital-signs"}]}],
                "code":{"coding":[{"system":"http://loinc.org","code":"{{(i % 5 == 0 ? "8867-4" : "8310-5")}}","display":"A vital sign"}]},"subject":{"reference":"Patient/p"},"encounter":{"reference":"Encounter/e{{i % 9}}"},
                "effectiveDateTime":"2026-{{(i % 9) + 1:00}}-14T09:00:00-05:00","valueQuantity":{"value":{{i}},"unit":"/min","system":"http://unitsofmeasure.org","code":"/min"} }
                """));
        return chart;

        void Show(string json)
        {
            using var parsed = JsonDocument.Parse(Encoding.UTF8.GetBytes(json));
            var text = ResourceText.From(parsed.RootElement);
            chart.Show(text.ToEntry(text.Id!, 0, null), ResourceClasses.ContentOf(text.Type));
        }
    }
}

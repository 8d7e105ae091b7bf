using Holdfast.Records.Charts;
using Holdfast.Records.Fhir.Searching;
using Holdfast.Records.Store;

namespace Holdfast.Records.Fhir;

/// <summary>
/// Pays once at start what the first nurse of the day would pay otherwise: compiling the narrative's schema, the model's
/// tables and the first search expressions takes seconds on a small machine.
/// </summary>
internal sealed class WarmUp : BackgroundService
{
    private static ReadOnlySpan<byte> Sample => """
        {"resourceType":"Observation","id":"x","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">x</div>"},"status":"final",
        "code":{"coding":[{"system":"http://loinc.org","code":"8867-4"}]},"subject":{"reference":"Patient/x"},"effectiveDateTime":"2026-01-01T00:00:00Z"}
        """u8;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(() =>
    {
        ResourceParser.Validate(Sample);
        var (json, _) = ResourceParser.ReadJson(Sample.ToArray());
        using (json)
        {
            var version = new StoredVersion(ResourceText.From(json!.RootElement).ToEntry("x", 0, null), 1, "clinical", null);
            foreach (var code in new[] { "code", "date", "subject" }) _ = SearchParameters.Of("Observation")[code].ValuesOf(version);
        }
    }, stoppingToken);
}

using Holdfast.ChartApp.Vitals;

namespace Holdfast.ChartApp.Chart;

/// <summary>The newest value of everything measured that is not a vital sign: laboratory results, scores, answers.</summary>
internal static class LatestResults
{
    public static IReadOnlyList<Measurement> Of(IEnumerable<Measurement> measurements)
    {
        var latest = new Dictionary<string, Measurement>();
        foreach (var measurement in measurements)
        {
            if (VitalKind.Of(measurement.Code) is not null || WordsOf(measurement) is null) continue;
            var key = measurement.Code ?? measurement.What;
            if (!latest.TryGetValue(key, out var other) || Newer(measurement, other)) latest[key] = measurement;
        }
        return [.. latest.Values.OrderByDescending(m => m.When?.Start ?? DateTimeOffset.MinValue).ThenBy(m => m.What, StringComparer.Ordinal)];
    }

    public static string? WordsOf(Measurement measurement) =>
        measurement.Words
        ?? (measurement.Parts.Any(p => p.Words is not null)
            ? string.Join("; ", measurement.Parts.Where(p => p.Words is not null).Select(p => $"{p.What}: {p.Words}"))
            : null);

    private static bool Newer(Measurement a, Measurement b) =>
        (a.When?.Start ?? DateTimeOffset.MinValue) > (b.When?.Start ?? DateTimeOffset.MinValue);
}

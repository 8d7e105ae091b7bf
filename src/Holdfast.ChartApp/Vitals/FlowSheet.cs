namespace Holdfast.ChartApp.Vitals;

/// <summary>What was measured at one time: a place for each series, empty where it was not measured.</summary>
internal sealed record FlowRow(DateTimeOffset When, IReadOnlyList<Reading?> Readings);

/// <summary>The readings of all series side by side, as nurses keep them on paper: newest first, a row for each time.</summary>
internal static class FlowSheet
{
    public static IReadOnlyList<FlowRow> Rows(IReadOnlyList<VitalSeries> series)
    {
        var rows = new SortedDictionary<DateTimeOffset, Reading?[]>();
        for (var column = 0; column < series.Count; column++)
            foreach (var reading in series[column].Readings)
            {
                if (!rows.TryGetValue(reading.When, out var row)) rows[reading.When] = row = new Reading?[series.Count];
                row[column] = reading;
            }
        return [.. rows.Reverse().Select(row => new FlowRow(row.Key, row.Value))];
    }
}

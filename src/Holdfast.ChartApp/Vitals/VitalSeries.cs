using Holdfast.ChartApp.Chart;
using Holdfast.ChartApp.Words;

namespace Holdfast.ChartApp.Vitals;

/// <summary>One reading: one number, or systolic and diastolic.</summary>
internal sealed record Reading(DateTimeOffset When, decimal Value, decimal? Second);

/// <summary>The readings of one kind in a time window, oldest first, and the last one of all whenever it was.</summary>
internal sealed record VitalSeries(VitalKind Kind, DateTimeOffset From, DateTimeOffset To, IReadOnlyList<Reading> Readings, Reading Last)
{
    /// <summary>Three months: a care plan's usual review period.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromDays(90);

    /// <summary>A series for each kind that was ever measured, in the order of <see cref="VitalKind.All"/>.</summary>
    public static IReadOnlyList<VitalSeries> Build(IEnumerable<Measurement> measurements, DateTimeOffset now)
    {
        var from = now - Window;
        var byKind = new Dictionary<VitalKind, List<Reading>>();
        foreach (var measurement in measurements)
        {
            if (VitalKind.Of(measurement.Code) is not { } kind || ReadingOf(kind, measurement) is not { } reading) continue;
            if (!byKind.TryGetValue(kind, out var readings)) byKind[kind] = readings = [];
            readings.Add(reading);
        }
        var series = new List<VitalSeries>();
        foreach (var kind in VitalKind.All)
        {
            if (!byKind.TryGetValue(kind, out var readings)) continue;
            readings.Sort((a, b) => a.When.CompareTo(b.When));
            series.Add(new VitalSeries(kind, from, now, [.. readings.Where(r => r.When >= from && r.When <= now)], readings[^1]));
        }
        return series;
    }

    public static Reading? ReadingOf(VitalKind kind, Measurement measurement)
    {
        if (measurement.When is not { } when) return null;
        if (!kind.IsPressure)
            return measurement.Value is { } value && kind.InOwnUnit(value, measurement.UnitCode) is { } own ? new Reading(when.Start, own, null) : null;
        var systolic = PartValue(kind, measurement, 0);
        var diastolic = PartValue(kind, measurement, 1);
        return systolic is null ? null : new Reading(when.Start, systolic.Value, diastolic);
    }

    /// <summary>1 when the last reading lies above the usual band, -1 below; null inside, and where there is no band.</summary>
    public int? Judged() => Judged(0, Last.Value) ?? (Last.Second is { } second ? Judged(1, second) : null);

    private int? Judged(int part, decimal value) => Kind.Parts[part].Usual switch
    {
        { } usual when value > usual.High => 1,
        { } usual when value < usual.Low => -1,
        _ => null,
    };

    /// <summary>"132/78", "36.8": as it is said, without the unit.</summary>
    public static string Words(Reading reading, Wording wording) =>
        reading.Second is { } second ? $"{wording.Number(reading.Value)}/{wording.Number(second)}" : wording.Number(reading.Value);

    private static decimal? PartValue(VitalKind kind, Measurement measurement, int part)
    {
        var found = measurement.Parts.FirstOrDefault(p => p.Code == kind.Parts[part].Code);
        return found?.Value is { } value ? kind.InOwnUnit(value, found.UnitCode) : null;
    }
}

namespace Holdfast.ChartApp.Vitals;

internal readonly record struct PlotPoint(double X, double Y);

/// <summary>A horizontal line of the plot's scale, with its number.</summary>
internal readonly record struct PlotTick(double Y, decimal Value);

/// <summary>
/// The drawing of one series, in the units of an SVG view box. Pure geometry: the component only writes it down.
/// </summary>
internal sealed record Plot(
    IReadOnlyList<PlotPoint> Line, IReadOnlyList<PlotPoint> SecondLine, IReadOnlyList<(double Top, double Height)> Bands, IReadOnlyList<PlotTick> Ticks)
{
    public const double Width = 230, Height = 96;
    public const double Left = 30, Right = 223, Top = 6, Bottom = 76;

    /// <summary>The scale holds every reading and, where there is one, the usual band, so that the eye has its measure.</summary>
    public static Plot Draw(VitalSeries series, bool withBand)
    {
        var values = series.Readings.Select(r => r.Value).Concat(series.Readings.Select(r => r.Second).OfType<decimal>()).ToList();
        var spans = withBand ? series.Kind.Parts.Select(p => p.Usual).OfType<Span>().ToList() : [];
        var low = values.Concat(spans.Select(s => s.Low)).DefaultIfEmpty(0).Min();
        var high = values.Concat(spans.Select(s => s.High)).DefaultIfEmpty(1).Max();
        var step = Step(high - low);
        var bottom = Math.Floor(low / step) * step;
        var top = Math.Ceiling(high / step) * step;
        if (top == bottom) top += step;
        var possible = series.Kind.Parts[0].Possible;
        if (top > possible.High && possible.High >= high && series.Kind != VitalKind.BloodPressure) top = possible.High;

        double Y(decimal value) => Bottom - (double)((value - bottom) / (top - bottom)) * (Bottom - Top);
        double X(DateTimeOffset when) => Left + (when - series.From) / (series.To - series.From) * (Right - Left);

        var ticks = new List<PlotTick>();
        for (var value = bottom; value <= top; value += step) ticks.Add(new PlotTick(Y(value), value));
        return new Plot(
            [.. series.Readings.Select(r => new PlotPoint(X(r.When), Y(r.Value)))],
            [.. series.Readings.Where(r => r.Second is not null).Select(r => new PlotPoint(X(r.When), Y(r.Second!.Value)))],
            [.. spans.Select(s => (Y(s.High), Y(s.Low) - Y(s.High)))],
            ticks);
    }

    /// <summary>1, 2 or 5 times a power of ten, so that two to five lines are drawn.</summary>
    private static decimal Step(decimal range)
    {
        if (range <= 0) return 1;
        const decimal wantedLines = 3;
        var raw = range / wantedLines;
        var magnitude = 1m;
        while (magnitude * 10 <= raw) magnitude *= 10;
        while (magnitude > raw) magnitude /= 10;
        return (raw / magnitude) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 } * magnitude;
    }
}

using Holdfast.ChartApp.Chart;
using Holdfast.ChartApp.Vitals;
using Holdfast.ChartApp.Words;

namespace Holdfast.Tests.ChartApp.Vitals;

public class VitalTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 3, 15, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_last_value_is_known_even_when_it_is_older_than_the_plot()
    {
        var series = Assert.Single(VitalSeries.Build([Weight(71.2m, -400)], Now));
        Assert.Empty(series.Readings);
        Assert.Equal(71.2m, series.Last.Value);
    }

    [Fact]
    public void Pounds_Fahrenheit_and_milligrams_are_brought_to_one_scale_and_unknown_units_are_left_out()
    {
        Assert.Equal(68.0m, VitalKind.Weight.InOwnUnit(150, "[lb_av]"));
        Assert.Equal(37.0m, VitalKind.Temperature.InOwnUnit(98.6m, "[degF]"));
        Assert.Equal(6.0m, VitalKind.Glucose.InOwnUnit(108, "mg/dL"));
        Assert.Null(VitalKind.HeartRate.InOwnUnit(72, "furlong"));
        Assert.Null(VitalKind.Weight.InOwnUnit(72, "[degF]"));
        Assert.Empty(VitalSeries.Build([new Measurement("1", null, "29463-7", "Weight", FhirTime.At(Now), 3, "stone", "3 stone", [])], Now));
    }

    [Fact]
    public void A_blood_pressure_is_read_from_its_two_parts_whatever_their_order()
    {
        var series = Assert.Single(VitalSeries.Build([Pressure(-1, ("8462-4", 78), ("8480-6", 132))], Now));
        Assert.Equal("132/78", VitalSeries.Words(series.Last, new Wording(Language.English, TimeZoneInfo.Utc)));
        Assert.Null(series.Judged());
        Assert.Equal(1, Assert.Single(VitalSeries.Build([Pressure(-1, ("8480-6", 150), ("8462-4", 78))], Now)).Judged());
        Assert.Equal(-1, Assert.Single(VitalSeries.Build([Pressure(-1, ("8480-6", 120), ("8462-4", 50))], Now)).Judged());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(90)]
    public void Every_reading_lies_inside_the_drawing(int readings)
    {
        foreach (var kind in VitalKind.All)
        {
            var measured = Enumerable.Range(0, readings).Select(i => kind.IsPressure
                ? Pressure(-i, (kind.Parts[0].Code, (int)kind.Parts[0].Possible.High - i), (kind.Parts[1].Code, (int)kind.Parts[1].Possible.Low + i))
                : new Measurement($"{i}", null, kind.Code, "?", FhirTime.At(Now.AddDays(-i)), i % 2 == 0 ? kind.Parts[0].Possible.Low : kind.Parts[0].Possible.High, kind.UnitCode, null, []));
            foreach (var withBand in new[] { true, false })
            {
                var plot = Plot.Draw(Assert.Single(VitalSeries.Build(measured, Now)), withBand);
                Assert.Equal(readings, plot.Line.Count);
                Assert.All(plot.Line.Concat(plot.SecondLine), p => Assert.True(p.X is >= Plot.Left and <= Plot.Right && p.Y is >= Plot.Top - 0.01 and <= Plot.Bottom + 0.01));
                Assert.InRange(plot.Ticks.Count, 2, 12);
                Assert.All(plot.Bands, b => Assert.True(b.Top >= Plot.Top - 0.01 && b.Height > 0));
            }
        }
    }

    [Fact]
    public void A_single_value_and_equal_values_can_be_drawn()
    {
        var plot = Plot.Draw(Assert.Single(VitalSeries.Build([Weight(70, -1), Weight(70, -2)], Now)), withBand: true);
        Assert.All(plot.Line, p => Assert.False(double.IsNaN(p.Y)));
    }

    [Fact]
    public void The_flow_sheet_puts_side_by_side_what_was_measured_at_one_time()
    {
        var rows = FlowSheet.Rows(VitalSeries.Build([Weight(70, -1), Pressure(-1, ("8480-6", 120), ("8462-4", 70)), Weight(71, -3)], Now));
        Assert.Equal(2, rows.Count);
        Assert.All(rows[0].Readings, r => Assert.NotNull(r));
        Assert.Null(rows[1].Readings[0]);
    }

    private static Measurement Weight(decimal kilograms, int days) =>
        new($"w{days}", null, "29463-7", "Weight", FhirTime.At(Now.AddDays(days)), kilograms, "kg", null, []);

    private static Measurement Pressure(int days, params (string Code, int Value)[] parts) =>
        new($"p{days}", null, "85354-9", "BP", FhirTime.At(Now.AddDays(days)), null, null, null,
            [.. parts.Select(p => new MeasuredPart(p.Code, p.Code, p.Value, "mm[Hg]", null))]);
}

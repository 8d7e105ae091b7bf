using System.Diagnostics;
using System.Globalization;

namespace Holdfast.Bench;

/// <summary>Durations of one kind of operation, and the line that is printed of them.</summary>
internal sealed class Latencies
{
    private readonly List<long> _ticks = [];

    public void Add(long startedAt) => _ticks.Add(Stopwatch.GetTimestamp() - startedAt);

    public void Add(Latencies others) => _ticks.AddRange(others._ticks);

    public int Count => _ticks.Count;

    public double Milliseconds(double share)
    {
        _ticks.Sort();
        return At(share);
    }

    public string Line(string name, TimeSpan elapsed)
    {
        _ticks.Sort();
        return string.Create(CultureInfo.InvariantCulture,
            $"{name,-28} {_ticks.Count / elapsed.TotalSeconds,10:N0}/s   p50 {At(0.5),8:F3} ms   p99 {At(0.99),8:F3} ms   p99.9 {At(0.999),8:F3} ms   n {_ticks.Count}");
    }

    private double At(double share) => _ticks[(int)Math.Min(_ticks.Count - 1, _ticks.Count * share)] * 1000.0 / Stopwatch.Frequency;
}

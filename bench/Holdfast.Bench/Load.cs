using System.Diagnostics;

namespace Holdfast.Bench;

/// <summary>What N callers, each waiting for its answer before it asks again, got in a stretch of time.</summary>
internal sealed record LoadResult(int Callers, int Calls, double Seconds, double P50, double P99, double P999)
{
    public double PerSecond => Calls / Seconds;

    public override string ToString() => $"{Callers,4} callers  {PerSecond,10:n0}/s   p50 {P50,8:0.000} ms   p99 {P99,8:0.000} ms   p99.9 {P999,8:0.000} ms";
}

/// <summary>Closed-loop load: a warm-up that is not counted, then a measured stretch.</summary>
internal static class Load
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    /// <param name="call">One call of caller n. It throws when the answer is wrong: a benchmark of errors is none.</param>
    public static async Task<LoadResult> Run(int callers, TimeSpan stretch, Func<int, Task> call)
    {
        await Stretch(callers, WarmUp, call);
        var watch = Stopwatch.StartNew();
        var latencies = await Stretch(callers, stretch, call);
        var seconds = watch.Elapsed.TotalSeconds;
        latencies.Sort();
        double At(double share) => latencies[(int)Math.Min(latencies.Count - 1, share * latencies.Count)];
        return new LoadResult(callers, latencies.Count, seconds, At(0.5), At(0.99), At(0.999));
    }

    private static async Task<List<double>> Stretch(int callers, TimeSpan stretch, Func<int, Task> call)
    {
        var watch = Stopwatch.StartNew();
        var all = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            var mine = new List<double>();
            while (watch.Elapsed < stretch)
            {
                var start = Stopwatch.GetTimestamp();
                await call(caller);
                mine.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            return mine;
        })));
        return [.. all.SelectMany(x => x)];
    }
}

using System.Diagnostics;

namespace Holdfast.Bench;

/// <summary>Callers that each wait for their answer before they ask again; and the disk's own append and flush, to compare with.</summary>
internal static class ClosedLoop
{
    /// <param name="call">One call of caller n. It throws when the answer is wrong: a benchmark of refusals is none.</param>
    public static async Task<string> Run(string name, int callers, TimeSpan duration, Func<int, Task> call) =>
        await Run(name, callers, duration, async (caller, latencies) =>
        {
            var at = Stopwatch.GetTimestamp();
            await call(caller);
            latencies.Add(at);
        });

    /// <param name="turn">One turn of caller n, which adds what it wants timed.</param>
    public static async Task<string> Run(string name, int callers, TimeSpan duration, Func<int, Latencies, Task> turn)
    {
        var started = Stopwatch.GetTimestamp();
        var all = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            var latencies = new Latencies();
            while (Stopwatch.GetElapsedTime(started) < duration) await turn(caller, latencies);
            return latencies;
        })));
        var sum = new Latencies();
        foreach (var latencies in all) sum.Add(latencies);
        return sum.Line($"{name}, {callers} callers", Stopwatch.GetElapsedTime(started));
    }

    /// <summary>Appends of so many bytes, each flushed, without any of our code: the floor below everything that is entered.</summary>
    public static string Disk(string folder, int length)
    {
        var latencies = new Latencies();
        var started = Stopwatch.GetTimestamp();
        var path = Path.Combine(folder, "disk");
        using (var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write))
        {
            var bytes = new byte[length];
            for (long offset = 0; Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(2); offset += bytes.Length)
            {
                var at = Stopwatch.GetTimestamp();
                RandomAccess.Write(file, bytes, offset);
                RandomAccess.FlushToDisk(file);
                latencies.Add(at);
            }
        }

        File.Delete(path);
        return latencies.Line("the disk: append and fsync", Stopwatch.GetElapsedTime(started));
    }
}

using System.Diagnostics;

namespace Holdfast.Bench;

/// <summary>What the disk itself takes for an append of one kilobyte and its fsync: the floor below every logged operation.</summary>
internal static class DiskSync
{
    public static LoadResult Measure(string folder, int times = 2000)
    {
        var path = Path.Combine(folder, "fsync-probe");
        var block = new byte[1024];
        var latencies = new List<double>(times);
        var whole = Stopwatch.StartNew();
        using (var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write))
            for (var i = 0; i < times; i++)
            {
                var start = Stopwatch.GetTimestamp();
                RandomAccess.Write(file, block, (long)i * block.Length);
                RandomAccess.FlushToDisk(file);
                latencies.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

        var seconds = whole.Elapsed.TotalSeconds;
        File.Delete(path);
        latencies.Sort();
        return new LoadResult(1, times, seconds, latencies[times / 2], latencies[(int)(times * 0.99)], latencies[(int)(times * 0.999)]);
    }
}

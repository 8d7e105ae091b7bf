using System.Diagnostics;
using Holdfast.Ledger;

namespace Holdfast.Bench;

/// <summary>
/// Appends of a usual size (400-byte entry, 300-byte attachment) by 1, 16, 64 and 256 callers, each waiting for its
/// answer; before and after them the disk's own append and flush of as many bytes, without any of our code.
/// </summary>
internal static class LedgerBench
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(5);
    private static readonly byte[] Entry = Enumerable.Repeat((byte)'e', 400).ToArray();
    private static readonly byte[] Attachment = Enumerable.Repeat((byte)'a', 300).ToArray();

    public static async Task Run(string parent)
    {
        var folder = Path.Combine(parent, $"holdfast-bench-{Environment.ProcessId}");
        Directory.CreateDirectory(folder);
        try
        {
            Disk(folder);
            using var signer = NoteSigner.Create("holdfast.internal/ledger/bench");
            LedgerWriter.Create(Path.Combine(folder, "ledger"), signer);
            await using (var writer = LedgerWriter.Open(Path.Combine(folder, "ledger"), signer, TimeProvider.System))
            {
                await Callers(writer, 64, TimeSpan.FromSeconds(1));
                foreach (var callers in new[] { 1, 16, 64, 256 }) Console.WriteLine(await Callers(writer, callers, Duration));
            }

            Disk(folder);
            var started = Stopwatch.GetTimestamp();
            var result = LedgerVerification.Verify(Path.Combine(folder, "ledger"), signer.Verifier);
            if (result is not VerificationResult.Sound sound) throw new InvalidOperationException($"The ledger that was written is not sound: {result}");
            Console.WriteLine($"verify: {sound.Checkpoint.Size:N0} entries in {Stopwatch.GetElapsedTime(started).TotalSeconds:F2} s");
            started = Stopwatch.GetTimestamp();
            await using (LedgerWriter.Open(Path.Combine(folder, "ledger"), signer, TimeProvider.System))
                Console.WriteLine($"open, replaying all of them: {Stopwatch.GetElapsedTime(started).TotalSeconds:F2} s");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> Callers(LedgerWriter writer, int callers, TimeSpan duration)
    {
        var started = Stopwatch.GetTimestamp();
        var all = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            var latencies = new Latencies();
            while (Stopwatch.GetElapsedTime(started) < duration)
            {
                var at = Stopwatch.GetTimestamp();
                await writer.Append(Entry, Attachment);
                latencies.Add(at);
            }

            return latencies;
        })));
        var sum = new Latencies();
        foreach (var latencies in all) sum.Add(latencies);
        return sum.Line($"append, {callers} callers", Stopwatch.GetElapsedTime(started));
    }

    private static void Disk(string folder)
    {
        var latencies = new Latencies();
        var started = Stopwatch.GetTimestamp();
        using (var file = File.OpenHandle(Path.Combine(folder, "disk"), FileMode.Create, FileAccess.Write))
        {
            var bytes = new byte[Entry.Length + Attachment.Length + 64];
            for (long offset = 0; Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(2); offset += bytes.Length)
            {
                var at = Stopwatch.GetTimestamp();
                RandomAccess.Write(file, bytes, offset);
                RandomAccess.FlushToDisk(file);
                latencies.Add(at);
            }
        }

        Console.WriteLine(latencies.Line("the disk: append and fsync", Stopwatch.GetElapsedTime(started)));
    }
}

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
            Console.WriteLine(ClosedLoop.Disk(folder, Entry.Length + Attachment.Length + 64));
            using var signer = NoteSigner.Create("holdfast.internal/ledger/bench");
            LedgerWriter.Create(Path.Combine(folder, "ledger"), signer);
            await using (var writer = LedgerWriter.Open(Path.Combine(folder, "ledger"), signer, TimeProvider.System))
            {
                await Callers(64, TimeSpan.FromSeconds(1));
                foreach (var callers in new[] { 1, 16, 64, 256 }) Console.WriteLine(await Callers(callers, Duration));

                Task<string> Callers(int callers, TimeSpan duration) => ClosedLoop.Run("append", callers, duration, _ => writer.Append(Entry, Attachment));
            }

            Console.WriteLine(ClosedLoop.Disk(folder, Entry.Length + Attachment.Length + 64));
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
}

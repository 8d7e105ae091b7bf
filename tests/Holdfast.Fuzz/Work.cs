using System.Runtime.InteropServices;

namespace Holdfast.Fuzz;

/// <summary>What this thread has done: bytes that it allocated, and processor time that it used, whatever else the machine does.</summary>
internal readonly partial record struct Work(long Bytes, double Seconds)
{
    /// <summary>Of the processor, for one input. The slowest seed needs a twentieth.</summary>
    public const double MostSeconds = 5;

    private const int ThreadClock = 3; // CLOCK_THREAD_CPUTIME_ID

    public static Work Now()
    {
        _ = clock_gettime(ThreadClock, out var time);
        return new Work(GC.GetAllocatedBytesForCurrentThread(), time.Seconds + time.Nanoseconds / 1e9);
    }

    public Work Since(Work start) => new(Bytes - start.Bytes, Seconds - start.Seconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct Timespec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    [LibraryImport("libc")]
    private static partial int clock_gettime(int clock, out Timespec time);
}

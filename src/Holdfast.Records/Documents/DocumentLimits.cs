using Holdfast.Records.Store;

namespace Holdfast.Records.Documents;

/// <summary>What documents may weigh, and how many may be under way.</summary>
internal static class DocumentLimits
{
    /// <summary>1 GiB: the figure; a scanned paper file has some hundred MiB.</summary>
    public const long LargestDocument = BlobManifest.MostContent;

    /// <summary>What is handed out as base64 inside JSON is several times in memory. Beyond this: raw bytes.</summary>
    public const int LargestAsResource = 1024 * 1024;

    /// <summary>Uploads that one person with one application has not finished: a visit's photographs, several times over.</summary>
    public const int MostUnfinishedOfOne = 16;

    /// <summary>Bytes that these may declare or hold together: two of the largest, so that one abandoned does not lock its owner out.</summary>
    public const long MostUnfinishedBytesOfOne = 2 * LargestDocument;

    /// <summary>Of everybody on this node.</summary>
    public const int MostUnfinished = 2_000;

    /// <summary>Requests that send a document at one moment, half a MiB of memory each.</summary>
    public const int MostSending = 64;

    /// <summary>Requests that read one at one moment, half a MiB of memory each.</summary>
    public const int MostReading = 128;

    /// <summary>The disk keeps this much: rows and the database's log come first, or a visit note could not be written because of a scan.</summary>
    public const long DiskReserve = 2L << 30;

    /// <summary>The slowest connection that still gets on: a mobile line of the first kind. A slower one would hold its place for days; it can go on later.</summary>
    public const double LeastBytesPerSecond = 1024;

    public static readonly TimeSpan RateGrace = TimeSpan.FromSeconds(20);

    /// <summary>An upload that nothing was added to for so long is given up. Sessions end sooner.</summary>
    public static readonly TimeSpan AbandonedAfter = TimeSpan.FromHours(24);

    /// <summary>How often is looked for those.</summary>
    public static readonly TimeSpan SweepEvery = TimeSpan.FromHours(1);
}

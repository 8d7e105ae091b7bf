using System.Collections.Concurrent;
using Holdfast.Records.Charts;
using Holdfast.Records.Fhir;
using Holdfast.Wire;

namespace Holdfast.Records.Documents;

/// <summary>Opens documents for reading, so many at a time; what is not as it was sealed is reported like a gap in a chart, and named.</summary>
internal sealed partial class DocumentReader(BlobFolder folder, ReadingPlaces places, KeyholderClient keyholder, ILogger<DocumentReader> log)
{
    /// <summary>Reported once a run: a client that tries again and again makes no more entries.</summary>
    private readonly ConcurrentDictionary<BlobId, bool> _reported = new();

    /// <summary>The content, to be disposed of; or why there is none.</summary>
    public async Task<(Stream? Content, FhirAnswer.Refused? Refused)> Open(LiveGrant live, StoredVersion version, CancellationToken cancellation)
    {
        var place = places.Take();
        if (place is null) return (null, new FhirAnswer.Refused(503, "throttled", "Many documents are being read at this moment. Try again in a few seconds."));
        DocumentContent? content = null;
        try
        {
            content = DocumentContent.Open(folder, ChartOf(live, version), version.Entry.Blob!, place);
            content.ReadByte(); // the first chunk, while there can still be an answer
            content.Position = 0;
            return (content, null);
        }
        catch (DamagedDocumentException damaged)
        {
            if (content is not null) await content.DisposeAsync();
            place.Dispose();
            await Report(live, version, damaged, cancellation);
            return (null, new FhirAnswer.Refused(500, "incomplete", "What was stored of this document is missing or was altered in the store, and is not shown. The privacy office has been told. Restore the store from a backup that `holdfast verify` passes."));
        }
        catch
        {
            if (content is not null) await content.DisposeAsync();
            place.Dispose();
            throw;
        }
    }

    /// <summary>Runs what sends it. When a later chunk does not open, the connection ends: nothing is made up to the length that was announced.</summary>
    public async Task Guard(HttpContext http, LiveGrant live, StoredVersion version, Func<Task> send)
    {
        try
        {
            await send();
        }
        catch (DamagedDocumentException damaged)
        {
            await Report(live, version, damaged, CancellationToken.None);
            http.Abort();
        }
        catch (ObjectDisposedException)
        {
            http.Abort(); // the grant has ended
        }
    }

    private static OpenChart ChartOf(LiveGrant live, StoredVersion version) =>
        live.Charts.First(chart => Versions(chart.Find(version.Type, version.Id)).Contains(version));

    private static IEnumerable<StoredVersion> Versions(StoredVersion? latest)
    {
        for (var version = latest; version is not null; version = version.Previous) yield return version;
    }

    private async Task Report(LiveGrant live, StoredVersion version, DamagedDocumentException damaged, CancellationToken cancellation)
    {
        var chart = ChartOf(live, version).Id;
        LogDamaged(chart, version.Sequence, damaged.Kind);
        if (!_reported.TryAdd(version.Entry.Blob!.Blob, true)) return;
        try
        {
            await keyholder.ReportGap(live.Grant, chart, new ChartGap(version.Sequence, damaged.Kind), cancellation);
        }
        catch (KeyholderSilentException)
        {
            _reported.TryRemove(version.Entry.Blob!.Blob, out _);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Chart {Chart}: the document of row {Sequence} is {Kind}. Run `holdfast verify`.")]
    private partial void LogDamaged(ChartId chart, long sequence, string kind);
}

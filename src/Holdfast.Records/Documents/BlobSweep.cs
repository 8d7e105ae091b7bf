using Holdfast.Records.Store;

namespace Holdfast.Records.Documents;

/// <summary>Takes away contents that no row names, a day after the last byte came: uploads that were given up, and documents whose process died before the head moved.</summary>
internal sealed partial class BlobSweep(BlobFolder folder, RowStore store, UploadBook book, TimeProvider time, ILogger<BlobSweep> log) : BackgroundService
{
    public int Sweep()
    {
        var swept = 0;
        foreach (var (chart, blob, changed) in folder.All().ToList())
        {
            if (time.GetUtcNow() - changed < DocumentLimits.AbandonedAfter) continue;
            if (store.HasBlob(chart, blob))
            {
                folder.DeleteUpload(chart, blob); // finished, and its process ended before it was tidied
                continue;
            }

            folder.Delete(chart, blob);
            book.Close(blob);
            swept++;
        }

        return swept;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(DocumentLimits.SweepEvery, time);
        try
        {
            do
            {
                try
                {
                    if (await Task.Run(Sweep, stoppingToken) is > 0 and var swept) LogSwept(swept);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException or Microsoft.Data.Sqlite.SqliteException)
                {
                    LogFailed(e.GetType().Name);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    [LoggerMessage(LogLevel.Information, "{Count} files of the blob folder belonged to no row and were taken away.")]
    private partial void LogSwept(int count);

    [LoggerMessage(LogLevel.Warning, "The blob folder could not be swept: {Type}.")]
    private partial void LogFailed(string type);
}

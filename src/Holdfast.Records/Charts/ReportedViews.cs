using Holdfast.Wire;

namespace Holdfast.Records.Charts;

/// <summary>
/// Tells the keyholder what was shown and written: for each grant, class and kind of interaction how many resources, at most a second
/// after it happened. Exposure does not rest on it (it rests on releases); it says what was looked at.
/// </summary>
internal sealed partial class ReportedViews(KeyholderClient keyholder, TimeProvider time, ILogger<ReportedViews> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Entries in one report; the rest goes with the next.</summary>
    private const int LargestReport = 500;

    /// <summary>Kept while the keyholder is silent. Grants end after three seconds of silence, so more cannot come together honestly.</summary>
    private const int MostWaiting = 20_000;

    private readonly Lock _sync = new();
    private Dictionary<(GrantId Grant, string Class, string Interaction), (int Resources, long AtMs)> _waiting = [];

    /// <param name="grant">Under which grant.</param>
    /// <param name="content">identity, clinical or documents.</param>
    /// <param name="interaction">read, vread, search, history, everything; create, update, patch, delete.</param>
    /// <param name="resources">How many.</param>
    public void Add(GrantId grant, string content, string interaction, int resources)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        lock (_sync)
        {
            var key = (grant, content, interaction);
            if (_waiting.TryGetValue(key, out var seen)) _waiting[key] = (seen.Resources + resources, seen.AtMs);
            else if (_waiting.Count < MostWaiting) _waiting[key] = (resources, now);
        }
    }

    public void Add(GrantId grant, string interaction, IEnumerable<StoredVersion> shown)
    {
        foreach (var ofClass in shown.GroupBy(v => v.Content)) Add(grant, ofClass.Key, interaction, ofClass.Count());
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            // A report under way when the process stops is finished: the call has a deadline of its own.
            while (await timer.WaitForNextTickAsync(stoppingToken)) await Report();
        }
        catch (OperationCanceledException)
        {
            await Report();
        }
    }

    private async Task Report()
    {
        List<View> views;
        lock (_sync)
        {
            if (_waiting.Count == 0) return;
            views = [.. _waiting.Select(w => new View
            {
                Grant = w.Key.Grant.ToByteString(), RecordClass = w.Key.Class, Interaction = w.Key.Interaction, Resources = w.Value.Resources, AtMs = w.Value.AtMs,
            })];
            _waiting = [];
        }

        foreach (var part in views.Chunk(LargestReport))
        {
            try
            {
                if ((await keyholder.ReportViews(part, CancellationToken.None)).Refusal is { } refusal) LogRefused(part.Length, refusal.Why);
            }
            catch (KeyholderSilentException e)
            {
                LogUnreported(part.Length, e.Message);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The keyholder refused a report of {Count} views: {Why}.")]
    private partial void LogRefused(int count, Why why);

    [LoggerMessage(LogLevel.Warning, "{Count} views could not be reported: {Reason}")]
    private partial void LogUnreported(int count, string reason);
}

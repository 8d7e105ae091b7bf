namespace Holdfast.Watch.Alerts;

/// <summary>
/// The alerts so far, derived from the entries and from nothing else, so that they are the same after a restart.
/// One writer; reads happen under the same lock (<see cref="Picture"/>).
/// </summary>
internal sealed class AlertBook
{
    /// <summary>An alert keeps this many of its entries by index; more are counted. A page shows no more links than that.</summary>
    public const int EntriesKept = 100;

    /// <summary>Low alerts are one per refused opening: the oldest are let go beyond this. Graver ones are never let go.</summary>
    public const int LowKept = 5_000;

    private readonly Dictionary<string, Alert> _alerts = [];
    private readonly Queue<string> _low = [];

    public int Count => _alerts.Count;

    public void Add(Sign sign, long index, long at) => Add(sign, [.. sign.Earlier, index], at);

    /// <summary>A sign of the ledger itself, which no single entry shows.</summary>
    public void AddFinding(Sign sign, long at) => Add(sign, sign.Earlier, at);

    private void Add(Sign sign, IReadOnlyList<long> entries, long at)
    {
        if (!_alerts.TryGetValue(sign.Key, out var alert))
        {
            if (sign.Settles) return;
            _alerts[sign.Key] = new Alert(sign, sign.Severity, at, at, [.. entries.TakeLast(EntriesKept)], Math.Max(1, entries.Count), Settled: false);
            if (sign.Severity == Severity.Low) LetGo(sign.Key);
            return;
        }

        _alerts[sign.Key] = alert with
        {
            Latest = sign.Settles ? alert.Latest : sign,
            Severity = sign.Severity > alert.Severity ? sign.Severity : alert.Severity,
            Last = at,
            Entries = [.. alert.Entries.Concat(entries).TakeLast(EntriesKept)],
            Count = alert.Count + 1,
            Settled = sign.Settles,
        };
    }

    /// <summary>Open matters before settled ones, the gravest first, then the latest.</summary>
    public List<Alert> Gravest(int limit) =>
        [.. _alerts.Values.OrderBy(a => a.Settled).ThenByDescending(a => a.Severity).ThenByDescending(a => a.Last).Take(limit)];

    public Alert? Find(string key) => _alerts.GetValueOrDefault(key);

    public int CountOf(Severity severity) => _alerts.Values.Count(a => !a.Settled && a.Severity == severity);

    private void LetGo(string key)
    {
        _low.Enqueue(key);
        while (_low.Count > LowKept)
            if (_low.TryDequeue(out var oldest) && _alerts.TryGetValue(oldest, out var alert) && alert.Severity == Severity.Low) _alerts.Remove(oldest);
    }
}

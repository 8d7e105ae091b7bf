namespace Holdfast.Keyholder.Ledger;

/// <summary>
/// Rows that mean nothing after a time, earliest first. The journal removes a few of those that are due with each entry
/// that it writes anyway, so that no table grows for ever and no row goes without an entry that commits to its going.
/// </summary>
internal sealed class Expiry
{
    /// <summary>More than one per entry, so that removal outruns growth; few, so that no entry pays for a backlog.</summary>
    private const int RemovedPerEntry = 4;

    private readonly PriorityQueue<Func<long, Change?>, long> _due = new();

    /// <param name="removal">The removal; null when the row was renewed meanwhile (and so queued again) or is gone.</param>
    public void Add(long dueMs, Func<long, Change?> removal) => _due.Enqueue(removal, dueMs);

    public IEnumerable<Change> TakeDue(long nowMs)
    {
        for (var taken = 0; taken < RemovedPerEntry && _due.TryPeek(out var removal, out var due) && due <= nowMs; taken++)
        {
            _due.Dequeue();
            if (removal(nowMs) is { } change) yield return change;
        }
    }
}

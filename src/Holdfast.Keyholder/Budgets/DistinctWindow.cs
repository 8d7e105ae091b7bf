namespace Holdfast.Keyholder.Budgets;

/// <summary>
/// Distinct things in the last <see cref="Limits.Window"/>: each counts from its latest use. Owned by whoever holds the
/// keyholder's lock; not safe to share between threads.
/// </summary>
internal sealed class DistinctWindow<T> where T : notnull
{
    private readonly Dictionary<T, DateTimeOffset> _latest = [];
    private readonly Queue<(DateTimeOffset At, T Thing)> _uses = new();

    /// <summary>Uses must come in the order of their times; an earlier one counts as the latest one seen.</summary>
    public void Add(T thing, DateTimeOffset at)
    {
        _latest[thing] = at;
        _uses.Enqueue((at, thing));
    }

    public bool Contains(T thing, DateTimeOffset now)
    {
        Forget(now);
        return _latest.ContainsKey(thing);
    }

    public int Count(DateTimeOffset now)
    {
        Forget(now);
        return _latest.Count;
    }

    private void Forget(DateTimeOffset now)
    {
        while (_uses.TryPeek(out var use) && now - use.At >= Limits.Window)
        {
            _uses.Dequeue();
            if (_latest.TryGetValue(use.Thing, out var latest) && latest == use.At) _latest.Remove(use.Thing);
        }
    }
}

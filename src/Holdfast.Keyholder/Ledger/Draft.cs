using System.Text.Json;

namespace Holdfast.Keyholder.Ledger;

/// <summary>
/// What one decision does: entries, each with the changes of the state that it commits to. Nothing is applied while the
/// decision runs: it reads the state as it was. A bug that throws leaves no trace.
/// </summary>
internal sealed class Draft(DateTimeOffset now)
{
    private readonly List<(Entry Entry, List<Change> Changes)> _entries = [];
    private List<Change> _changes = [];

    /// <summary>The one time of this decision; never before that of the last entry.</summary>
    public DateTimeOffset Now { get; } = now;

    public long NowMs { get; } = now.ToUnixTimeMilliseconds();

    /// <summary>What to do once all entries are on the disk, e.g. tell nodes.</summary>
    public Action? Afterwards { get; private set; }

    /// <summary>This change belongs to the next entry that is recorded.</summary>
    public void Change(Change? change)
    {
        if (change is not null) _changes.Add(change);
    }

    /// <summary>Members in the order that docs/LEDGER.md gives for the kind.</summary>
    public void Record(string kind, Action<Utf8JsonWriter> members)
    {
        _entries.Add((new Entry(kind, NowMs, members), _changes));
        _changes = [];
    }

    public void After(Action action) => Afterwards += action;

    /// <exception cref="InvalidOperationException">A bug: a change that no entry commits to.</exception>
    public IReadOnlyList<(Entry Entry, List<Change> Changes)> Entries =>
        _changes.Count == 0 ? _entries : throw new InvalidOperationException("A change without an entry.");
}

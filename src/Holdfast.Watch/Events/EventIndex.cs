using Holdfast.Wire;

namespace Holdfast.Watch.Events;

/// <summary>Which entries to show: those that name all of what is not null, the newest first.</summary>
/// <param name="Before">Only entries with a smaller index.</param>
/// <param name="WithLooks">Also each minute in which somebody had the watch's own page open.</param>
internal sealed record EventFilter(
    PersonId? Person = null, ChartId? Chart = null, SessionId? Session = null, GrantId? Grant = null, string? Node = null, long? Before = null,
    bool WithLooks = false);

/// <summary>
/// Where to find the entries about a person, chart, session, grant or node. Holds a number per entry and mention (an
/// entry that lists forty charts costs 160 bytes), never an entry itself: those are read again from the own copy.
/// One writer; reads happen under the same lock (<see cref="Picture"/>).
/// </summary>
internal sealed class EventIndex
{
    private readonly Dictionary<PersonId, List<int>> _byPerson = [];
    private readonly Dictionary<ChartId, List<int>> _byChart = [];
    private readonly Dictionary<SessionId, List<int>> _bySession = [];
    private readonly Dictionary<GrantId, List<int>> _byGrant = [];
    private readonly Dictionary<string, List<int>> _byNode = [];
    private readonly HashSet<int> _looks = [];

    public long Size { get; private set; }

    /// <summary>Adds the next entry, its grant already resolved.</summary>
    public void Add(LedgerEvent entry)
    {
        if (entry.Index != Size) throw new InvalidOperationException($"Entry {entry.Index} was read where {Size} is next.");
        var number = checked((int)entry.Index);
        if (entry.Kind == EventKind.Look) _looks.Add(number);
        Post(_byPerson, entry.Person, number);
        Post(_byPerson, entry.By, number);
        foreach (var person in entry.Assigned) Post(_byPerson, person, number);
        Post(_byChart, entry.Chart, number);
        foreach (var chart in entry.Charts) Post(_byChart, chart, number);
        Post(_bySession, entry.Session, number);
        Post(_byGrant, entry.Grant, number);
        if (entry.Node is { } node) Post(_byNode, node, number);
        else if (entry.Caller is { } caller) Post(_byNode, caller, number);
        Size++;
    }

    /// <summary>At most <paramref name="limit"/> indexes, the newest first.</summary>
    public List<long> Find(EventFilter filter, int limit)
    {
        var lists = new List<List<int>?>();
        if (filter.Person is { } person) lists.Add(_byPerson.GetValueOrDefault(person));
        if (filter.Chart is { } chart) lists.Add(_byChart.GetValueOrDefault(chart));
        if (filter.Session is { } session) lists.Add(_bySession.GetValueOrDefault(session));
        if (filter.Grant is { } grant) lists.Add(_byGrant.GetValueOrDefault(grant));
        if (filter.Node is { } node) lists.Add(_byNode.GetValueOrDefault(node));
        if (lists.Contains(null)) return [];

        var before = Math.Clamp(filter.Before ?? Size, 0, Size);
        if (lists.Count == 0) return [.. Down(before).Where(n => Wanted(filter, n)).Take(limit)];
        var shortest = lists.MinBy(l => l!.Count)!;
        var others = lists.Where(l => !ReferenceEquals(l, shortest)).ToList();
        return [.. Down(shortest, before).Where(n => others.All(o => o!.BinarySearch(n) >= 0) && Wanted(filter, n)).Take(limit).Select(n => (long)n)];
    }

    private bool Wanted(EventFilter filter, long number) => filter.WithLooks || !_looks.Contains((int)number);

    private static void Post<T>(Dictionary<T, List<int>> postings, T? id, int number) where T : struct
    {
        if (id is { } known) Post<T>(postings, known, number);
    }

    private static void Post<T>(Dictionary<T, List<int>> postings, T id, int number) where T : notnull
    {
        if (!postings.TryGetValue(id, out var list)) postings[id] = list = new List<int>(1);
        if (list.Count == 0 || list[^1] != number) list.Add(number);
    }

    private static IEnumerable<long> Down(long before)
    {
        for (var i = before - 1; i >= 0; i--) yield return i;
    }

    private static IEnumerable<int> Down(List<int> list, long before)
    {
        for (var i = list.Count - 1; i >= 0; i--)
            if (list[i] < before) yield return list[i];
    }
}

using Holdfast.Watch.Events;
using Holdfast.Wire;

namespace Holdfast.Watch.Exposure;

/// <summary>
/// What the ledger says about keys that left the keyholder and names that were shown: a line of 48 bytes per release.
/// One writer; reads happen under the same lock (<see cref="Picture"/>).
/// </summary>
internal sealed class ExposureFacts(GrantBook grants)
{
    private readonly record struct Release(long At, int Chart, int Grant, int Instance, int Classes, int Generations);

    /// <param name="Node">The records node through which an application was answered; null: the desk showed it.</param>
    private sealed record Shown(long At, PersonId Person, SessionId? Session, IReadOnlyList<ChartId> Charts, string? Node = null, NodeInstanceId? Instance = null, GrantId? Grant = null);

    private readonly List<Release> _releases = [];
    private readonly List<Shown> _shown = [];
    private readonly Interned<ChartId> _charts = new();
    private readonly Interned<GrantId> _grants = new();
    private readonly Interned<NodeInstanceId> _instances = new();
    private readonly Interned<string> _classes = new();
    private readonly Interned<string> _generations = new();
    private readonly Dictionary<SessionId, string> _origins = [];
    private readonly Dictionary<GrantId, LedgerEvent> _imports = [];

    public NodeRuns Runs { get; } = new();

    /// <summary>Takes the next entry, its grant already resolved (<see cref="GrantBook.Resolve"/>).</summary>
    public void Apply(LedgerEvent entry)
    {
        Runs.Apply(entry);
        switch (entry)
        {
            case { Kind: EventKind.Release, Chart: { } chart, Grant: { } grant }:
                Add(entry.At, chart, grant, entry.Instance, entry.Classes, entry.Generations);
                break;
            case { Kind: EventKind.Import, Grant: { } began }:
                _imports[began] = entry;
                break;
            case { Kind: EventKind.Admitted, Chart: { } made, Grant: { } under } when _imports.TryGetValue(under, out var import):
                // The importing node is handed the new chart's keys of its own classes with the admission.
                Add(entry.At, made, under, import.Instance, OwnClasses(import.Service), [MonthOf(entry.At)]);
                break;
            case { Kind: EventKind.Admitted, Chart: { } admitted, Person: { } person }:
                _shown.Add(new Shown(entry.At, person, entry.Session, [admitted]));
                break;
            case { Kind: EventKind.MyDay or EventKind.Search, Person: { } person, Charts.Count: > 0 }:
                _shown.Add(new Shown(entry.At, person, entry.Session, entry.Charts, entry.Node, entry.Instance, entry.Grant));
                break;
            case { Kind: EventKind.Session, Session: { } session, Origin: { } origin }:
                _origins[session] = origin;
                break;
        }
    }

    public ExposureAnswer Answer(ExposureQuestion question)
    {
        var runs = Runs.Asked(question);
        return new ExposureAnswer(Charts(question, runs), Identities(question), runs);
    }

    private List<ExposedChart> Charts(ExposureQuestion question, IReadOnlyList<NodeRun> runs)
    {
        var charts = new Dictionary<int, Gathered>();
        var instances = runs.Select(r => _instances.Find(r.Instance)).ToHashSet();
        foreach (var release in _releases)
        {
            if (release.At > question.ToOrEnd) continue;
            var grant = _grants[release.Grant];
            if (question.Grant is { } asked && asked != grant) continue;
            var facts = grants.Find(grant);
            if (question.Person is { } person && facts?.Person != person) continue;
            if (question.Session is { } session && facts?.Session != session) continue;
            if (question.Node is null ? LastUse(facts, release.At) < question.FromOrStart : !instances.Contains(release.Instance)) continue;
            if (!charts.TryGetValue(release.Chart, out var gathered)) charts[release.Chart] = gathered = new Gathered(_charts[release.Chart]);
            gathered.Add(_classes[release.Classes], _generations[release.Generations], grant, facts, release.At);
        }

        return [.. charts.Values.Select(g => g.Done()).OrderBy(c => c.Chart.ToString(), StringComparer.Ordinal)];
    }

    /// <summary>Until when the holder of a release could use it: the end of its grant, else as long as any grant can live.</summary>
    private long LastUse(GrantFacts? facts, long releasedAt)
    {
        if (facts is not null && grants.EndOf(facts) is { } end) return Math.Max(end, releasedAt);
        return facts?.Service is null ? releasedAt + (long)GrantBook.LongestLife.TotalMilliseconds : long.MaxValue;
    }

    private List<ExposedIdentity> Identities(ExposureQuestion question)
    {
        // Names are shown by the desk, and through a records node under a search grant: another node or grant has none.
        var found = new Dictionary<ChartId, (HashSet<PersonId> Persons, long First, long Last)>();
        foreach (var shown in _shown)
        {
            if (shown.At < question.FromOrStart || shown.At > question.ToOrEnd) continue;
            if (question.Person is { } person && shown.Person != person) continue;
            if (question.Session is { } session && shown.Session != session) continue;
            if (question.Grant is { } grant && shown.Grant != grant) continue;
            if (question.Node is { } node && !WentThrough(shown, node)) continue;
            foreach (var chart in shown.Charts)
            {
                var so = found.TryGetValue(chart, out var known) ? known : ([], shown.At, shown.At);
                so.Persons.Add(shown.Person);
                found[chart] = (so.Persons, Math.Min(so.First, shown.At), Math.Max(so.Last, shown.At));
            }
        }

        return [.. found.OrderBy(f => f.Key.ToString(), StringComparer.Ordinal)
            .Select(f => new ExposedIdentity(f.Key, [.. f.Value.Persons.OrderBy(p => p.ToString(), StringComparer.Ordinal)], f.Value.First, f.Value.Last))];
    }

    private bool WentThrough(Shown shown, string node) => shown.Node is { } through ? through == node || shown.Instance?.ToString() == node
        : node.StartsWith("desk", StringComparison.Ordinal) && (shown.Session is not { } on || _origins.GetValueOrDefault(on, "desk") == "desk");

    private void Add(long at, ChartId chart, GrantId grant, NodeInstanceId? instance, IReadOnlyList<string> classes, IReadOnlyList<int> generations) =>
        _releases.Add(new Release(
            at, _charts.Number(chart), _grants.Number(grant), instance is { } run ? _instances.Number(run) : Interned<NodeInstanceId>.None,
            _classes.Number(string.Join(',', classes)), _generations.Number(string.Join(',', generations))));

    private static IReadOnlyList<string> OwnClasses(string? service) =>
        service is null ? [] : [.. Wire.Records.RecordClass.Own.Select(c => $"{c.Text}@{service}")];

    private static int MonthOf(long at)
    {
        var day = DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(at, 0, 253402300799999));
        return day.Year * 100 + day.Month;
    }

    /// <summary>What is gathered of one chart while the releases are walked.</summary>
    private sealed class Gathered(ChartId chart)
    {
        private readonly SortedSet<string> _classes = new(StringComparer.Ordinal);
        private readonly SortedSet<int> _generations = [];
        private readonly HashSet<PersonId> _persons = [];
        private readonly SortedSet<string> _services = new(StringComparer.Ordinal);
        private readonly HashSet<GrantId> _grants = [];
        private readonly HashSet<string> _seen = [];
        private long _first = long.MaxValue;
        private long _last = long.MinValue;

        public void Add(string classes, string generations, GrantId grant, GrantFacts? facts, long at)
        {
            if (_seen.Add(classes)) _classes.UnionWith(classes.Split(',', StringSplitOptions.RemoveEmptyEntries));
            if (_seen.Add(generations))
                _generations.UnionWith(generations.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(g => int.Parse(g, System.Globalization.CultureInfo.InvariantCulture)));
            _grants.Add(grant);
            if (facts?.Person is { } person) _persons.Add(person);
            if (facts?.Service is { } service) _services.Add(service);
            _first = Math.Min(_first, at);
            _last = Math.Max(_last, at);
        }

        public ExposedChart Done() => new(
            chart, [.. _classes], [.. _generations], [.. _persons.OrderBy(p => p.ToString(), StringComparer.Ordinal)], [.. _services],
            [.. _grants.OrderBy(g => g.ToString(), StringComparer.Ordinal)], _first, _last);
    }
}

/// <summary>Each distinct value once, by number.</summary>
internal sealed class Interned<T> where T : notnull
{
    public const int None = -1;

    private readonly Dictionary<T, int> _numbers = [];
    private readonly List<T> _values = [];

    public T this[int number] => _values[number];

    public int Number(T value)
    {
        if (_numbers.TryGetValue(value, out var number)) return number;
        _values.Add(value);
        return _numbers[value] = _values.Count - 1;
    }

    /// <summary>The value's number, or a number that no value has.</summary>
    public int Find(T value) => _numbers.TryGetValue(value, out var number) ? number : int.MinValue;
}

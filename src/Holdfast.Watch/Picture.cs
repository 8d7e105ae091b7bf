using Holdfast.Watch.Alerts;
using Holdfast.Watch.Events;
using Holdfast.Watch.Exposure;
using Holdfast.Watch.Rules;

namespace Holdfast.Watch;

/// <summary>
/// All that the watch makes of the ledger: the index of entries, the alerts, the facts of exposure. Built from the own
/// copy at start and grown entry by entry; nothing in it is kept anywhere else, so it cannot disagree with the ledger.
/// The follower is its only writer. Reads from any thread, under one lock; none takes longer than a page.
/// </summary>
internal sealed class Picture
{
    private readonly Lock _lock = new();
    private readonly GrantBook _grants = new();
    private readonly EventIndex _index = new();
    private readonly AlertBook _alerts = new();
    private readonly RuleState _rules;
    private readonly ExposureFacts _exposure;
    private readonly FrozenSubjects _frozen = new();

    public Picture()
    {
        _rules = new RuleState(_grants);
        _exposure = new ExposureFacts(_grants);
    }

    /// <summary>A session ended, or a person was frozen: what was remembered for it is void. Raised outside the lock.</summary>
    public event Action<LedgerEvent>? Seen;

    public long Size
    {
        get { lock (_lock) return _index.Size; }
    }

    public void Add(long index, ReadOnlyMemory<byte> entry)
    {
        LedgerEvent resolved;
        lock (_lock)
        {
            var read = EventReader.Read(index, entry);
            resolved = _grants.Resolve(read);
            _index.Add(resolved);
            foreach (var sign in AllRules.See(resolved, _rules)) _alerts.Add(sign, index, resolved.At);
            _grants.Apply(read);
            _rules.Apply(resolved);
            _exposure.Apply(resolved);
            _frozen.Apply(resolved);
        }

        Seen?.Invoke(resolved);
    }

    /// <summary>A sign that no entry shows: what the follower found out about the ledger itself.</summary>
    public void Add(Sign sign, long at)
    {
        lock (_lock) _alerts.AddFinding(sign, at);
    }

    /// <summary>Reads entries again, with what the ledger says elsewhere of their grants.</summary>
    public LedgerEvent Read(long index, ReadOnlyMemory<byte> entry)
    {
        lock (_lock) return _grants.Resolve(EventReader.Read(index, entry));
    }

    public List<long> Find(EventFilter filter, int limit)
    {
        lock (_lock) return _index.Find(filter, limit);
    }

    public List<Alert> Alerts(int limit)
    {
        lock (_lock) return _alerts.Gravest(limit);
    }

    public Alert? Alert(string key)
    {
        lock (_lock) return _alerts.Find(key);
    }

    public IReadOnlyDictionary<Severity, int> OpenAlerts()
    {
        lock (_lock) return Enum.GetValues<Severity>().ToDictionary(s => s, _alerts.CountOf);
    }

    public ExposureAnswer Exposure(ExposureQuestion question)
    {
        lock (_lock) return _exposure.Answer(question);
    }

    public IReadOnlyList<string> Nodes()
    {
        lock (_lock) return [.. _exposure.Runs.Nodes];
    }

    public (IReadOnlyList<Wire.PersonId> People, IReadOnlyList<string> Nodes) Frozen()
    {
        lock (_lock) return ([.. _frozen.People], [.. _frozen.Nodes]);
    }
}

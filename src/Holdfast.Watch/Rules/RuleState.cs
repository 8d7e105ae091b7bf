using Holdfast.Watch.Events;
using Holdfast.Wire;

namespace Holdfast.Watch.Rules;

/// <summary>
/// What the rules remember of the entries before the one they look at. Changed by <see cref="Apply"/> alone, after the
/// rules have seen the entry; rules only read.
/// </summary>
internal sealed class RuleState(GrantBook grants)
{
    /// <summary>Refusals further apart than this are not one burst.</summary>
    public static readonly TimeSpan BurstGap = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, Burst> _bursts = [];
    private readonly Dictionary<string, int> _thaws = [];
    private readonly Dictionary<string, HashSet<string>> _nodes = [];
    private readonly HashSet<string> _services = [];
    private readonly HashSet<(PersonId, string? Origin)> _passkeys = [];
    private readonly Dictionary<GrantId, (string? Node, NodeInstanceId? Instance)> _imports = [];
    private readonly HashSet<string> _exports = [];
    private readonly Dictionary<GrantId, (string? Node, NodeInstanceId? Instance)> _exportRuns = [];

    public GrantBook Grants { get; } = grants;

    /// <summary>The latest time of any entry so far, Unix milliseconds.</summary>
    public long Latest { get; private set; }

    /// <summary>Who was refused, as one word: a person, else the node, else the calling role.</summary>
    public static string SubjectOf(LedgerEvent entry) => entry.Person?.ToString() ?? entry.Node ?? entry.Caller ?? "unknown";

    /// <summary>Where a failed sign-in came from, as one word: its source, else, of those that were only counted, the node.</summary>
    public static string SignInsFrom(LedgerEvent entry) => $"sign-in:{entry.Source ?? entry.Node}";

    /// <summary>How often this subject was thawed: what happens after a thaw is a matter of its own.</summary>
    public int Episode(LedgerEvent entry) => _thaws.GetValueOrDefault(SubjectOf(entry));

    /// <summary>The burst of refusals of this subject that goes on at <paramref name="at"/>; null when none does.</summary>
    public Burst? BurstOf(string subject, long at) =>
        _bursts.TryGetValue(subject, out var burst) && at - burst.LastAt <= (long)BurstGap.TotalMilliseconds ? burst : null;

    public bool KnowsNode(string role, string node) => _nodes.TryGetValue(role, out var nodes) && nodes.Contains(node);

    public bool KnowsAnyNode(string role) => _nodes.ContainsKey(role);

    /// <summary>Have two people approved this export?</summary>
    public bool KnowsExport(string export) => _exports.Contains(export);

    /// <summary>Which run of the worker began the export of this grant; null: it is of no export.</summary>
    public (string? Node, NodeInstanceId? Instance)? ExportOf(GrantId? grant) => grant is { } id && _exportRuns.TryGetValue(id, out var run) ? run : null;

    public bool KnowsService(string service) => _services.Contains(service);

    public bool HasPasskey(PersonId person, string? origin) => _passkeys.Contains((person, origin));

    public (string? Node, NodeInstanceId? Instance)? ImportOf(GrantId? grant) =>
        grant is { } id && _imports.TryGetValue(id, out var import) ? import : null;

    public void Apply(LedgerEvent entry)
    {
        Latest = Math.Max(Latest, entry.At);
        switch (entry)
        {
            case { Kind: EventKind.Refused } when Refusals.AreSuspicious(entry):
                _bursts[SubjectOf(entry)] = Burst.Continue(BurstOf(SubjectOf(entry), entry.At), entry);
                break;
            case { Kind: EventKind.SignInFailed }:
                _bursts[SignInsFrom(entry)] = Burst.Continue(BurstOf(SignInsFrom(entry), entry.At), entry);
                break;
            case { Kind: EventKind.Thawed }:
                _thaws[SubjectOf(entry)] = Episode(entry) + 1;
                break;
            case { Kind: EventKind.Start, Role: { } role, Node: { } node }:
                if (!_nodes.TryGetValue(role, out var nodes)) _nodes[role] = nodes = [];
                nodes.Add(node);
                break;
            case { Kind: EventKind.Import, Service: { } service, Grant: { } grant }:
                _services.Add(service);
                _imports[grant] = (entry.Node, entry.Instance);
                break;
            case { Kind: EventKind.ExportApproved, Export: { } approved }:
                _exports.Add(approved);
                break;
            case { Kind: EventKind.ExportBegun, Grant: { } began }:
                _exportRuns[began] = (entry.Node, entry.Instance);
                break;
            case { Kind: EventKind.Enrolled, Person: { } person }:
                _passkeys.Add((person, entry.Origin));
                break;
        }
    }
}

/// <summary>Refusals of one subject, each soon after the one before.</summary>
/// <param name="First">Index of the first; it names the burst.</param>
/// <param name="Opening">Indexes of the first few: those before it was noticed.</param>
internal sealed record Burst(long First, int Count, long LastAt, IReadOnlyList<long> Opening)
{
    /// <summary>As many as make a burst noticed at a node.</summary>
    private const int MostNamed = ManyRefusals.Noticed * ManyRefusals.OfNode;

    /// <summary>An entry may stand for many refusals that were only counted.</summary>
    public static int WeightOf(LedgerEvent entry) => Math.Clamp(entry.Count, 1, 1_000_000);

    public static Burst Continue(Burst? burst, LedgerEvent entry) => burst is null
        ? new Burst(entry.Index, WeightOf(entry), entry.At, [entry.Index])
        : burst with
        {
            Count = burst.Count + WeightOf(entry),
            LastAt = Math.Max(burst.LastAt, entry.At),
            Opening = burst.Opening.Count < MostNamed ? [.. burst.Opening, entry.Index] : burst.Opening,
        };
}

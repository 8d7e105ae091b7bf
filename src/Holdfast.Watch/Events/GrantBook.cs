using Holdfast.Wire;

namespace Holdfast.Watch.Events;

/// <summary>What the ledger says of one grant: whose it is, for what, and when it ended (null while no entry says so).</summary>
internal sealed record GrantFacts(PersonId? Person, SessionId? Session, string? Service, ChartId? Chart, string? Purpose, long At)
{
    /// <summary>The application that it was opened with; null: not said, or a service.</summary>
    public string? Client { get; init; }

    public long? EndedAt { get; init; }
}

/// <summary>
/// Every grant of the ledger. Entries after the first name a grant only by its id; this says whose it was.
/// One writer; reads happen under the same lock (<see cref="Picture"/>).
/// </summary>
internal sealed class GrantBook
{
    /// <summary>
    /// A person's grant that no entry ended is counted as live this long after its last release: 12 hours are the longest
    /// session, 10 minutes the longest access token, and the rest is for clocks.
    /// </summary>
    public static readonly TimeSpan LongestLife = TimeSpan.FromHours(12.5);

    /// <summary>A backend service's token ends by itself: five minutes, and the rest is for clocks.</summary>
    private static readonly TimeSpan ServiceTokenLife = TimeSpan.FromMinutes(6);

    private readonly Dictionary<GrantId, GrantFacts> _grants = [];
    private readonly Dictionary<SessionId, long> _sessionEnds = [];

    public GrantFacts? Find(GrantId? grant) => grant is { } id ? _grants.GetValueOrDefault(id) : null;

    /// <summary>When the grant ended by its own entry or with its session, null when no entry says so.</summary>
    public long? EndOf(GrantFacts facts)
    {
        var withSession = facts.Session is { } session && _sessionEnds.TryGetValue(session, out var end) ? end : (long?)null;
        if (facts.EndedAt is null || withSession is null) return facts.EndedAt ?? withSession;
        return Math.Min(facts.EndedAt.Value, withSession.Value);
    }

    public void Apply(LedgerEvent entry)
    {
        switch (entry)
        {
            case { Kind: EventKind.Open, Grant: { } opened }:
                _grants.TryAdd(opened, new GrantFacts(entry.Person, entry.Session, null, entry.Chart, entry.Purpose, entry.At) { Client = entry.Client });
                break;
            case { Kind: EventKind.OpenSearch or EventKind.SearchToken, Grant: { } search }:
                _grants.TryAdd(search, new GrantFacts(entry.Person, entry.Session, null, null, null, entry.At));
                break;
            case { Kind: EventKind.Import, Grant: { } import }:
                _grants.TryAdd(import, new GrantFacts(null, null, entry.Service, null, null, entry.At));
                break;
            case { Kind: EventKind.ServiceToken, Grant: { } given }:
                _grants.TryAdd(given, new GrantFacts(null, null, entry.Client, null, null, entry.At) { EndedAt = entry.At + (long)ServiceTokenLife.TotalMilliseconds });
                break;
            case { Kind: EventKind.ExportBegun, Grant: { } run }:
                _grants.TryAdd(run, new GrantFacts(null, null, entry.Client, null, null, entry.At));
                break;
            case { Kind: EventKind.Release, Grant: { } released }:
                _grants.TryAdd(released, new GrantFacts(
                    entry.Person, entry.Session, entry.Service, entry.Service is null ? entry.Chart : null, null, entry.At));
                break;
            case { Kind: EventKind.GrantEnded, Grant: { } ended } when _grants.TryGetValue(ended, out var facts) && facts.EndedAt is null:
                _grants[ended] = facts with { EndedAt = entry.At };
                break;
            case { Kind: EventKind.SessionEnd, Session: { } session }:
                _sessionEnds.TryAdd(session, entry.At);
                break;
        }
    }

    /// <summary>The entry with person, session, service and chart filled in from its grant where it does not say them itself.</summary>
    public LedgerEvent Resolve(LedgerEvent entry) => Find(entry.Grant) is not { } facts ? entry : entry with
    {
        Person = entry.Person ?? facts.Person,
        Session = entry.Session ?? facts.Session,
        Service = entry.Service ?? facts.Service,
        Chart = entry.Chart ?? facts.Chart,
        Purpose = entry.Purpose ?? facts.Purpose,
        Client = entry.Client ?? facts.Client,
    };
}

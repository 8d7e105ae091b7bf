using Holdfast.Wire;

namespace Holdfast.Watch.Events;

/// <summary>
/// One entry of the ledger, read. A member that the entry does not have is null or empty; which kind has which is in
/// <see cref="EventForm"/>. Ids only: a ledger entry names nobody.
/// </summary>
internal sealed record LedgerEvent
{
    public required long Index { get; init; }
    public required EventKind Kind { get; init; }

    /// <summary>The kind as written, also of kinds unknown to this version. Empty when unreadable.</summary>
    public string KindText { get; init; } = "";

    /// <summary>Unix milliseconds by the keyholder's clock.</summary>
    public long At { get; init; }

    /// <summary>What does not fit the form of an entry, in English; null when all is well.</summary>
    public string? Doubt { get; init; }

    /// <summary>Whom the entry is about: who acted, or who was frozen, thawed, assigned by.</summary>
    public PersonId? Person { get; init; }

    /// <summary>Who decided it, where that is another person: a thaw, a canary.</summary>
    public PersonId? By { get; init; }

    public SessionId? Session { get; init; }
    public GrantId? Grant { get; init; }
    public ChartId? Chart { get; init; }
    public string? Node { get; init; }
    public NodeInstanceId? Instance { get; init; }
    public string? Service { get; init; }

    /// <summary>The charts that the entry lists: shown on My day, found, assigned, marked as canaries.</summary>
    public IReadOnlyList<ChartId> Charts { get; init; } = [];

    /// <summary>The people that assignments name.</summary>
    public IReadOnlyList<PersonId> Assigned { get; init; } = [];

    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>What records reports was looked at or written.</summary>
    public IReadOnlyList<ViewItem> Viewed { get; init; } = [];
    public IReadOnlyList<int> Generations { get; init; } = [];

    /// <summary>In a row on one account; of an export, the charts that were not given to it.</summary>
    public int Failures { get; init; }

    /// <summary>Where sign-ins came from: a keyed hash (64 hexadecimal digits), which shows only that two came from one place.</summary>
    public string? Source { get; init; }

    /// <summary>"password"; null: a passkey.</summary>
    public string? Method { get; init; }

    /// <summary>Which bulk export (32 hexadecimal digits).</summary>
    public string? Export { get; init; }

    public string? Role { get; init; }
    public string? Origin { get; init; }
    public string? Client { get; init; }
    public string? Purpose { get; init; }

    /// <summary>Hash of words that the keyholder keeps sealed (64 hexadecimal digits).</summary>
    public string? Reason { get; init; }

    public string? What { get; init; }
    public string? Why { get; init; }
    public string? Caller { get; init; }
    public string? Gap { get; init; }
    public string? State { get; init; }
    public string? Page { get; init; }
    public string? Version { get; init; }
    public long Sequence { get; init; }
    public long Size { get; init; }
    public bool More { get; init; }
    public bool Paper { get; init; }
    public bool On { get; init; }
    public bool Refresh { get; init; }

    /// <summary>Of an application whose tokens work for whoever has them.</summary>
    public bool Bearer { get; init; }

    /// <summary>How many rows a head gained, resources were viewed, places were assigned, or refusals were only counted.</summary>
    public int Count { get; init; }

    public bool IsEmergency => Kind == EventKind.Open && Purpose == "ETREAT";
}

/// <summary>Interactions of one kind with one class of records, together.</summary>
/// <param name="Interaction">read, vread, search, history, everything, create, update, patch, delete.</param>
/// <param name="At">Unix ms, of the first.</param>
internal sealed record ViewItem(string Class, int Resources, long At, string Interaction);

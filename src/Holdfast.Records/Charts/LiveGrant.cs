using Holdfast.Records.Tokens;
using Holdfast.Wire;
using Holdfast.Wire.Records;

namespace Holdfast.Records.Charts;

/// <summary>
/// What one access token opens: the charts of its grant (one for a person, the approved ones for a service) and the
/// provider's, for one purpose, bound to one client key, until it expires. Ends also when the grant does.
/// </summary>
internal sealed class LiveGrant(
    GrantId grant, string token, DateTimeOffset expires, string clientKey, string clientId, GrantScope scope, Actor actor, string purpose,
    IEnumerable<RecordClass> writableClasses, int writeGeneration, IReadOnlyList<SharedCharts.Share> charts, SharedCharts.Share provider) : IDisposable
{
    private readonly Dictionary<string, RecordClass> _writable = writableClasses.ToDictionary(c => c.Content);
    private readonly Lock _opening = new();
    private readonly List<SharedCharts.Share> _shares = [.. charts];
    private volatile IReadOnlyList<OpenChart> _charts = [.. charts.Select(share => share.Chart)];
    private bool _disposed;

    public GrantId Grant => grant;

    /// <summary>The access token: shown to the keyholder with each write, never logged.</summary>
    public string Token => token;

    public DateTimeOffset Expires => expires;

    /// <summary>RFC 7638 thumbprint of the client's DPoP key; empty: a bearer token.</summary>
    public string ClientKey => clientKey;

    public bool IsBearer => clientKey.Length == 0;

    /// <summary>How often a bearer token may still be used; null for one that is bound to a key.</summary>
    public BearerRate? Rate { get; init; }

    public string ClientId => clientId;

    public GrantScope Scope => scope;

    public Actor Actor => actor;

    /// <summary>TREAT, ETREAT, or HOPERAT for a staff chart.</summary>
    public string Purpose => purpose;

    /// <summary>identity, clinical, documents: what may be written.</summary>
    public IReadOnlyCollection<string> WritableClasses => _writable.Keys;

    /// <summary>The class in which this grant writes a content: a service writes classes of its own. Null when it may not write it.</summary>
    public RecordClass? WriteClass(string content) => _writable.TryGetValue(content, out var recordClass) ? recordClass : null;

    public int WriteGeneration => writeGeneration;

    /// <summary>The charts of the grant: a search spans exactly these. A person's grant has one; a service's are opened when it first asks for anything.</summary>
    public IReadOnlyList<OpenChart> Charts => _charts;

    /// <summary>How a service's charts are opened when it first asks; null for a person.</summary>
    public ServiceCharts? StillToOpen { get; init; }

    /// <summary>The chart of a person's grant.</summary>
    public OpenChart Chart => Charts[0];

    public OpenChart Provider => provider.Chart;

    /// <summary>The Practitioner of the person whose grant it is; null for a service.</summary>
    public StoredVersion? Self { get; init; }

    /// <summary>What the provider's chart has under this name, or the grant's own person.</summary>
    public StoredVersion? FindProviders(string type, string id) => Provider.Find(type, id) ?? (Self is { } self && self.Type == type && self.Id == id ? self : null);

    /// <summary>No person: a backend service.</summary>
    public bool IsService => StillToOpen is not null;

    /// <summary>Rows that are missing or do not fit, of all charts of the grant.</summary>
    public IReadOnlyList<ChartGap> Gaps => Charts is [var one] ? one.Gaps : [.. Charts.SelectMany(chart => chart.Gaps)];

    /// <summary>A service that may bring patients into charts of its own.</summary>
    public bool MakesCharts { get; init; }

    /// <summary>
    /// The chart of the patient with this FHIR id, or with this id of its own, by which a service names a patient whose identity
    /// it does not read; null when the grant has none.
    /// </summary>
    public OpenChart? ChartOf(string patient) =>
        IsService ? Charts.FirstOrDefault(chart => chart.IsOf(patient)) : patient == Patient || patient == Chart.Id.ToString() ? Chart : null;

    /// <summary>
    /// May this grant see identity, clinical or documents? A release brings keys only for what is there or may be written,
    /// so under a grant that writes nothing a class without any row is readable too: it is empty. Who makes charts reads back what
    /// they write, before there is a first one.
    /// </summary>
    public bool MayRead(string content) =>
        Charts.Any(chart => chart.Keys.Contents.Contains(content)) || (_writable.Count == 0 && !Charts.Any(chart => chart.SealedContents.Contains(content)))
        || (MakesCharts && _writable.ContainsKey(content));

    /// <summary>True when something that may be read was written since the release, under keys that it did not bring.</summary>
    public bool IsBehind => Charts.Any(chart => chart.SealedContents.Any(chart.Keys.Contents.Contains));

    /// <summary>Whose staff chart it is; null when it is a patient's.</summary>
    public PersonCard? StaffOf { get; init; }

    /// <summary>identity, clinical, documents or staff: under which class a resource of this type stands in the grant's charts.</summary>
    public string ContentOf(string type) => StaffOf is null ? ResourceClasses.ContentOf(type) : ResourceClasses.Staff;

    /// <summary>The id of the chart's Patient resource: the launch context's "patient".</summary>
    public required string Patient { get; init; }

    /// <summary>A service's grant as far as it concerns one of its charts: what is decided with it reaches no other. It ends with this one, and is not disposed of.</summary>
    public LiveGrant Within(OpenChart chart)
    {
        lock (_opening)
            return new LiveGrant(grant, token, expires, clientKey, clientId, scope, actor, purpose, _writable.Values, writeGeneration, [_shares.Find(share => share.Chart == chart)!], provider)
            {
                Patient = chart.All("Patient") is [var patient, ..] ? patient.Id : "",
                StillToOpen = StillToOpen,
                MakesCharts = MakesCharts,
            };
    }

    /// <summary>A chart of a service joins the grant. Given back at once when the grant has ended meanwhile.</summary>
    public void Join(SharedCharts.Share share)
    {
        lock (_opening)
        {
            if (!_disposed)
            {
                _shares.Add(share);
                _charts = [.. _shares.Select(s => s.Chart)];
                return;
            }
        }

        share.Dispose();
    }

    public void Dispose()
    {
        lock (_opening)
        {
            if (_disposed) return;
            _disposed = true;
            foreach (var share in _shares) share.Dispose();
        }

        provider.Dispose();
    }
}

/// <summary>The member of staff who acts.</summary>
internal sealed record Actor(PersonId Person, string Name, string Role);

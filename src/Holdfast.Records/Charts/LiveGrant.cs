using Holdfast.Records.Tokens;
using Holdfast.Wire;

namespace Holdfast.Records.Charts;

/// <summary>
/// What one access token opens: one chart and the provider's, for one person and purpose, bound to one client key, until
/// it expires. Ends also when the grant does.
/// </summary>
internal sealed class LiveGrant(
    GrantId grant, string token, DateTimeOffset expires, string clientKey, string clientId, GrantScope scope, Actor actor, string purpose,
    IReadOnlySet<string> writableClasses, int writeGeneration, SharedCharts.Share chart, SharedCharts.Share provider) : IDisposable
{
    private readonly IReadOnlySet<string> _keyed = chart.Chart.Keys.Contents;

    public GrantId Grant => grant;

    /// <summary>The access token: shown to the keyholder with each write, never logged.</summary>
    public string Token => token;

    public DateTimeOffset Expires => expires;

    /// <summary>RFC 7638 thumbprint of the client's DPoP key.</summary>
    public string ClientKey => clientKey;

    public string ClientId => clientId;

    public GrantScope Scope => scope;

    public Actor Actor => actor;

    /// <summary>TREAT or ETREAT.</summary>
    public string Purpose => purpose;

    public IReadOnlySet<string> WritableClasses => writableClasses;

    public int WriteGeneration => writeGeneration;

    public OpenChart Chart => chart.Chart;

    public OpenChart Provider => provider.Chart;

    /// <summary>
    /// May this grant see identity, clinical or documents? A release brings keys only for what is there or may be written,
    /// so under a grant that writes nothing a class without any row is readable too: it is empty.
    /// </summary>
    public bool MayRead(string content) => _keyed.Contains(content) || (writableClasses.Count == 0 && !Chart.SealedContents.Contains(content));

    /// <summary>True when something that may be read was written since the release, under keys that it did not bring.</summary>
    public bool IsBehind => Chart.SealedContents.Any(_keyed.Contains);

    /// <summary>The id of the chart's Patient resource: the launch context's "patient".</summary>
    public required string Patient { get; init; }

    public void Dispose()
    {
        chart.Dispose();
        provider.Dispose();
    }
}

/// <summary>The member of staff who acts.</summary>
internal sealed record Actor(PersonId Person, string Name, string Role);

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

    /// <summary>identity, clinical, documents: what of the chart this grant may see.</summary>
    public IReadOnlySet<string> ReadableClasses { get; } = chart.Chart.Keys.Contents;

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

using System.Collections.Concurrent;
using Holdfast.Keyholder.Ledger;
using Holdfast.Wire;

namespace Holdfast.Keyholder.Clients;

/// <summary>What a registered client is (RFC 6749 §2.1).</summary>
internal enum ClientKind
{
    /// <summary>Runs on people's devices and keeps no secret: it shows PKCE, and a key of its own or nothing.</summary>
    Public,

    /// <summary>Runs on a server and authenticates itself there.</summary>
    Confidential,

    /// <summary>A backend service: no person, a key of its own, and charts that two people approved.</summary>
    Service,

    /// <summary>May ask whether a token is live, and nothing else.</summary>
    ResourceServer,
}

/// <summary>Which charts a backend service reaches.</summary>
internal enum ServiceReach
{
    /// <summary>Exactly the approved charts, to read, and to write under classes of its own.</summary>
    ReadSet,

    /// <summary>The charts that it made itself.</summary>
    OwnCharts,

    /// <summary>The approved charts, to write; it reads back at most what it wrote.</summary>
    WriteSet,

    /// <summary>No chart: it enters schedules, by which others explain their openings.</summary>
    Roster,
}

/// <summary>A public key of a client, registered by value: a JWKS that is fetched would let whoever holds its address put in another.</summary>
/// <param name="Algorithm">ES256 (P-256) or ES384 (P-384).</param>
/// <param name="X">Of the point; base64url.</param>
internal sealed record ClientKeyRow(string KeyId, string Algorithm, string X, string Y);

/// <param name="Charts">The approved set; empty for a service that makes its own charts.</param>
/// <param name="Until">Unix ms: from then on it opens nothing.</param>
internal sealed record ServiceRow(ServiceReach Reach, ChartId[] Charts, long Until);

/// <summary>A client that two people let in.</summary>
/// <param name="Id">Also the suffix of the classes that a backend service writes.</param>
/// <param name="LaunchUri">Where the desk starts it; empty: it is opened by itself only (standalone launch).</param>
/// <param name="Scope">What it may ask for at most.</param>
/// <param name="Bearer">It cannot show proofs of a key: its tokens work for whoever has them, so they do less.</param>
/// <param name="SecretHash">SHA-256 of its secret, hexadecimal; empty: it has none.</param>
/// <param name="Retired">Unix ms. The row stays, so that the id never means somebody else.</param>
internal sealed record ClientRow(
    string Id, string Name, ClientKind Kind, string[] RedirectUris, string LaunchUri, string Scope, bool Bearer,
    ClientKeyRow[] Keys, string SecretHash, ServiceRow? Service, long Registered, long? Retired)
{
    public bool IsRetired => Retired is not null;
}

/// <summary>Registered clients. Owned by the journal's lock but for <see cref="Peek"/>.</summary>
internal sealed class ClientTable() : Table<string, ClientRow>("client", row => row.Id, id => id)
{
    private readonly ConcurrentDictionary<string, ClientRow> _live = new(StringComparer.Ordinal);

    /// <summary>A client that is not retired; from any thread. What is built on it is looked at again under the lock.</summary>
    public ClientRow? Peek(string id) => _live.GetValueOrDefault(id);

    /// <summary>How many have tokens that work for whoever has them; from any thread.</summary>
    public int BearerApps => _live.Values.Count(row => row.Bearer && row.Kind != ClientKind.ResourceServer);

    protected override void Changed(ClientRow? before, ClientRow? after)
    {
        if (after is { Retired: null }) _live[after.Id] = after;
        else if ((after ?? before) is { } gone) _live.TryRemove(gone.Id, out _);
    }
}

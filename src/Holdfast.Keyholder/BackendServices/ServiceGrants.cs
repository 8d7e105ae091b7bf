using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Wire;

namespace Holdfast.Keyholder.BackendServices;

/// <summary>The right of one backend service to the charts that its registration names, for five minutes. Which charts is asked of the registration each time, not kept here.</summary>
/// <param name="Access">SHA-256 of the access token, hexadecimal.</param>
/// <param name="Jkt">Thumbprint of its key; empty: a bearer token.</param>
/// <param name="Writes">Classes of its own that it may write.</param>
internal sealed record ServiceGrantRow(
    GrantId Id, string Client, string Scope, string Jkt, string[] Reads, string[] Writes, string Node, NodeInstanceId Instance,
    string Access, long AccessExpiry, long Made, long? Ended, string? EndedWhy)
{
    public bool HasAccess(string accessHash, long nowMs) => Access == accessHash && nowMs < AccessExpiry;
}

/// <summary>Grants of backend services: live ones, and ended ones until no node can still believe in them.</summary>
internal sealed class ServiceGrantTable(Expiry expiry) : ExpiringTable<GrantId, ServiceGrantRow>(
    "service-grant", row => row.Id, id => id.ToString(), expiry, row => Math.Min(row.AccessExpiry, row.Ended ?? long.MaxValue) + GrantLimits.EndedKeptMs)
{
    private readonly Dictionary<string, GrantId> _byAccess = new(StringComparer.Ordinal);

    public ServiceGrantRow? Live(GrantId id) => Find(id) is { Ended: null } row ? row : null;

    public ServiceGrantRow? LiveByAccess(string accessHash) => _byAccess.TryGetValue(accessHash, out var id) ? Live(id) : null;

    /// <summary>Oldest first. A service has a few at a time.</summary>
    public IEnumerable<ServiceGrantRow> LiveOf(string client) => Rows.Where(row => row.Ended is null && row.Client == client).OrderBy(row => row.Made);

    protected override void Changed(ServiceGrantRow? before, ServiceGrantRow? after)
    {
        base.Changed(before, after);
        if (before is not null) _byAccess.Remove(before.Access);
        if (after is { Ended: null }) _byAccess[after.Access] = after.Id;
    }
}

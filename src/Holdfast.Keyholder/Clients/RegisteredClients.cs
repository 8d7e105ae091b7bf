using Holdfast.Keyholder.Ledger;

namespace Holdfast.Keyholder.Clients;

/// <summary>The applications that may ask for charts: the provider's own chart application, and those that two people registered.</summary>
internal sealed class RegisteredClients(Tables tables, string recordsOrigin)
{
    public const string ChartApplication = "holdfast-chart";

    /// <summary>Ids that begin like this are ours.</summary>
    public const string OwnPrefix = "holdfast-";

    private readonly ClientRow _chart = new(
        ChartApplication, "Holdfast chart", ClientKind.Public, [$"{recordsOrigin}/chart/"], $"{recordsOrigin}/chart/",
        "launch launch/patient online_access patient/*.cruds", Bearer: false, [], "", null, 0, null);

    /// <summary>Null: never registered, or retired. From any thread.</summary>
    public ClientRow? Find(string id) => id == _chart.Id ? _chart : tables.Clients.Peek(id);

    public bool IsOriginOfAClient(string origin) =>
        tables.Clients.Rows.Any(row => !row.IsRetired && row.Kind is ClientKind.Public or ClientKind.Confidential && row.RedirectUris.Any(uri => RedirectUris.IsOrigin(uri, origin)));
}

using System.Security.Cryptography;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Wire;

namespace Holdfast.Keyholder.Clients;

/// <summary>Enters and retires clients, inside a decision that two people have taken. Owned by the journal's lock.</summary>
internal sealed class ClientBook(Tables tables, Endings endings)
{
    private const int SecretLength = 32;

    /// <summary>For a client that authenticates itself with a secret: shown once, kept as its hash.</summary>
    public static string NewSecret() => Base64Url.Encode(RandomNumberGenerator.GetBytes(SecretLength));

    /// <param name="secret">Null: it has none.</param>
    public void Register(Draft draft, ClientRow client, string? secret)
    {
        draft.Change(tables.Clients.Put(client with { SecretHash = secret is null ? "" : ClientAuthentication.HashOf(secret), Registered = draft.NowMs }));
        draft.Record("client-registered", json =>
        {
            json.WriteString("client", client.Id);
            json.WriteString("client-kind", KindWord(client.Kind));
            json.WriteBoolean("bearer", client.Bearer);
            json.WriteString("scope", client.Scope);
            if (client.Service is not { } service) return;
            json.WriteString("reach", ReachWord(service.Reach));
            json.WriteNumber("count", service.Charts.Length);
            json.WriteNumber("until", service.Until);
        });
    }

    /// <summary>From now on it can do nothing: what it has open ends, and nodes are told at once.</summary>
    public void Retire(Draft draft, ClientRow client)
    {
        draft.Change(tables.Clients.Put(client with { Retired = draft.NowMs }));
        draft.Record("client-retired", json => json.WriteString("client", client.Id));
        endings.EndGrantsOf(draft, client.Id, "client retired");
    }

    public static string KindWord(ClientKind kind) => kind switch
    {
        ClientKind.Public => "public",
        ClientKind.Confidential => "confidential",
        ClientKind.Service => "service",
        ClientKind.ResourceServer => "resource-server",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    public static string ReachWord(ServiceReach reach) => reach switch
    {
        ServiceReach.ReadSet => "read-set",
        ServiceReach.OwnCharts => "own-charts",
        ServiceReach.WriteSet => "write-set",
        ServiceReach.Roster => "roster",
        _ => throw new ArgumentOutOfRangeException(nameof(reach)),
    };
}

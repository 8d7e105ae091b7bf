using Holdfast.Keyholder.Clients;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Keyholder.Grants;

/// <summary>A client gives a grant back (RFC 7009), by either token. What is not known is not there any more, which is what was asked for.</summary>
internal sealed class Revoke(Journal journal, NodeGate nodes, Refusals refusals, Endings endings, AccessTokens tokens, RegisteredClients clients, ClientAuthentication authentication)
{
    private const string Name = "revoke";

    public Task<RevokeReply> Run(CallerIdentity caller, RevokeRequest request)
    {
        var shown = authentication.Verify(request.Client);
        return nodes.Ask<RevokeReply>(caller, request.Instance, Name, (draft, _) =>
        {
            if (clients.Find(request.ClientId) is not { } client) return refusals.Unsigned<RevokeReply>(draft, caller, Name, Why.ClientUnknown, "no such client");
            if (authentication.Refusal(client, shown) is { } stranger) return refusals.Unsigned<RevokeReply>(draft, caller, Name, Why.ClientUnknown, stranger);
            End(draft, request.Token, client.Id);
            return new RevokeReply();
        });
    }

    private void End(Draft draft, string token, string client)
    {
        var (grants, hash) = (journal.Tables.Grants, AccessTokens.HashOf(token));
        var grant = tokens.ReadRefresh(token) is { } read ? grants.Live(read.Grant) : grants.LiveByAccess(hash);
        if (grant is not null && grant.Client == client) endings.End(draft, grant, "revoked");
        if (grant is null && journal.Tables.ServiceGrants.LiveByAccess(hash) is { } service && service.Client == client) endings.End(draft, service, "revoked");
    }
}

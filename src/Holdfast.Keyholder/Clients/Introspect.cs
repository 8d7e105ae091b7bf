using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Keyholder.Clients;

/// <summary>
/// Is this access token live, and what for (RFC 7662)? Answered to clients that authenticate themselves: a confidential
/// client or service about its own tokens, a resource server about any. Everything else is "not active", and no more.
/// </summary>
internal sealed class Introspect(Journal journal, NodeGate nodes, Refusals refusals, RegisteredClients clients, ClientAuthentication authentication)
{
    private const string Name = "introspect";

    public Task<IntrospectReply> Run(CallerIdentity caller, IntrospectRequest request)
    {
        var shown = authentication.Verify(request.Client);
        return nodes.Ask<IntrospectReply>(caller, request.Instance, Name, (draft, _) =>
        {
            if (clients.Find(request.ClientId) is not { Kind: not ClientKind.Public } asking)
                return refusals.Unsigned<IntrospectReply>(draft, caller, Name, Why.ClientUnknown, "only a client that authenticates itself may ask");
            if (authentication.Refusal(asking, shown) is { } stranger) return refusals.Unsigned<IntrospectReply>(draft, caller, Name, Why.ClientUnknown, stranger);
            return Answer(asking, AccessTokens.HashOf(request.Token), draft.NowMs);
        });
    }

    private IntrospectReply Answer(ClientRow asking, string hash, long nowMs)
    {
        bool MayKnow(string client) => asking.Kind == ClientKind.ResourceServer || asking.Id == client;
        if (journal.Tables.Grants.LiveByAccess(hash) is { } grant && grant.HasAccess(hash, nowMs) && MayKnow(grant.Client))
            return new IntrospectReply { Active = true, ClientId = grant.Client, Scope = grant.Scope, Person = grant.Person.ToByteString(), IssuedMs = grant.Made, ExpiryMs = grant.AccessExpiry, DpopJkt = grant.Jkt };
        if (journal.Tables.ServiceGrants.LiveByAccess(hash) is { } service && service.HasAccess(hash, nowMs) && MayKnow(service.Client))
            return new IntrospectReply { Active = true, ClientId = service.Client, Scope = service.Scope, IssuedMs = service.Made, ExpiryMs = service.AccessExpiry, DpopJkt = service.Jkt };
        return new IntrospectReply();
    }
}

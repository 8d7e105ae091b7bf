using Holdfast.Keyholder.Ledger;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Keyholder.Grants;

/// <summary>A client gives a grant back (RFC 7009), by either token. What is not known is not there any more, which is what was asked for.</summary>
internal sealed class Revoke(Journal journal, NodeGate nodes, Endings endings, AccessTokens tokens)
{
    public Task<RevokeReply> Run(CallerIdentity caller, RevokeRequest request) => nodes.Ask<RevokeReply>(caller, request.Instance, "revoke", (draft, _) =>
    {
        var grants = journal.Tables.Grants;
        var grant = tokens.ReadRefresh(request.Token) is { } read ? grants.Live(read.Grant) : grants.LiveByAccess(AccessTokens.HashOf(request.Token));
        if (grant is not null && grant.Client == request.ClientId) endings.End(draft, grant, "revoked");
        return new RevokeReply();
    });
}

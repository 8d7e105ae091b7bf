using Holdfast.Keyholder.Clients;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Sessions;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Grants;

/// <summary>
/// New tokens for a grant whose session lives, and the keys again, for what was written meanwhile. Each refresh token
/// works once. An older one shown again is a copy in other hands, or the owner's after a thief was faster: nobody can
/// tell, so the grant ends. A refresh is no sign of the person, so it does not keep the session from becoming idle.
/// </summary>
internal sealed class Refresh(
    Journal journal, NodeGate nodes, Refusals refusals, StatementGate sessions, Releases releases, Endings endings, AccessTokens tokens, TokenProofs proofs,
    RegisteredClients clients, ClientAuthentication authentication)
{
    private const string Name = "refresh";

    public Task<RedeemReply> Run(CallerIdentity caller, RefreshRequest request)
    {
        var (proof, shown) = (proofs.Verify(request.DpopProof), authentication.Verify(request.Client));
        var token = tokens.ReadRefresh(request.RefreshToken);
        return nodes.Ask<RedeemReply>(caller, request.Instance, Name, (draft, instance) =>
        {
            if (token is not { } read || journal.Tables.Grants.Live(read.Grant) is not { } grant)
                return refusals.Unsigned<RedeemReply>(draft, caller, Name, Why.Unknown, "no such refresh token, or its grant has ended");
            if (read.Serial != grant.RefreshSerial)
            {
                var reply = No(draft, caller, grant, Why.Replayed, "the refresh token was used before; the grant has ended");
                endings.End(draft, grant, "refresh token reused");
                return reply;
            }

            return Decide(draft, caller, request, instance, grant, proof, shown);
        });
    }

    private RedeemReply Decide(Draft draft, CallerIdentity caller, RefreshRequest request, InstanceRow instance, GrantRow grant, DpopOutcome? proof, ShownCredentials shown)
    {
        var tables = journal.Tables;
        // A public client need not name itself here (RFC 6749 §6), and common libraries do not; what it must show is asked below all the same.
        if (request.ClientId.Length > 0 && request.ClientId != grant.Client) return No(draft, caller, grant, Why.ClientUnknown, "the refresh token is of another client");
        if (clients.Find(grant.Client) is not { } client || !grant.MayRefresh) return No(draft, caller, grant, Why.ClientUnknown, "the client was retired, or may not refresh");
        if (authentication.Refusal(client, shown) is { } stranger) return No(draft, caller, grant, Why.ClientUnknown, stranger);
        if (proofs.Refusal(proof, grant.Jkt) is { } wrong) return No(draft, caller, grant, wrong.Why, wrong.Detail);
        if (tables.Sessions.Find(grant.Session) is not { } session) return No(draft, caller, grant, Why.Unknown, "the session has ended");
        if (SessionDecision.Check(sessions.Facts(session, tables.People.Find(session.Person)!), draft.Now) is { } why) return No(draft, caller, grant, why, "the session is not live");

        if (grant.Instance != instance.Id) endings.Moved(draft, grant);
        var (access, hash) = AccessTokens.NewAccess();
        proofs.Spend(draft, proof);
        return releases.Release(draft, caller, grant with
        {
            Node = caller.Node,
            Instance = instance.Id,
            Access = hash,
            AccessExpiry = Redeem.AccessExpiry(draft, session, grant.Jkt),
            // Of another run of the node, the former token is known to nobody any more.
            FormerAccess = grant.Instance == instance.Id ? grant.Access : null,
            FormerAccessExpiry = grant.AccessExpiry,
            RefreshSerial = grant.RefreshSerial + 1,
        }, access, refresh: true);
    }

    private RedeemReply No(Draft draft, CallerIdentity caller, GrantRow grant, Why why, string detail) =>
        refusals.Unsigned<RedeemReply>(draft, caller, Name, why, detail, new RefusalSubject(grant.Person, grant.Session, grant.Chart, grant.Id));
}

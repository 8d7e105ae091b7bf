using Holdfast.Keyholder.Budgets;
using Holdfast.Keyholder.Clients;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Sessions;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Grants;

/// <summary>
/// A records node brings a client's code with its PKCE verifier and DPoP proof, and gets the chart's subkeys. The proof is
/// verified outside the lock, as is what a confidential client shows of itself. A code that was shown once never works again, whatever came of it; shown twice, what it
/// brought ends.
/// </summary>
internal sealed class Redeem(
    Journal journal, NodeGate nodes, Refusals refusals, StatementGate sessions, Releases releases, Endings endings,
    OneTimeSecrets<PendingGrant> codes, TokenProofs proofs, RegisteredClients clients, ClientAuthentication authentication, IdTokens idTokens)
{
    private const string Name = "redeem";

    public Task<RedeemReply> Run(CallerIdentity caller, RedeemRequest request)
    {
        var (proof, shown) = (proofs.Verify(request.DpopProof), authentication.Verify(request.Client));
        return nodes.Ask<RedeemReply>(caller, request.Instance, Name, (draft, instance) =>
        {
            switch (codes.Take(request.Code, draft.Now))
            {
                case Taken<PendingGrant>.Good { Value: var pending }:
                    return Decide(draft, caller, request, instance, pending, proof, shown);
                case Taken<PendingGrant>.UsedBefore { Value: var pending }:
                    var reply = No(draft, caller, Why.Replayed, "the code was used before; what it brought has ended", pending);
                    if (journal.Tables.Grants.Live(pending.Id) is { } live) endings.End(draft, live, "code replayed");
                    return reply;
                case Taken<PendingGrant>.Expired:
                    return refusals.Unsigned<RedeemReply>(draft, caller, Name, Why.Expired, "the code is older than a minute");
                default:
                    return refusals.Unsigned<RedeemReply>(draft, caller, Name, Why.Unknown, "no such code");
            }
        });
    }

    private RedeemReply Decide(Draft draft, CallerIdentity caller, RedeemRequest request, InstanceRow instance, PendingGrant pending, DpopOutcome? proof, ShownCredentials shown)
    {
        if (request.ClientId != pending.Client || request.RedirectUri != pending.RedirectUri) return No(draft, caller, Why.ClientUnknown, "the code is of another client or redirect URI", pending);
        if (clients.Find(pending.Client) is not { } client) return No(draft, caller, Why.ClientUnknown, "the client was retired", pending);
        if (authentication.Refusal(client, shown) is { } stranger) return No(draft, caller, Why.ClientUnknown, stranger, pending);
        if (!Pkce.Verify(pending.CodeChallenge, request.CodeVerifier)) return No(draft, caller, Why.ProofRefused, "the PKCE verifier does not fit", pending);
        // A client without a named key that shows one here is bound to it all the same.
        var jkt = pending.Jkt.Length == 0 && proof is DpopOutcome.Accepted { Jkt: var own } ? own : pending.Jkt;
        if (proofs.Refusal(proof, jkt) is { } wrong) return No(draft, caller, wrong.Why, wrong.Detail, pending);

        var tables = journal.Tables;
        if (tables.Sessions.Find(pending.Session) is not { } session) return No(draft, caller, Why.Unknown, "the session has ended", pending);
        if (SessionDecision.Check(sessions.Facts(session, tables.People.Find(session.Person)!), draft.Now) is { } why) return No(draft, caller, why, "the session is not live", pending);

        var (token, hash) = AccessTokens.NewAccess();
        var grant = new GrantRow(
            pending.Id, pending.Person, pending.Session, pending.Chart, pending.Purpose, pending.Client, pending.Scope, jkt, pending.Reads, pending.Writes,
            caller.Node, instance.Id, hash, AccessExpiry(draft, session, jkt), null, 0, 0, draft.NowMs, null, null);
        proofs.Spend(draft, proof);
        var reply = releases.Release(draft, caller, grant, token, refresh: false);
        if (pending.Scope.Split(' ').Contains("openid")) draft.After(() => reply.IdToken = idTokens.Make(grant, session, pending.Nonce, reply.Person.Name, draft.Now));
        if (grant.IsBearer) EndOtherBearers(draft, grant);
        var others = tables.Grants.LiveOf(session.Id);
        for (var i = 0; i <= others.Count - GrantLimits.LivePerSession; i++) endings.End(draft, tables.Grants.Find(others[i])!, "superseded");
        return reply;
    }

    /// <summary>An application whose tokens work for whoever has them has one chart open at a time.</summary>
    private void EndOtherBearers(Draft draft, GrantRow grant)
    {
        var grants = journal.Tables.Grants;
        foreach (var other in grants.LiveOf(grant.Session).Select(id => grants.Find(id)!).Where(row => row.IsBearer && row.Client == grant.Client).ToList())
            endings.End(draft, other, "superseded");
    }

    /// <summary>No token outlives its session.</summary>
    public static long AccessExpiry(Draft draft, SessionRow session, string jkt) => Math.Min(
        (draft.Now + (jkt.Length == 0 ? Limits.BearerAccessToken : Limits.AccessToken)).ToUnixTimeMilliseconds(), session.SignedIn + (long)Sessions.SessionLimits.Overall.TotalMilliseconds);

    private RedeemReply No(Draft draft, CallerIdentity caller, Why why, string detail, PendingGrant about) =>
        refusals.Unsigned<RedeemReply>(draft, caller, Name, why, detail, new RefusalSubject(about.Person, about.Session, about.Chart, about.Id));
}

/// <summary>
/// DPoP proofs for the token endpoint (RFC 9449 §5): POST to recordsOrigin/token, by the key that the opening named, each
/// once. A proof that brought keys is remembered over a restart: a node that has the next refresh token could else show it
/// again to a keyholder that has forgotten it.
/// </summary>
internal sealed class TokenProofs(string recordsOrigin, Tables tables, TimeProvider time)
{
    private readonly DpopProofs _proofs = new();
    private readonly DpopReplay _used = new(time);
    private readonly string _endpoint = $"{recordsOrigin}/token";

    /// <summary>Signature and claims. Costs more than a decision, so it is done before the lock is taken. Null: no proof was sent.</summary>
    public DpopOutcome? Verify(string proof) => proof.Length == 0 ? null : _proofs.Verify(proof, "POST", _endpoint, accessToken: null, time.GetUtcNow());

    /// <summary>Null when the proof stands and was used now for the first time; or when none is due (jkt is empty) and none was sent.</summary>
    public (Why Why, string Detail)? Refusal(DpopOutcome? outcome, string jkt) => outcome switch
    {
        null => jkt.Length == 0 ? null : (Why.ProofRefused, "a proof of the client's key is required"),
        DpopOutcome.Refused no => (Why.ProofRefused, no.Detail),
        DpopOutcome.Accepted yes when yes.Jkt != jkt => (Why.ProofRefused, "the proof is by another key than the one the opening named"),
        DpopOutcome.Accepted yes when tables.Proofs.Contains(SpentProofRow.HashOf(yes)) || !_used.TryUse(yes) => (Why.Replayed, "the proof was used before"),
        _ => null,
    };

    /// <summary>With the release that it brings. Not those that brought nothing: strangers would fill the store.</summary>
    public void Spend(Draft draft, DpopOutcome? outcome)
    {
        if (outcome is DpopOutcome.Accepted yes) draft.Change(tables.Proofs.Put(new SpentProofRow(SpentProofRow.HashOf(yes), yes.Expires.ToUnixTimeMilliseconds())));
    }
}

using System.Security.Cryptography;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.People;
using Holdfast.Keyholder.People.Passkeys;
using Holdfast.Keyholder.Sessions;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Approvals;

/// <summary>
/// "approve": the second person's passkey signed {"approve", installation, request, hash of what was shown, approver,
/// nonce, expiry}, on the watch. The assertion is verified outside the lock; under it, nonce and counter are used up,
/// the decision is made, the kind's own check runs again, and what is asked for is done.
/// </summary>
/// <param name="decide"><see cref="ApprovalDecision.Decide"/>; the drill's controls put a weaker one in its place.</param>
internal sealed class Approve(
    InstallationId installation, Journal journal, StatementGate gate, Refusals refusals, Proposals proposals, Nonces nonces, Origins origins, SignInPolicy policy, TimeProvider time,
    Func<ApprovalFacts, ApprovalDecision> decide)
{
    public const string Purpose = "approve";

    private const int LongestClientData = 4096;
    private const int LongestApproval = 1024;

    /// <summary>What the assertion says, once its signature was found to be the credential's; or why not.</summary>
    private sealed record Assertion(ApprovalStatement? Approval, string Credential, uint SignCount, bool BackedUp, Fault? Fault)
    {
        public static Assertion No(Why why, string detail) => new(null, "", 0, false, new Fault(why, [new Wrong("", Mend.Unspecified, detail)]));
    }

    public async Task<ApproveReply> Run(CallerIdentity caller, SignedStatement request)
    {
        var assertion = SignedStatements.Parse<ApproveStatement>(request.Jws) is { } unverified
            ? await Verify(unverified.Claimed).ConfigureAwait(false)
            : Assertion.No(Why.Malformed, "not an approve statement"); // the gate says so too, in its own place
        return await gate.Hear<ApproveStatement, ApproveReply>(caller, request, "approve", heard => Decide(heard, assertion)).ConfigureAwait(false);
    }

    private async Task<Assertion> Verify(ApproveStatement statement)
    {
        if (!Base64Url.TryDecode(statement.Approval, LongestApproval, out var bytes) || StatementJson.Read<ApprovalStatement>(bytes) is not { Statement: "approve" } approval
            || !Base64Url.TryDecode(statement.AuthenticatorData, LongestClientData, out var data) || !Base64Url.TryDecode(statement.ClientDataJson, LongestClientData, out var client)
            || !Base64Url.TryDecode(statement.Signature, LongestClientData, out var signature))
            return Assertion.No(Why.Malformed, "not an approval of docs/KEYS.md");
        if (approval.Installation != installation.ToString()) return Assertion.No(Why.WrongOrigin, "the approval is of another installation");
        if (nonces.Check(approval.Nonce, approval.Expiry, Purpose, SessionOrigin.Watch, time.GetUtcNow().ToUnixTimeMilliseconds()) is { } stale)
            return Assertion.No(stale, "the nonce is not ours, or is too old: read the request again");
        var credential = await journal.Run(_ => journal.Tables.Credentials.Find(statement.Credential)).ConfigureAwait(false);
        if (credential is null) return Assertion.No(Why.Unknown, "no such passkey");
        if (credential.Origin != SessionOrigin.Watch) return Assertion.No(Why.WrongOrigin, "the passkey is of another origin");
        if (credential.BackupEligible && !policy.SyncedPasskeys) return Assertion.No(Why.Policy, "the provider takes no passkeys that are copied between devices");
        return AssertionCeremony.Verify(SHA256.HashData(bytes), origins.Address(SessionOrigin.Watch), origins.RpId(SessionOrigin.Watch),
            credential.PublicKey, credential.SignCount, credential.BackupEligible, data, client, signature) switch
        {
            AssertionOutcome.Verified verified => new Assertion(approval, credential.Id, verified.NewSignCount, verified.BackedUp, null),
            AssertionOutcome.Refused no => Assertion.No(no.Why, no.Detail),
            _ => throw new InvalidOperationException("A ceremony verifies or is refused."),
        };
    }

    private ApproveReply Decide(Heard<ApproveStatement> heard, Assertion assertion)
    {
        var (draft, tables) = (heard.Draft, journal.Tables);
        if (assertion is not { Fault: null, Approval: { } approval }) return No(assertion.Fault!.Why, assertion.Fault.Detail);
        if (tables.Credentials.Find(assertion.Credential) is not { } credential || credential.Person != heard.Person.Id || approval.Approver != heard.Person.Id.ToString())
            return No(Why.BadSignature, "the passkey is not that of the person who is signed in");
        if (credential.SignCount != 0 && assertion.SignCount <= credential.SignCount) return No(Why.Replayed, "the passkey's own counter did not grow");
        if (nonces.Use(approval.Nonce, approval.Expiry, Purpose, SessionOrigin.Watch, draft.NowMs) is { } used) return No(used, "the nonce was used, or is too old: read the request again");
        draft.Change(tables.Credentials.Put(credential with { SignCount = assertion.SignCount, BackedUp = assertion.BackedUp }));

        var row = ProposalId.TryParse(approval.Request, out var id) ? tables.Proposals.Find(id) : null;
        var paper = heard.Statement.Paper is { } typed ? PaperCredential.Find(tables, typed) : null;
        var shown = heard.Statement.Paper is null ? PaperShown.None : paper is null ? PaperShown.Bad : PaperShown.Good;
        return decide(proposals.Facts(draft.Now, heard.Session, heard.Facts, row, approval.Hash, shown)) switch
        {
            ApprovalDecision.Refused no => No(no.Why, no.Detail),
            ApprovalDecision.Allowed => Do(heard, row!, paper),
            _ => throw new InvalidOperationException("An approval is allowed or refused."),
        };

        ApproveReply No(Why why, string detail) => refusals.Signed<ApproveReply>(draft, heard.Caller, "approve", why, detail, heard.About());
    }

    private ApproveReply Do(Heard<ApproveStatement> heard, ProposalRow row, PaperRow? paper)
    {
        var (draft, tables) = (heard.Draft, journal.Tables);
        var (payload, document) = (proposals.PayloadOf(row), proposals.DocumentOf(row));
        if (proposals.KindOf(row.Kind) is not { } kind || kind.Read(payload) is not { } read) return No(Why.NotWaiting, "this version knows no such kind of request: ask again");
        // Roles change in three days: nobody's request outlives the role in which it was asked.
        if (tables.People.Find(row.Asker) is not { } asker || !kind.Askers.Contains(asker.Role)) return No(Why.NotAllowed, "whoever asked for this has another role now, which may not ask for it");
        if (read.Subject == heard.Person.Id) return No(Why.OwnRequest, "it is for whoever would approve it: another approver must");
        if (paper is not null && row.Kind == NewPaper.Kind) return No(Why.Paper, "a paper does not make its own successor, or one person would know the next one whole: another approver must");
        if (read.Check(tables, row.Asker) is { } fault) return No(fault.Why, fault.Detail);
        if (!ProposalDocument.Write(row.Id, row.Kind, row.Asker, ProposalDocument.SaltOf(document), payload, read.Words(tables)).AsSpan().SequenceEqual(document))
            return No(Why.Changed, "what it would do is worded otherwise now: ask again");

        var effect = read.Do(new Approval(draft, tables, row.Id, row.Asker, row.Session, heard.Person.Id, ByPaper: paper is not null));
        draft.Record("approved", json =>
        {
            Entries.Id(json, "person", heard.Person.Id);
            Entries.Id(json, "session", heard.Session.Id);
            json.WriteString("request", row.Id.ToString());
            json.WriteString("what", row.Kind);
            json.WriteString("hash", row.Hash);
            Entries.Id(json, "asker", row.Asker);
            json.WriteBoolean("paper", paper is not null);
        });
        // Spent with the first entry of what is done: the entries of one decision are in the ledger together or not at all,
        // so a crash leaves a request that waits, and never one that is spent for nothing or done twice.
        draft.Change(tables.Proposals.Put(row with
        {
            State = ProposalState.Approved,
            By = heard.Person.Id,
            Decided = draft.NowMs,
            SealedSecret = effect.ForAsker is { } secret ? proposals.SealSecret(row.Id, secret) : null,
            HeldUntil = paper is not null && effect.Enrols ? PaperHold.Until(draft) : null,
        }));
        if (paper is not null) draft.Change(tables.Papers.Remove(paper.Hash));
        if (paper is not null && effect.Enrols) PaperHold.Tell(draft, tables);
        effect.Enter();
        return new ApproveReply { Secret = effect.ForApprover ?? "" };

        ApproveReply No(Why why, string detail) => refusals.Signed<ApproveReply>(draft, heard.Caller, "approve", why, detail, heard.About());
    }
}

using System.Security.Cryptography;
using Google.Protobuf;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.People;
using Holdfast.Keyholder.People.Passkeys;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Sessions;

/// <summary>
/// The one step-up. A statement that needs it carries the answer of one of its person's passkeys, whose challenge is the
/// SHA-256 of {"step-up", installation, session, purpose, hash of what it is for, nonce, expiry}: at most five minutes old,
/// good once, for that statement alone. The ceremony is verified outside the lock; nonce, passkey and counter are looked
/// at under it.
/// </summary>
internal sealed class StepUps(
    InstallationId installation, SessionKeys keys, Journal journal, StatementGate gate, Nonces nonces, Origins origins, Refusals refusals, SignInPolicy policy, TimeProvider time)
{
    public const string NoncePurpose = "step-up";

    private const int LongestStatement = 2 * 1024;

    private abstract record Outcome
    {
        public sealed record Proven(string Credential, uint SignCount, bool BackedUp, StepUpStatement Statement) : Outcome;

        public sealed record Refused(Why Why, string Detail) : Outcome;
    }

    /// <param name="name">The statement's name; also the step-up's purpose.</param>
    /// <param name="hash">What the statement is about: <see cref="StepUpHash"/>.</param>
    /// <param name="decide">Called with the passkey that answered.</param>
    public async Task<TReply> Hear<T, TReply>(CallerIdentity caller, SignedStatement request, string name, Func<T, string> hash, Func<Heard<T>, CredentialRow, TReply> decide)
        where T : SteppedUpStatement where TReply : class, IMessage, new()
    {
        var outcome = await Verify(caller, SignedStatements.Parse<T>(request.Jws), name, hash).ConfigureAwait(false);
        return await gate.Hear<T, TReply>(caller, request, name, heard => outcome switch
        {
            Outcome.Refused no => No(heard, no.Why, no.Detail),
            Outcome.Proven proven => Spend(heard, proven) is { } refusal ? No(heard, refusal.Why, refusal.Detail) : decide(heard, Use(heard, name, proven)),
            _ => throw new InvalidOperationException("A step-up is proven or refused."),
        }).ConfigureAwait(false);

        TReply No(Heard<T> heard, Why why, string detail) => refusals.Signed<TReply>(heard.Draft, caller, name, why, detail, heard.About());
    }

    /// <summary>What is not the session's own is not verified further: the gate refuses it, and says why.</summary>
    private async Task<Outcome> Verify<T>(CallerIdentity caller, UnverifiedStatement<T>? unverified, string purpose, Func<T, string> hash) where T : SteppedUpStatement
    {
        if (unverified is null || Origins.Of(caller) is not { } origin || !SessionId.TryParse(unverified.Claimed.Session, out var id) || keys.Verify(id, unverified) is not true)
            return new Outcome.Refused(Why.Malformed, "not the session's own statement");
        var proof = unverified.Claimed.StepUp;
        if (!Base64Url.TryDecode(proof.Statement, LongestStatement, out var statement)
            || !Base64Url.TryDecode(proof.Credential, FinishEnrolment.LongestCredentialId, out var credentialId)
            || !Base64Url.TryDecode(proof.AuthenticatorData, AuthenticatorData.MaximumBytes, out var data)
            || !Base64Url.TryDecode(proof.ClientDataJson, ClientData.MaximumBytes, out var client)
            || !Base64Url.TryDecode(proof.Signature, LongestStatement, out var signature))
            return new Outcome.Refused(Why.Malformed, "the step-up is not base64url, or too long");

        var signed = StatementJson.Read<StepUpStatement>(statement);
        var (session, credential) = await journal.Run(_ => (journal.Tables.Sessions.Find(id), journal.Tables.Credentials.Find(Base64Url.Encode(credentialId)))).ConfigureAwait(false);
        if (session is null) return new Outcome.Refused(Why.Unknown, "no such session");
        if (StepUpDecision.Refusal(new StepUpFacts(signed, installation.ToString(), id.ToString(), purpose, hash(unverified.Claimed), session.Person, session.Origin,
                credential?.Person, credential?.Origin, credential is { BackupEligible: true } && !policy.SyncedPasskeys)) is { } no)
            return new Outcome.Refused(no.Why, no.Detail);
        if (nonces.Check(signed!.Nonce, signed.Expiry, NoncePurpose, origin, time.GetUtcNow().ToUnixTimeMilliseconds()) is { } stale)
            return new Outcome.Refused(stale == Why.Expired ? Why.StepUp : stale, "the nonce is not ours, or is too old: touch the passkey again");
        return AssertionCeremony.Verify(SHA256.HashData(statement), origins.Address(origin), origins.RpId(origin),
                credential!.PublicKey, credential.SignCount, credential.BackupEligible, data, client, signature) switch
        {
            AssertionOutcome.Verified verified => new Outcome.Proven(credential.Id, verified.NewSignCount, verified.BackedUp, signed),
            AssertionOutcome.Refused refused => new Outcome.Refused(refused.Why, refused.Detail),
            _ => throw new InvalidOperationException("A ceremony verifies or is refused."),
        };
    }

    /// <summary>Under the lock: what may have changed since the ceremony was verified. Null when it still stands; its nonce is then used up.</summary>
    private (Why Why, string Detail)? Spend<T>(Heard<T> heard, Outcome.Proven proven) where T : SteppedUpStatement
    {
        if (journal.Tables.Credentials.Find(proven.Credential) is not { } credential || credential.Person != heard.Person.Id) return (Why.Unknown, "no such passkey");
        if (credential.SignCount != 0 && proven.SignCount <= credential.SignCount) return (Why.Replayed, "the passkey's own counter did not grow");
        return nonces.Use(proven.Statement.Nonce, proven.Statement.Expiry, NoncePurpose, heard.Session.Origin, heard.Draft.NowMs) is { } used
            ? (used, "the step-up was used, or is too old: touch the passkey again")
            : null;
    }

    private CredentialRow Use<T>(Heard<T> heard, string purpose, Outcome.Proven proven) where T : SteppedUpStatement
    {
        var before = journal.Tables.Credentials.Find(proven.Credential)!;
        var after = before with { SignCount = proven.SignCount, BackedUp = proven.BackedUp, LastUsed = heard.Draft.NowMs };
        heard.Draft.Change(journal.Tables.Credentials.Put(after));
        heard.Draft.Record("step-up", json =>
        {
            Entries.Id(json, "person", heard.Person.Id);
            Entries.Id(json, "session", heard.Session.Id);
            json.WriteString("credential", after.LedgerName);
            json.WriteString("purpose", purpose);
        });
        return after;
    }
}

using System.Security.Cryptography;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Identity;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.People;
using Holdfast.Keyholder.People.Passkeys;
using Holdfast.Keyholder.People.Passwords;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Sessions;

/// <summary>
/// A passkey signed {"sign-in", installation, person, credential, session key, nonce, expiry}: from here on the session
/// key speaks for the person. The ceremony, and an id token where one comes before it, are verified outside the lock; nonce,
/// counter, freeze and whose account it is are looked at under it.
/// </summary>
internal sealed class FinishSignIn(
    InstallationId installation, Journal journal, SessionOpening opening, Nonces nonces, Origins origins, IdentityBook identities, Refusals refusals, SignInPolicy policy, TimeProvider time)
{
    private const string Name = "finish-sign-in";

    public async Task<FinishSignInReply> Run(CallerIdentity caller, FinishSignInRequest request)
    {
        if (Origins.Of(caller) is not { } origin || request.CredentialId.Length is 0 or > FinishEnrolment.LongestCredentialId
            || !SessionOpening.IsHint(request.DeviceHint)
            || StatementJson.Read<SignInStatement>(request.Statement.Span) is not { Statement: "sign-in" } statement || !DeviceTable.IsDevice(statement.Device)
            || JsonWebKeys.Read(request.SessionKeyJwk) is not { } key)
            return await Refuse(caller, Why.Malformed, "not a sign-in statement, or no P-256 session key").ConfigureAwait(false);
        if (statement.Installation != installation.ToString()) return await Refuse(caller, Why.WrongOrigin, "the statement is of another installation").ConfigureAwait(false);
        if (statement.SessionKey != key.Thumbprint()) return await Refuse(caller, Why.BadSignature, "the statement names another session key").ConfigureAwait(false);
        if (nonces.Check(statement.Nonce, statement.Expiry, BeginSignIn.Purpose, origin, time.GetUtcNow().ToUnixTimeMilliseconds()) is { } stale)
            return await Refuse(caller, stale, "the nonce is not ours, or is too old: begin again").ConfigureAwait(false);

        var id = Base64Url.Encode(request.CredentialId.Span);
        var credential = await journal.Run(_ => journal.Tables.Credentials.Find(id)).ConfigureAwait(false);
        if (credential is null) return await Refuse(caller, Why.Unknown, "no such passkey").ConfigureAwait(false);
        if (Mismatch(credential, origin, statement, request) is { } mismatch) return await Refuse(caller, mismatch, "the passkey is of another person or place").ConfigureAwait(false);
        if (credential.BackupEligible && !policy.SyncedPasskeys) return await Refuse(caller, Why.Policy, "the provider takes no passkeys that are copied between devices").ConfigureAwait(false);

        var outcome = AssertionCeremony.Verify(SHA256.HashData(request.Statement.Span), origins.Address(origin), origins.RpId(origin),
            credential.PublicKey, credential.SignCount, credential.BackupEligible, request.AuthenticatorData.ToByteArray(), request.ClientDataJson.ToByteArray(), request.Signature.ToByteArray());
        var seen = identities.Look(request.IdToken, statement.SessionKey, statement.Nonce, origin, time.GetUtcNow());
        return outcome switch
        {
            AssertionOutcome.Verified verified => await journal.Decide(draft => SignIn(draft, caller, origin, statement, key, id, verified, seen, request.DeviceHint)).ConfigureAwait(false),
            AssertionOutcome.Refused no => await Refuse(caller, no.Why, no.Detail).ConfigureAwait(false),
            _ => throw new InvalidOperationException("A ceremony verifies or is refused."),
        };
    }

    private static Why? Mismatch(CredentialRow credential, SessionOrigin origin, SignInStatement statement, FinishSignInRequest request)
    {
        if (credential.Origin != origin) return Why.WrongOrigin;
        if (statement.Credential is { } named && named != credential.Id) return Why.Malformed;
        if (statement.Person is { } person && person != credential.Person.ToString()) return Why.Malformed;
        return request.UserHandle.Length > 0 && !request.UserHandle.Span.SequenceEqual(credential.Person.ToBytes()) ? Why.Malformed : null;
    }

    private FinishSignInReply SignIn(Draft draft, CallerIdentity caller, SessionOrigin origin, SignInStatement statement, PublicKeyP256 key, string id, AssertionOutcome.Verified verified, IdentityBook.Seen seen, string deviceHint)
    {
        var tables = journal.Tables;
        if (tables.Credentials.Find(id) is not { } credential) return No(Why.Unknown, "no such passkey");
        // Two sign-ins with one passkey at a time: the ceremony compared with the count before, so compare again.
        if (credential.SignCount != 0 && verified.NewSignCount <= credential.SignCount) return No(Why.Replayed, "the passkey's own counter did not grow");
        if (nonces.Use(statement.Nonce, statement.Expiry, BeginSignIn.Purpose, origin, draft.NowMs) is { } used) return No(used, "the nonce was used, or is too old: begin again");
        if (opening.Refusal(caller, credential.Person, draft.Now) is { } no)
            return refusals.Unsigned<FinishSignInReply>(draft, caller, Name, no.Why, no.Detail, no.Why == Why.Frozen ? null : new RefusalSubject(credential.Person));

        var identity = IdentityDecision.Decide(identities.Facts(seen, credential.Person, origin));
        if (identity is IdentityDecision.Refused unknown) return refusals.Unsigned<FinishSignInReply>(draft, caller, Name, unknown.Why, unknown.Detail, new RefusalSubject(credential.Person));

        draft.Change(tables.Credentials.Put(credential with { SignCount = verified.NewSignCount, BackedUp = verified.BackedUp, LastUsed = draft.NowMs, LastTold = draft.NowMs }));
        var reply = opening.Open(draft, new NewSession(credential.Person, origin, key, credential.Id, deviceHint, SessionMethod.Passkey, statement.Device, ByIdentity: seen.Shown == IdentityShown.Good));
        if (identity is IdentityDecision.Allowed { Links: true }) identities.Link(draft, credential.Person, seen.Subject);
        reply.Notices.AddRange(tables.Notices.Untold(credential));
        return reply;

        FinishSignInReply No(Why why, string detail) => refusals.Unsigned<FinishSignInReply>(draft, caller, Name, why, detail);
    }

    private Task<FinishSignInReply> Refuse(CallerIdentity caller, Why why, string detail) =>
        journal.Decide(draft => refusals.Unsigned<FinishSignInReply>(draft, caller, Name, why, detail));
}

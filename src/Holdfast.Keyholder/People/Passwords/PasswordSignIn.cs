using System.Security.Cryptography;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Serving;
using Holdfast.Keyholder.Sessions;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.People.Passwords;

/// <summary>
/// Sign-in at the desk by password and code, where policy allows it: never one without the other. The password is hashed
/// outside the lock; waits, code and person are looked at under it. A name that nobody has goes the same way, against a row
/// that nothing fits: the same work, the same answer.
/// </summary>
internal sealed class PasswordSignIn(
    Journal journal, PasswordSecrets secrets, PasswordHashing hashing, FailedSignIns failed, SessionOpening opening, Refusals refusals, SignInPolicy policy)
{
    private const string Name = "password-sign-in";
    private const int LongestSource = 64;
    private const string OneAnswer = "name, password or code do not fit, or it is too soon after the last attempt";

    private readonly PasswordRow _nobody = Nobody(secrets);

    private sealed record Attempt(CallerIdentity Caller, PasswordSignInRequest Request, PublicKeyP256 Key, string NameHash, byte[] Verifier);

    public async Task<FinishSignInReply> Run(CallerIdentity caller, PasswordSignInRequest request)
    {
        if (!policy.Passwords || Origins.Of(caller) != Grants.SessionOrigin.Desk) return await Refuse(caller, Why.Policy, "the provider takes no passwords here").ConfigureAwait(false);
        if (JsonWebKeys.Read(request.SessionKeyJwk) is not { } key || request.Password.Length > PasswordRules.LongestBytes || request.Source.Length is 0 or > LongestSource
            || request.Name.Length > LongestSource || request.Code.Length > LongestSource || !SessionOpening.IsHint(request.DeviceHint))
            return await Refuse(caller, Why.Malformed, "not a password sign-in of docs/KEYS.md").ConfigureAwait(false);

        var name = secrets.NameHash(request.Name.Trim().ToLowerInvariant());
        var (hears, salt) = await journal.Run(draft => (failed.HearsSource(request.Source, draft.Now), (journal.Tables.Passwords.OfName(name) ?? _nobody).Salt)).ConfigureAwait(false);
        var verifier = hears ? await Derive(request, salt).ConfigureAwait(false) : null;
        PasswordHashing.Zero(request.Password);
        return await journal.Decide(draft => verifier is null ? TooMany(draft, caller) : Decide(draft, new Attempt(caller, request, key, name, verifier))).ConfigureAwait(false);
    }

    private async Task<byte[]?> Derive(PasswordSignInRequest request, byte[] salt)
    {
        var password = request.Password.ToByteArray();
        try
        {
            return await hashing.Verifier(password, salt).ConfigureAwait(false);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(password);
        }
    }

    private FinishSignInReply Decide(Draft draft, Attempt attempt)
    {
        var known = journal.Tables.Passwords.OfName(attempt.NameHash);
        var row = known ?? _nobody;
        // Both are looked at whatever the other says, so that the time it takes does not tell which was wrong.
        var second = Second(row, attempt.Request.Code, draft.Now);
        var fits = secrets.Fits(row, attempt.Verifier);
        var person = known is null ? null : journal.Tables.People.Find(known.Person);
        return PasswordSignInDecision.Of(new PasswordSignInFacts(
            policy.Passwords, known is not null, Hears(known, attempt, draft.Now), fits, second is not null, person is not null && PasswordReach.MayHave(person.Role),
            person is null ? null : opening.Refusal(attempt.Caller, person.Id, draft.Now)?.Why)) switch
        {
            PasswordSignInDecision.SignsIn => SignIn(draft, attempt, second!, usedRecovery: second!.RecoveryHashes.Count < row.RecoveryHashes.Count),
            PasswordSignInDecision.Refused no => refusals.Unsigned<FinishSignInReply>(draft, attempt.Caller, Name, no.Why, "name, password and code fit, but this person does not sign in so now", new RefusalSubject(row.Person)),
            PasswordSignInDecision.NotHeard => NotHeard(attempt.Caller),
            PasswordSignInDecision.Fails => Fail(draft, attempt, known),
            _ => throw new InvalidOperationException("A sign-in by password has one of four outcomes."),
        };
    }

    /// <summary>Attempts that were hashed side by side are still heard one after the other.</summary>
    private bool Hears(PasswordRow? known, Attempt attempt, DateTimeOffset now) => failed.HearsSource(attempt.Request.Source, now)
        && (known is null ? failed.HearsNobody(attempt.NameHash, now) : PasswordThrottle.IsHeard(known.Failures, known.LastFailure, now));

    private FinishSignInReply SignIn(Draft draft, Attempt attempt, PasswordRow used, bool usedRecovery)
    {
        var tables = journal.Tables;
        var told = tables.Notices.Of(used.Person).Where(notice => notice.At > used.LastTold).Select(NoticeTable.Message).ToList();
        draft.Change(tables.Passwords.Put(used with { Failures = 0, LastTold = draft.NowMs }));
        if (usedRecovery) draft.Change(tables.Notices.Tell(draft, used.Person, "recovery-code-used"));
        var reply = opening.Open(draft, new NewSession(used.Person, Grants.SessionOrigin.Desk, attempt.Key, "", attempt.Request.DeviceHint, SessionMethod.Password));
        reply.Notices.AddRange(told);
        return reply;
    }

    private FinishSignInReply Fail(Draft draft, Attempt attempt, PasswordRow? known)
    {
        if (known is null)
        {
            failed.Fail(draft, attempt.Caller, attempt.Request.Source, attempt.NameHash);
            return No();
        }

        var failures = known.Failures + 1;
        draft.Change(journal.Tables.Passwords.Put(known with { Failures = failures, LastFailure = draft.NowMs }));
        if (PasswordThrottle.Disabled(failures)) draft.Change(journal.Tables.Notices.Tell(draft, known.Person, "password-disabled"));
        failed.Fail(draft, attempt.Caller, attempt.Request.Source, known.Person, failures);
        return No();
    }

    private FinishSignInReply NotHeard(CallerIdentity caller)
    {
        failed.Count(caller);
        return No();
    }

    private FinishSignInReply TooMany(Draft _, CallerIdentity caller)
    {
        failed.Count(caller);
        return Replies.Refuse<FinishSignInReply>(new Refusal { Why = Why.SlowDown, Detail = "too many passwords from this source, or at this moment; a passkey still works" });
    }

    private static FinishSignInReply No() => Replies.Refuse<FinishSignInReply>(new Refusal { Why = Why.NotSignedIn, Detail = OneAnswer });

    /// <summary>The row after its second factor was used up; null when it is none.</summary>
    private PasswordRow? Second(PasswordRow row, string code, DateTimeOffset now)
    {
        if (secrets.Step(row, code, now) is { } step) return row with { LastStep = step };
        return secrets.RecoveryHash(row.Person, code) is { } hash && row.RecoveryHashes.Contains(hash) ? row with { RecoveryHashes = [.. row.RecoveryHashes.Where(left => left != hash)] } : null;
    }

    private static PasswordRow Nobody(PasswordSecrets secrets)
    {
        var person = PersonId.New();
        return new PasswordRow(person, "", [], RandomNumberGenerator.GetBytes(PasswordHashing.SaltLength),
            secrets.SealVerifier(person, RandomNumberGenerator.GetBytes(PasswordHashing.VerifierLength)), secrets.SealSecret(person, RandomNumberGenerator.GetBytes(Totp.SecretLength)),
            0, secrets.NewRecoveryCodes(person).Hashes, 0, 0, 0, 0);
    }

    private Task<FinishSignInReply> Refuse(CallerIdentity caller, Why why, string detail) =>
        journal.Decide(draft => refusals.Unsigned<FinishSignInReply>(draft, caller, Name, why, detail));
}

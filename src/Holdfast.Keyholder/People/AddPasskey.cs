using System.Security.Cryptography;
using Google.Protobuf;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.People.Passkeys;
using Holdfast.Keyholder.Sessions;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.People;

/// <summary>
/// Another passkey from a signed-in session: "begin-passkey" with a step-up by one that is there gives a nonce for this
/// session alone, and "add-passkey" carries the registration ceremony that answers it. So a session that was left open adds none.
/// </summary>
internal sealed class AddPasskey(
    InstallationId installation, Journal journal, StatementGate gate, StepUps stepUps, StaffNames names, Nonces nonces, Origins origins, Refusals refusals, SignInPolicy policy, TimeProvider time)
{
    private const string BeginName = "begin-passkey";
    private const string Name = "add-passkey";
    private const int LongestStatement = 2 * 1024;

    private sealed record Ceremony(EnrolStatement? Statement, RegistrationOutcome Outcome);

    public Task<BeginPasskeyReply> Begin(CallerIdentity caller, SignedStatement request) =>
        stepUps.Hear<ProvenStatement, BeginPasskeyReply>(caller, request, BeginName, _ => StepUpHash.Of(BeginName), (heard, _) =>
        {
            var (nonce, expiry) = nonces.Issue(Purpose(heard.Session.Id), heard.Session.Origin, heard.Draft.Now);
            var reply = new BeginPasskeyReply
            {
                Nonce = ByteString.CopyFrom(nonce),
                ExpiryMs = expiry,
                RpId = origins.RpId(heard.Session.Origin),
                UserHandle = heard.Person.Id.ToByteString(),
                Person = names.Card(heard.Person),
            };
            foreach (var row in journal.Tables.Credentials.Of(heard.Person.Id, heard.Session.Origin))
                if (Base64Url.TryDecode(row.Id, FinishEnrolment.LongestCredentialId, out var id)) reply.ExcludeCredentials.Add(ByteString.CopyFrom(id));
            return reply;
        });

    public Task<OwnSignInReply> Finish(CallerIdentity caller, SignedStatement request)
    {
        var ceremony = Verify(caller, SignedStatements.Parse<AddPasskeyStatement>(request.Jws)?.Claimed);
        return gate.Hear<AddPasskeyStatement, OwnSignInReply>(caller, request, Name, heard =>
        {
            var no = ceremony.Outcome is RegistrationOutcome.Refused refused ? (refused.Why, refused.Detail) : Refusal(heard, ceremony);
            if (no is { } refusal) return refusals.Signed<OwnSignInReply>(heard.Draft, caller, Name, refusal.Why, refusal.Detail, heard.About());
            Enrolments.Keep(heard.Draft, journal.Tables, names, heard.Person.Id, heard.Session.Origin, (RegistrationOutcome.Registered)ceremony.Outcome, heard.Statement.Label, heard.Session.Id);
            return new OwnSignInReply();
        });
    }

    /// <summary>Outside the lock. Nothing is gained by a ceremony alone: nonce and session are looked at under it.</summary>
    private Ceremony Verify(CallerIdentity caller, AddPasskeyStatement? asked)
    {
        if (asked is null || Origins.Of(caller) is not { } origin || !SessionId.TryParse(asked.Session, out var session)
            || !Base64Url.TryDecode(asked.Enrol, LongestStatement, out var bytes)
            || !Base64Url.TryDecode(asked.AttestationObject, AttestationObject.MaximumBytes, out var attestation)
            || !Base64Url.TryDecode(asked.ClientDataJson, ClientData.MaximumBytes, out var client)
            || StatementJson.Read<EnrolStatement>(bytes) is not { Statement: "enrol" } statement)
            return No(Why.Malformed, "not an enrol statement and its ceremony");
        if (statement.Installation != installation.ToString()) return No(Why.WrongOrigin, "the statement is of another installation");
        if (nonces.Check(statement.Nonce, statement.Expiry, Purpose(session), origin, time.GetUtcNow().ToUnixTimeMilliseconds()) is { } stale)
            return No(stale == Why.Expired ? Why.StepUp : stale, "the nonce is not this session's, or is too old: begin again");
        return new Ceremony(statement, RegistrationCeremony.Verify(SHA256.HashData(bytes), origins.Address(origin), origins.RpId(origin), attestation, client));

        static Ceremony No(Why why, string detail) => new(null, new RegistrationOutcome.Refused(why, detail));
    }

    private (Why Why, string Detail)? Refusal(Heard<AddPasskeyStatement> heard, Ceremony ceremony)
    {
        var (statement, made) = (ceremony.Statement!, (RegistrationOutcome.Registered)ceremony.Outcome);
        if (!Enrolments.IsLabel(heard.Statement.Label)) return (Why.Malformed, "the name has more than 64 characters");
        if (statement.Person != heard.Person.Id.ToString()) return (Why.Malformed, "the statement names somebody else");
        if (made.BackupEligible && !policy.SyncedPasskeys) return (Why.Policy, "the provider takes no passkeys that are copied between devices");
        if (Enrolments.Refusal(journal.Tables, heard.Person.Id, made.CredentialId) is { } no) return no;
        return nonces.Use(statement.Nonce, statement.Expiry, Purpose(heard.Session.Id), heard.Session.Origin, heard.Draft.NowMs) is { } used
            ? (used, "the nonce was used, or is too old: begin again")
            : null;
    }

    private static string Purpose(SessionId session) => $"{Name}/{session}";
}

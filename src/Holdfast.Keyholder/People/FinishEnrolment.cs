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
/// The passkey was made: its ceremony answers the statement {"enrol", installation, person, nonce, expiry}, and uses up
/// link and nonce. The ceremony is verified outside the lock; the link and the nonce are looked at again under it.
/// </summary>
internal sealed class FinishEnrolment(InstallationId installation, Journal journal, StaffNames names, Nonces nonces, Origins origins, Refusals refusals, SignInPolicy policy, TimeProvider time)
{
    /// <summary>WebAuthn Level 3 §4: a credential id has at most 1,023 bytes.</summary>
    public const int LongestCredentialId = 1023;

    private const string Name = "finish-enrolment";

    public Task<FinishEnrolmentReply> Run(CallerIdentity caller, FinishEnrolmentRequest request)
    {
        if (Origins.Of(caller) is not { } origin || !Enrolments.IsLabel(request.Label)
            || StatementJson.Read<EnrolStatement>(request.Statement.Span) is not { Statement: "enrol" } statement || !PersonId.TryParse(statement.Person, out var person))
            return Refuse(caller, Why.Malformed, "not an enrol statement, or the label is longer than 64 characters");
        if (statement.Installation != installation.ToString()) return Refuse(caller, Why.WrongOrigin, "the statement is of another installation");
        if (nonces.Check(statement.Nonce, statement.Expiry, BeginEnrolment.Purpose, origin, time.GetUtcNow().ToUnixTimeMilliseconds()) is { } stale)
            return Refuse(caller, stale, "the nonce is not ours, or is too old: begin again");

        var outcome = RegistrationCeremony.Verify(SHA256.HashData(request.Statement.Span), origins.Address(origin), origins.RpId(origin),
            request.AttestationObject.ToByteArray(), request.ClientDataJson.ToByteArray());
        return outcome switch
        {
            RegistrationOutcome.Registered made => journal.Decide(draft => Enrol(draft, caller, request, statement, person, made)),
            RegistrationOutcome.Refused no => Refuse(caller, no.Why, no.Detail),
            _ => throw new InvalidOperationException("A ceremony registers or is refused."),
        };
    }

    private FinishEnrolmentReply Enrol(Draft draft, CallerIdentity caller, FinishEnrolmentRequest request, EnrolStatement statement, PersonId person, RegistrationOutcome.Registered made)
    {
        var tables = journal.Tables;
        if (tables.IsFrozen(caller.Node)) return No(Why.Frozen, "this node is frozen");
        var (link, why) = EnrolmentLinks.Find(draft, tables, request.Link, request.Code, Origins.Of(caller));
        if (link is null) return No(why, "the link does not work: it was used, has expired, or is of another place");
        if (link.Person != person) return No(Why.Malformed, "the statement names another person than the link");
        if (made.BackupEligible && !policy.SyncedPasskeys) return No(Why.Policy, "the provider takes no passkeys that are copied between devices");
        if (Enrolments.Refusal(tables, person, made.CredentialId) is { } no) return No(no.Why, no.Detail);
        if (nonces.Use(statement.Nonce, statement.Expiry, BeginEnrolment.Purpose, link.Origin, draft.NowMs) is { } used) return No(used, "the nonce was used, or is too old: begin again");

        var row = tables.People.Find(person)!;
        draft.Change(tables.Links.Remove(link.Hash));
        Enrolments.Keep(draft, tables, names, person, link.Origin, made, request.Label);
        return new FinishEnrolmentReply { CredentialId = ByteString.CopyFrom(made.CredentialId), Person = names.Card(row) };

        FinishEnrolmentReply No(Why refused, string detail) => refusals.Unsigned<FinishEnrolmentReply>(draft, caller, Name, refused, detail);
    }

    private Task<FinishEnrolmentReply> Refuse(CallerIdentity caller, Why why, string detail) =>
        journal.Decide(draft => refusals.Unsigned<FinishEnrolmentReply>(draft, caller, Name, why, detail));
}

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
internal sealed class FinishEnrolment(InstallationId installation, Journal journal, StaffNames names, Nonces nonces, Origins origins, Refusals refusals, TimeProvider time)
{
    /// <summary>WebAuthn Level 3 §4: a credential id has at most 1,023 bytes.</summary>
    public const int LongestCredentialId = 1023;

    /// <summary>A phone, a laptop, two keys, and their successors.</summary>
    private const int PasskeysPerPerson = 10;

    private const int LongestLabel = 64;
    private const string Name = "finish-enrolment";

    public Task<FinishEnrolmentReply> Run(CallerIdentity caller, FinishEnrolmentRequest request)
    {
        if (Origins.Of(caller) is not { } origin || request.Label.Length > LongestLabel || request.Label.Any(char.IsControl)
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
        var (link, why) = EnrolmentLinks.Find(draft, tables, request.Link, Origins.Of(caller));
        if (link is null) return No(why, "the link does not work: it was used, has expired, or is of another place");
        if (link.Person != person) return No(Why.Malformed, "the statement names another person than the link");
        if (tables.Credentials.Of(person).Count >= PasskeysPerPerson) return No(Why.TooLarge, "the person has as many passkeys as anybody may have");
        var id = Base64Url.Encode(made.CredentialId);
        if (tables.Credentials.Contains(id)) return No(Why.Conflict, "this passkey is enrolled already");
        if (nonces.Use(statement.Nonce, statement.Expiry, BeginEnrolment.Purpose, link.Origin, draft.NowMs) is { } used) return No(used, "the nonce was used, or is too old: begin again");

        var row = tables.People.Find(person)!;
        draft.Change(tables.Links.Remove(link.Hash));
        draft.Change(tables.Credentials.Put(new CredentialRow(
            id, person, link.Origin, made.CosePublicKey, made.SignCount, made.BackupEligible, made.BackedUp, names.SealPasskeyLabel(person, request.Label), draft.NowMs)));
        draft.Record("enrolled", json =>
        {
            Entries.Id(json, "person", person);
            json.WriteString("credential", Convert.ToHexStringLower(SHA256.HashData(made.CredentialId)));
            json.WriteString("origin", Origins.Word(link.Origin));
        });
        return new FinishEnrolmentReply { CredentialId = ByteString.CopyFrom(made.CredentialId), Person = names.Card(row) };

        FinishEnrolmentReply No(Why no, string detail) => refusals.Unsigned<FinishEnrolmentReply>(draft, caller, Name, no, detail);
    }

    private Task<FinishEnrolmentReply> Refuse(CallerIdentity caller, Why why, string detail) =>
        journal.Decide(draft => refusals.Unsigned<FinishEnrolmentReply>(draft, caller, Name, why, detail));
}

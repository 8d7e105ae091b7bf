using Google.Protobuf;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.People.Passwords;
using Holdfast.Keyholder.Sessions;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.People;

/// <summary>"my-sign-in": one's own passkeys on this origin, one's sessions everywhere, and what happened to either.</summary>
internal sealed class MySignIn(Journal journal, StatementGate gate, StaffNames names, PasswordSecrets secrets, SignInPolicy policy)
{
    private const string Name = "my-sign-in";

    public Task<MySignInReply> Run(CallerIdentity caller, SignedStatement request) => gate.Hear<PlainStatement, MySignInReply>(caller, request, Name, heard =>
    {
        var tables = journal.Tables;
        heard.Draft.Record(Name, json =>
        {
            Entries.Id(json, "person", heard.Person.Id);
            Entries.Id(json, "session", heard.Session.Id);
        });
        var reply = new MySignInReply
        {
            Person = names.Card(heard.Person),
            MayAdd = tables.Credentials.Of(heard.Person.Id).Count < Enrolments.PasskeysPerPerson,
            SyncedRefused = !policy.SyncedPasskeys,
            NowMs = heard.Draft.NowMs,
        };
        if (heard.Session.Origin == SessionOrigin.Desk) Password(reply, heard.Person, tables.Passwords.Find(heard.Person.Id));
        reply.Passkeys.AddRange(tables.Credentials.Of(heard.Person.Id, heard.Session.Origin).OrderBy(row => row.Enrolled).Select(row => Passkey(row, heard.Session)));
        reply.Sessions.AddRange(tables.Sessions.Of(heard.Person.Id).Select(id => Session(tables.Sessions.Find(id)!, heard.Session.Id, heard.Draft.NowMs)));
        reply.Notices.AddRange(tables.Notices.Of(heard.Person.Id).Select(NoticeTable.Message));
        return reply;
    });

    private void Password(MySignInReply reply, PersonRow person, PasswordRow? row)
    {
        reply.PasswordsAllowed = policy.Passwords && PasswordReach.MayHave(person.Role);
        if (row is null) return;
        reply.SignInName = secrets.NameOf(row);
        reply.PasswordSetMs = row.Set;
        reply.RecoveryCodesLeft = row.RecoveryHashes.Count;
        reply.PasswordDisabled = PasswordThrottle.Disabled(row.Failures);
    }

    private OwnPasskey Passkey(CredentialRow row, SessionRow session) => new()
    {
        Id = Base64Url.TryDecode(row.Id, FinishEnrolment.LongestCredentialId, out var id) ? ByteString.CopyFrom(id) : ByteString.Empty,
        Label = names.PasskeyLabelOf(row),
        EnrolledMs = row.Enrolled,
        LastUsedMs = row.LastUsed,
        Synced = row.BackupEligible,
        ThisSession = row.Id == session.Credential,
    };

    private static OwnSession Session(SessionRow row, SessionId own, long nowMs) => new()
    {
        Id = row.Id.ToByteString(),
        Origin = Origins.Word(row.Origin),
        DeviceHint = row.DeviceHint,
        SinceMs = row.SignedIn,
        LastUsedMs = row.Id == own ? nowMs : row.LastUsed,
        Locked = row.LockedAt > 0,
        ThisSession = row.Id == own,
        ByPassword = row.Method == SessionMethod.Password,
    };
}

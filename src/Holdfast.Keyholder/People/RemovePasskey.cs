using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Sessions;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.People;

/// <summary>"remove-passkey", with a step-up: a lost device, an old key. Every other session that it signed in ends with it. The last one on an origin stays: without it nobody could come back.</summary>
internal sealed class RemovePasskey(Journal journal, StepUps stepUps, Refusals refusals, Endings endings)
{
    private const string Name = "remove-passkey";

    public Task<OwnSignInReply> Run(CallerIdentity caller, SignedStatement request) =>
        stepUps.Hear<RemovePasskeyStatement, OwnSignInReply>(caller, request, Name, statement => StepUpHash.Of(Name, statement.Credential), (heard, _) =>
        {
            var (draft, tables) = (heard.Draft, journal.Tables);
            var row = tables.Credentials.Find(heard.Statement.Credential);
            if (Refusal(row, heard.Person.Id, heard.Session.Origin, tables.Credentials.Of(heard.Person.Id, heard.Session.Origin).Count()) is { } no)
                return refusals.Signed<OwnSignInReply>(draft, caller, Name, no.Why, no.Detail, heard.About());
            Revoke(draft, tables, endings, row!, heard.Session.Id);
            draft.Change(tables.Notices.Tell(draft, heard.Person.Id, "passkey-removed"));
            Record(draft, row!, heard.Session.Id);
            return new OwnSignInReply();
        });

    /// <summary>Pure: may this person remove this passkey here?</summary>
    /// <param name="left">How many passkeys the person has on the origin, this one among them.</param>
    public static (Why Why, string Detail)? Refusal(CredentialRow? row, PersonId person, SessionOrigin origin, int left)
    {
        if (row is null || row.Person != person || row.Origin != origin) return (Why.Unknown, "no such passkey of this person on this origin");
        return left < 2 ? (Why.LastPasskey, "the last passkey on this origin stays; add another first") : null;
    }

    /// <summary>Takes a passkey away, and ends the sessions that it signed in. The caller records it.</summary>
    /// <param name="but">The session that asked: its person has just shown who they are.</param>
    private static void Revoke(Draft draft, Tables tables, Endings endings, CredentialRow row, SessionId but)
    {
        foreach (var session in tables.Sessions.Of(row.Person).Select(id => tables.Sessions.Find(id)!).Where(session => session.Credential == row.Id && session.Id != but).ToList())
            endings.End(draft, session, "passkey removed");
        draft.Change(tables.Credentials.Remove(row.Id));
    }

    private static void Record(Draft draft, CredentialRow row, SessionId session) => draft.Record("passkey-removed", json =>
    {
        Entries.Id(json, "person", row.Person);
        Entries.Id(json, "session", session);
        json.WriteString("credential", row.LedgerName);
        json.WriteString("origin", Origins.Word(row.Origin));
    });
}

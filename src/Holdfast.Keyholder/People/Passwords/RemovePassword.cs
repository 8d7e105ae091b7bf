using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Sessions;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.People.Passwords;

/// <summary>"remove-password", with a passkey's touch: password, code generator and recovery codes are gone, and other sessions that they signed in end.</summary>
internal sealed class RemovePassword(Journal journal, StepUps stepUps, PasswordSessions sessions, Refusals refusals)
{
    private const string Name = "remove-password";

    public Task<OwnSignInReply> Run(CallerIdentity caller, SignedStatement request) =>
        stepUps.Hear<ProvenStatement, OwnSignInReply>(caller, request, Name, _ => StepUpHash.Of(Name), (heard, _) =>
        {
            var (draft, tables) = (heard.Draft, journal.Tables);
            if (!tables.Passwords.Contains(heard.Person.Id)) return refusals.Signed<OwnSignInReply>(draft, caller, Name, Why.Unknown, "there is no password", heard.About());
            draft.Change(tables.Passwords.Remove(heard.Person.Id));
            draft.Change(tables.Notices.Tell(draft, heard.Person.Id, "password-removed"));
            draft.Record("password-removed", json => PasswordSessions.About(json, heard));
            sessions.End(draft, heard.Person.Id, heard.Session.Id);
            return new OwnSignInReply();
        });
}

/// <summary>Sessions that a password signed in.</summary>
internal sealed class PasswordSessions(Tables tables, Endings endings)
{
    /// <summary>Ends them, because their password is no more.</summary>
    /// <param name="but">The session that asked: its person has just touched a passkey.</param>
    public void End(Draft draft, PersonId person, SessionId but)
    {
        foreach (var session in tables.Sessions.Of(person).Select(id => tables.Sessions.Find(id)!).Where(session => session.Method == SessionMethod.Password && session.Id != but).ToList())
            endings.End(draft, session, "password changed");
    }

    public static void About<T>(System.Text.Json.Utf8JsonWriter json, Heard<T> heard) where T : SessionStatement
    {
        Entries.Id(json, "person", heard.Person.Id);
        Entries.Id(json, "session", heard.Session.Id);
    }
}

using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.People;

namespace Holdfast.Keyholder.Sessions;

/// <summary>
/// A session that nobody uses is locked: its grants end, and nothing works in it until its own person has touched a
/// passkey. It keeps its key and its page, so that what was typed there is not lost. Owned by the journal's lock.
/// </summary>
internal sealed class SessionLocks(Tables tables, Endings endings)
{
    public void Lock(Draft draft, SessionRow session)
    {
        draft.Change(tables.Sessions.Put(session with { LockedAt = draft.NowMs }));
        draft.Record("locked", json =>
        {
            Entries.Id(json, "person", session.Person);
            Entries.Id(json, "session", session.Id);
        });
        endings.EndGrantsOf(draft, session.Id, "locked");
    }

    /// <param name="counter">Of the statement that asked: it stays used.</param>
    public void Unlock(Draft draft, SessionRow session, long counter, CredentialRow credential)
    {
        draft.Change(tables.Sessions.Put(session with { Counter = counter, LastUsed = draft.NowMs, LockedAt = 0, Credential = credential.Id }));
        draft.Change(tables.Credentials.Put(credential with { LastTold = draft.NowMs }));
        draft.Record("unlocked", json =>
        {
            Entries.Id(json, "person", session.Person);
            Entries.Id(json, "session", session.Id);
            json.WriteString("credential", credential.LedgerName);
        });
    }
}

using Holdfast.Keyholder.Employment;
using Holdfast.Keyholder.People.Passwords;
using Holdfast.Keyholder.Sessions;
using Holdfast.Wire;

namespace Holdfast.Keyholder.Grants;

/// <summary>Is this session live, and is its person free to act? The first question of every statement.</summary>
internal static class SessionDecision
{
    /// <summary>Null when it is; else why not. A session that was idle is locked: its person goes on in it with a passkey. One whose time is over has ended.</summary>
    public static Why? Check(SessionFacts? session, DateTimeOffset now)
    {
        if (session is null || session.Ended) return Why.Unknown;
        if (session.Frozen) return Why.Frozen;
        if (WorkDecision.MayWork(session.Work, now) is { } away) return away;
        if (session.MethodRefused) return Why.Expired; // sign in again, by passkey
        if (now < session.SignedIn) return Why.Expired; // the clock went backwards: fail closed
        if (now - session.SignedIn >= SessionLimits.Overall) return Why.Expired;
        return session.Locked || now - session.LastUsed >= session.IdleLimit ? Why.Locked : null;
    }

    /// <summary>The same for a statement of a kind ("find", "open", ...), with the role table asked too.</summary>
    public static Why? Check(SessionFacts? session, string statement, DateTimeOffset now) => Check(session, now) switch
    {
        null => Allowed(session!, statement),
        Why.Locked when WorksLocked(statement) => Allowed(session!, statement),
        var why => why,
    };

    private static Why? Allowed(SessionFacts session, string statement) =>
        RoleTable.May(session.Role, session.Origin, statement, session.Approver, session.Roster) && PasswordReach.May(session.Method, statement) ? null : Why.NotAllowed;

    /// <summary>In a locked session one unlocks, or leaves. Nothing else.</summary>
    private static bool WorksLocked(string statement) => statement is "unlock" or "sign-out";
}

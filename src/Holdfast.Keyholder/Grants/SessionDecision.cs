using Holdfast.Keyholder.Budgets;
using Holdfast.Wire;

namespace Holdfast.Keyholder.Grants;

/// <summary>Is this session live, and is its person free to act? The first question of every statement.</summary>
internal static class SessionDecision
{
    /// <summary>Null when it is; else why not.</summary>
    public static Why? Check(SessionFacts? session, DateTimeOffset now)
    {
        if (session is null || session.Ended) return Why.Unknown;
        if (session.Frozen) return Why.Frozen;
        if (now < session.SignedIn) return Why.Expired; // the clock went backwards: fail closed
        if (now - session.SignedIn >= Limits.SessionOverall || now - session.LastUsed >= IdleLimit(session.Role)) return Why.Expired;
        return null;
    }

    /// <summary>The same for a statement of a kind ("find", "open", ...), with the role table asked too.</summary>
    public static Why? Check(SessionFacts? session, string statement, DateTimeOffset now) =>
        Check(session, now) ?? (RoleTable.May(session!.Role, session.Origin, statement, session.Approver) ? null : Why.NotAllowed);

    public static TimeSpan IdleLimit(StaffRole role) => RoleTable.MayUseApplication(role) ? Limits.SessionIdleNurse : Limits.SessionIdle;
}

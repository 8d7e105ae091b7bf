using Google.Protobuf;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.People;
using Holdfast.Keyholder.People.Passwords;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Sessions;

/// <summary>A statement whose signature, counter, session and role were checked, inside a decision.</summary>
internal sealed record Heard<T>(Draft Draft, CallerIdentity Caller, T Statement, SessionRow Session, PersonRow Person, SessionFacts Facts) where T : SessionStatement
{
    public RefusalSubject About(ChartId? chart = null) => new(Person.Id, Session.Id, chart);
}

/// <summary>
/// The one door for what browsers sign. Outside the lock: form, installation, signature with the session's own key.
/// Under it: the session is live, of this origin, its person not frozen, the counter new, the role may sign this. Every
/// "no" is an entry, and every statement uses up its counter, whatever is then decided.
/// </summary>
internal sealed class StatementGate(InstallationId installation, SessionKeys keys, Journal journal, Refusals refusals, SignInPolicy policy)
{
    /// <summary>A person makes some statements a minute, a page a few at once. Above this a session is a program, and its entries would fill the disk.</summary>
    private const double StatementsPerSecond = 200;
    private const double Burst = 400;

    private readonly Dictionary<SessionId, (double Tokens, DateTimeOffset At)> _rates = [];

    /// <param name="name">The statement's name: "open" for <see cref="OpenStatement"/>.</param>
    public Task<TReply> Hear<T, TReply>(CallerIdentity caller, SignedStatement request, string name, Func<Heard<T>, TReply> decide)
        where T : SessionStatement where TReply : class, IMessage, new()
    {
        if (SignedStatements.Parse<T>(request.Jws) is not { } unverified || unverified.Claimed.Statement != name || unverified.Claimed.Counter <= 0
            || !SessionId.TryParse(unverified.Claimed.Session, out var session))
            return Refuse(Why.Malformed, $"not a statement \"{name}\" of docs/KEYS.md");
        if (unverified.Claimed.Installation != installation.ToString()) return Refuse(Why.WrongOrigin, "the statement is of another installation");
        return keys.Verify(session, unverified) switch
        {
            true => journal.Decide(draft => Decide(draft, caller, name, session, unverified.Claimed, decide)),
            false => Refuse(Why.BadSignature, "the session's key did not sign this"),
            null => Refuse(Why.Unknown, "no such session, or it has ended: sign in again"),
        };

        Task<TReply> Refuse(Why why, string detail) => journal.Decide(draft => refusals.Unsigned<TReply>(draft, caller, name, why, detail));
    }

    private TReply Decide<T, TReply>(Draft draft, CallerIdentity caller, string name, SessionId id, T statement, Func<Heard<T>, TReply> decide)
        where T : SessionStatement where TReply : class, IMessage, new()
    {
        var tables = journal.Tables;
        if (tables.Sessions.Find(id) is not { } session) return refusals.Unsigned<TReply>(draft, caller, name, Why.Unknown, "no such session, or it has ended: sign in again");
        if (Origins.Of(caller) != session.Origin) return refusals.Unsigned<TReply>(draft, caller, name, Why.WrongOrigin, "the session is of another origin");
        if (!Slowly(id, draft.Now)) return refusals.Unsigned<TReply>(draft, caller, name, Why.TooLarge, "too many statements a second");
        var subject = new RefusalSubject(session.Person, id);
        if (statement.Counter <= session.Counter) return refusals.Unsigned<TReply>(draft, caller, name, Why.Replayed, "the counter was used before", subject);

        var person = tables.People.Find(session.Person)!;
        var facts = Facts(session, person);
        // What was idle too long does not become live again by being refused.
        var live = SessionDecision.Check(facts, draft.Now) is null;
        draft.Change(tables.Sessions.Put(session with { Counter = statement.Counter, LastUsed = live ? draft.NowMs : session.LastUsed }));
        if (SessionDecision.Check(facts, name, draft.Now) is { } why) return refusals.Signed<TReply>(draft, caller, name, why, Detail(why), subject);
        if (tables.IsFrozen(caller.Node)) return refusals.Signed<TReply>(draft, caller, name, Why.Frozen, "this node is frozen", subject);
        return decide(new Heard<T>(draft, caller, statement, session, person, facts));
    }

    public SessionFacts Facts(SessionRow session, PersonRow person) => new(
        person.Id, person.Role, session.Origin, DateTimeOffset.FromUnixTimeMilliseconds(session.SignedIn),
        DateTimeOffset.FromUnixTimeMilliseconds(session.LastUsed), Ended: false, journal.Tables.IsFrozen(person.Id), journal.Tables.Employments.Facts(person.Id), person.Approver, journal.Tables.Rosters.Contains(person.Id))
    {
        IdleLimit = SessionLimits.Idle(person.Role, policy),
        Locked = session.LockedAt > 0,
        Method = session.Method,
        MethodRefused = session.Method == SessionMethod.Password && !policy.Passwords,
    };

    /// <summary>Forgets the rates of sessions that have ended. Called now and then, under the lock.</summary>
    public void ForgetEnded()
    {
        foreach (var id in _rates.Keys.Where(id => !journal.Tables.Sessions.Contains(id)).ToList()) _rates.Remove(id);
    }

    /// <summary>False when this session asks faster than people do. What is asked in its name by an application counts too.</summary>
    public bool Slowly(SessionId session, DateTimeOffset now)
    {
        var (tokens, at) = _rates.GetValueOrDefault(session, (Burst, now));
        tokens = Math.Min(Burst, tokens + (now - at).TotalSeconds * StatementsPerSecond);
        _rates[session] = (tokens < 1 ? tokens : tokens - 1, now);
        return tokens >= 1;
    }

    private static string Detail(Why why) => why switch
    {
        Why.Frozen => "the person is frozen; the privacy officer thaws on the watch",
        Why.Expired => "the session has expired: sign in again",
        Why.Locked => "the session was idle and is locked: unlock it with a passkey",
        Why.NotAllowed => "the role, or a session that a password signed in, may not do this",
        Why.Left or Why.OnLeave or Why.Dormant or Why.NotYet => "the person does not work here now",
        _ => "the session is not live",
    };
}

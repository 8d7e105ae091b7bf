using Holdfast.Ui.SignIn;
using Holdfast.Watch.Events;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Watch.Pages;

/// <summary>What became of a signed look.</summary>
internal abstract record Looked
{
    private Looked() { }

    /// <summary>This reader may see the page.</summary>
    public sealed record Welcome(Reader Reader) : Looked;

    /// <summary>The keyholder, or the check between its answers, said no.</summary>
    public sealed record No(Why Why) : Looked;

    /// <summary>Only the keyholder can tell: ask it.</summary>
    public sealed record AskKeyholder : Looked;
}

/// <summary>The pages that are open now, by session. In memory only; after a restart each page's next look asks the keyholder again.</summary>
internal sealed class LookingSessions(TimeProvider time)
{
    /// <summary>How long an answer of the keyholder is good for. A minute: an entry per minute and open page is what the ledger should bear.</summary>
    public static readonly TimeSpan Confirmed = TimeSpan.FromSeconds(60);

    /// <summary>More privacy officers than any provider has; the oldest page then asks the keyholder again.</summary>
    private const int MaximumSessions = 64;

    private readonly Lock _lock = new();
    private readonly Dictionary<SessionId, LookingSession> _sessions = [];

    /// <summary>Decides a look from what is known of its session.</summary>
    /// <param name="mustAsk">The keyholder must see (and log) this one, however lately it saw another.</param>
    public Looked Check(UnverifiedStatement<LookStatement> look, bool mustAsk)
    {
        if (!SessionId.TryParse(look.Claimed.Session, out var id)) return new Looked.No(Why.Malformed);
        lock (_lock)
        {
            if (!_sessions.TryGetValue(id, out var session)) return new Looked.AskKeyholder();
            // A statement that does not fit ends nothing: anybody could send one in the session's name.
            if (!session.Fits(look)) return new Looked.No(Why.BadSignature);
            if (!session.Use(look.Claimed.Counter)) return new Looked.No(Why.Replayed);
            if (mustAsk || session.Reader is not { } reader || time.GetElapsedTime(session.Confirmed) >= Confirmed) return new Looked.AskKeyholder();
            return new Looked.Welcome(reader);
        }
    }

    /// <summary>
    /// Remembers a look that the keyholder accepted. The public key is the page's word, believed because the very
    /// statement that the keyholder accepted verifies with it; without it the next look asks the keyholder again.
    /// </summary>
    public Reader Accept(UnverifiedStatement<LookStatement> look, LookReply reply, string? publicKey)
    {
        var id = SessionId.TryParse(look.Claimed.Session, out var parsed) ? parsed : throw new InvalidOperationException("The keyholder accepted a look without a session.");
        var people = reply.People.Append(reply.Person).Select(PersonAnswer.Of)
            .Where(p => PersonId.TryParse(p.Id, out _)).DistinctBy(p => p.Id)
            .ToDictionary(p => PersonId.TryParse(p.Id, out var person) ? person : default);
        var reader = new Reader(id, PersonAnswer.Of(reply.Person), people, reply.NowMs);
        lock (_lock)
        {
            if (_sessions.GetValueOrDefault(id) is not { } session)
            {
                if (KeyOf(look, publicKey) is not { } key) return reader;
                while (_sessions.Count >= MaximumSessions) Drop(_sessions.MinBy(s => s.Value.Confirmed).Key);
                _sessions[id] = session = new LookingSession(key);
            }

            session.Confirm(reader, look.Claimed.Counter, time.GetTimestamp());
        }

        return reader;
    }

    private static System.Security.Cryptography.ECDsa? KeyOf(UnverifiedStatement<LookStatement> look, string? publicKey)
    {
        if (publicKey is null || JsonWebKeys.Read(publicKey)?.Import() is not { } key) return null;
        if (look.VerifiedBy(key)) return key;
        key.Dispose();
        return null;
    }

    /// <summary>Goes dark with the ledger: a session that ended or was locked, a person who was frozen.</summary>
    public void See(LedgerEvent entry)
    {
        if (entry.Kind is not (EventKind.SessionEnd or EventKind.Locked or EventKind.Frozen)) return;
        lock (_lock)
        {
            var ended = _sessions.Where(s => (entry.Kind is EventKind.SessionEnd or EventKind.Locked && s.Key == entry.Session)
                || (entry.Kind == EventKind.Frozen && entry.Person is { } frozen && s.Value.Reader?.Person.Id == frozen.ToString())).Select(s => s.Key).ToList();
            foreach (var id in ended) Drop(id);
        }
    }

    public void Forget(SessionId id)
    {
        lock (_lock) Drop(id);
    }

    private void Drop(SessionId id)
    {
        if (_sessions.Remove(id, out var session)) session.Dispose();
    }
}

using System.Text.Json;
using System.Text.RegularExpressions;
using Google.Protobuf;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Serving;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Keyholder.Watching;

/// <summary>Whom and what a refusal is about, as far as that was established. Of unsigned requests: only the caller.</summary>
internal sealed record RefusalSubject(PersonId? Person = null, SessionId? Session = null, ChartId? Chart = null, GrantId? Grant = null)
{
    public static RefusalSubject Nobody { get; } = new();
}

/// <summary>
/// Says no, and enters it in the ledger. What a session signed is always entered: sessions are few and slow. What anybody
/// can cause through a node (a bad signature, an unknown code) is entered one by one up to a rate, and beyond that as a
/// number each minute, so that a stranger fills no disk. Owned by the journal's lock.
/// </summary>
internal sealed partial class Refusals
{
    /// <summary>Entries one by one: a burst that a person at work may cause, and one a second after it.</summary>
    private const double Burst = 60;
    private const double PerSecond = 1;

    private readonly Dictionary<string, Meter> _meters = new(StringComparer.Ordinal);

    /// <summary>Refuses what a session signed: always one entry, which takes along the session's counter.</summary>
    public TReply Signed<TReply>(Draft draft, CallerIdentity caller, string what, Why why, string detail, RefusalSubject subject) where TReply : class, IMessage, new()
    {
        Record(draft, caller, what, why, subject);
        return Replies.Refuse<TReply>(new Refusal { Why = why, Detail = detail });
    }

    /// <summary>Refuses what nobody signed.</summary>
    public TReply Unsigned<TReply>(Draft draft, CallerIdentity caller, string what, Why why, string detail, RefusalSubject? subject = null) where TReply : class, IMessage, new()
    {
        Count(draft, caller, what, why, subject ?? RefusalSubject.Nobody);
        return Replies.Refuse<TReply>(new Refusal { Why = why, Detail = detail });
    }

    public void Count(Draft draft, CallerIdentity caller, string what, Why why, RefusalSubject subject)
    {
        if (!_meters.TryGetValue(caller.Node, out var meter)) _meters[caller.Node] = meter = new Meter(caller, draft.Now);
        if (meter.Take(draft.Now)) Record(draft, caller, what, why, subject);
    }

    /// <summary>Enters what was only counted. Called each minute.</summary>
    public void EnterCounted(Draft draft)
    {
        foreach (var meter in _meters.Values)
        {
            if (meter.TakeCounted() is not (> 0 and var count)) continue;
            draft.Record("refused", json =>
            {
                json.WriteString("what", "more");
                json.WriteString("why", Word(Why.TooLarge));
                json.WriteString("caller", meter.Caller.Role);
                json.WriteString("node", meter.Caller.Node);
                json.WriteNumber("count", count);
            });
        }
    }

    private static void Record(Draft draft, CallerIdentity caller, string what, Why why, RefusalSubject subject) => draft.Record("refused", json =>
    {
        json.WriteString("what", what);
        json.WriteString("why", Word(why));
        json.WriteString("caller", caller.Role);
        Entries.Optional(json, "person", subject.Person);
        Entries.Optional(json, "session", subject.Session);
        Entries.Optional(json, "chart", subject.Chart);
        Entries.Optional(json, "grant", subject.Grant);
        json.WriteString("node", caller.Node);
    });

    /// <summary>The contract's name for a reason: NOT_ASSIGNED for <see cref="Why.NotAssigned"/>.</summary>
    public static string Word(Why why) => Capital().Replace(why.ToString(), "_$0").ToUpperInvariant();

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex Capital();

    /// <summary>A token bucket for one node.</summary>
    private sealed class Meter(CallerIdentity caller, DateTimeOffset now)
    {
        private double _tokens = Burst;
        private DateTimeOffset _filled = now;
        private long _counted;

        public CallerIdentity Caller => caller;

        public bool Take(DateTimeOffset at)
        {
            _tokens = Math.Min(Burst, _tokens + Math.Max(0, (at - _filled).TotalSeconds) * PerSecond);
            _filled = at;
            if (_tokens < 1)
            {
                _counted++;
                return false;
            }

            _tokens--;
            return true;
        }

        public long TakeCounted() => (_counted, _counted = 0).Item1;
    }
}

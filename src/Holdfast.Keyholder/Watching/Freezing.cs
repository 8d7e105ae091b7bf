using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.People;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Keyholder.Watching;

/// <summary>
/// Freezes people and nodes. A person is frozen only by what their own session signed; what comes over a node's link and
/// cannot come from an honest node freezes that node. Everything that was opened ends with it. Thawing is another
/// person's act, on the watch. Owned by the journal's lock.
/// </summary>
internal sealed class Freezing(Tables tables, Endings endings, OneTimeSecrets<PendingGrant> codes)
{
    /// <summary>An honest node does none of what counts here; twenty in a minute is no accident of two versions either.</summary>
    public const int MisusesPerMinute = 20;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, Queue<DateTimeOffset>> _misuses = new(StringComparer.Ordinal);

    public void Freeze(Draft draft, PersonId person, string why)
    {
        if (tables.IsFrozen(person)) return;
        draft.Change(tables.Frozen.Put(new FrozenRow(FrozenRow.SubjectOf(person), why, draft.NowMs)));
        draft.Record("frozen", json =>
        {
            Entries.Id(json, "person", person);
            json.WriteString("why", why);
        });
        foreach (var session in tables.Sessions.Of(person)) endings.EndGrantsOf(draft, session, "frozen");
        codes.Drop(pending => pending.Person == person); // else a thaw within the minute would bring back what was opened before the freeze
    }

    /// <summary>Counts something that an honest node never does; enough of it freezes the node. Not the watch, which holds no key and is where nodes are thawed.</summary>
    public void Misuse(Draft draft, CallerIdentity caller)
    {
        if (caller.Role == "watch" || tables.IsFrozen(caller.Node)) return;
        if (!_misuses.TryGetValue(caller.Node, out var times)) _misuses[caller.Node] = times = new();
        times.Enqueue(draft.Now);
        while (draft.Now - times.Peek() > Minute) times.Dequeue();
        if (times.Count < MisusesPerMinute) return;
        times.Clear();
        draft.Change(tables.Frozen.Put(new FrozenRow(FrozenRow.SubjectOf(caller.Node), "misuse", draft.NowMs)));
        draft.Record("frozen", json =>
        {
            json.WriteString("node", caller.Node);
            json.WriteString("why", "misuse");
        });
        if (tables.Instances.Of(caller.Node) is { } instance) endings.EndGrantsAt(draft, instance.Id, "node frozen");
        if (caller.Role == "desk") EndSessionsOfTheDesk(draft);
    }

    /// <summary>Code in a desk writes the script of its pages: a session that was signed in there may be anybody's, and its key anywhere. A thaw is not to bring them back.</summary>
    private void EndSessionsOfTheDesk(Draft draft)
    {
        foreach (var session in tables.Sessions.Rows.Where(row => row.Origin == SessionOrigin.Desk).ToList()) endings.End(draft, session, "desk frozen");
        codes.Drop(_ => true);
    }
}

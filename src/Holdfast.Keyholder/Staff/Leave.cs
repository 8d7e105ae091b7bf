using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Sessions;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Employment;

/// <summary>"leave": somebody is away from one moment until another, or until two people bring them back. One administrator may say so, because it only narrows; making it shorter is a proposal.</summary>
internal sealed class Leave(Journal journal, StatementGate gate, Refusals refusals, Standings standings)
{
    public Task<LeaveReply> Run(CallerIdentity caller, SignedStatement request) => gate.Hear<LeaveStatement, LeaveReply>(caller, request, "leave", heard =>
    {
        var (draft, statement, tables) = (heard.Draft, heard.Statement, journal.Tables);
        if (!PersonId.TryParse(statement.Person, out var person) || tables.Employments.Find(person) is not { } row) return No(Why.NotFound, "nobody who works here");
        if (person == heard.Person.Id) return No(Why.NotAllowed, "somebody else enters one's own leave");
        var facts = tables.Employments.Facts(row);
        if (WorkDecision.Of(facts, draft.Now) == Standing.Left) return No(Why.Conflict, "the person has left");
        if (Quorum.Wanted(tables, person, draft.Now) is { } wanted) return No(Why.NotAllowed, wanted);
        if (!Moments.TryRead(statement.From, out var given) || !Moments.TryRead(statement.To, out var to)) return No(Why.Malformed, "not a time");
        var from = given > draft.Now ? given : draft.Now;
        if (NarrowingDecision.Leave(facts, from, to, draft.Now) is { } why)
            return No(why, why == Why.Malformed ? "a leave ends after it begins, within five years" : "that would end a leave earlier than it was entered: propose the return");

        var kept = row with { LeaveFrom = from.ToUnixTimeMilliseconds(), LeaveTo = statement.To };
        draft.Change(tables.Employments.Put(kept));
        draft.Record("leave", json =>
        {
            Entries.Id(json, "person", person);
            Entries.Id(json, "by", heard.Person.Id);
            Entries.Id(json, "session", heard.Session.Id);
            json.WriteNumber("from", kept.LeaveFrom.Value);
            if (kept.LeaveTo is { } end) json.WriteNumber("to", end);
        });
        if (WorkDecision.Of(tables.Employments.Facts(kept), draft.Now) is var standing && standing != row.Entered) standings.Enter(draft, kept, standing);
        return new LeaveReply();

        LeaveReply No(Why why, string detail) => refusals.Signed<LeaveReply>(draft, caller, "leave", why, detail, heard.About());
    });
}

/// <summary>Unix milliseconds that are a moment; statements come from strangers.</summary>
internal static class Moments
{
    private static readonly long First = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long Last = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    public static bool TryRead(long ms, out DateTimeOffset at)
    {
        var good = ms >= First && ms <= Last;
        at = good ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : default;
        return good;
    }

    public static bool TryRead(long? ms, out DateTimeOffset? at)
    {
        at = null;
        if (ms is not { } given) return true;
        var good = TryRead(given, out var moment);
        at = moment;
        return good;
    }
}

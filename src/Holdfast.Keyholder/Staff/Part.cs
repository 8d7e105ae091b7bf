using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Sessions;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Employment;

/// <summary>"part": somebody leaves, now or at a moment to come. Entered by one administrator, because it only narrows; later than entered before is a proposal. Nobody parts with themselves: so one administrator always remains.</summary>
internal sealed class Part(Journal journal, StatementGate gate, Refusals refusals, Standings standings)
{
    public Task<PartReply> Run(CallerIdentity caller, SignedStatement request) => gate.Hear<PartStatement, PartReply>(caller, request, "part", heard =>
    {
        var (draft, statement, tables) = (heard.Draft, heard.Statement, journal.Tables);
        if (!PersonId.TryParse(statement.Person, out var person) || tables.Employments.Find(person) is not { } row) return No(Why.NotFound, "nobody who works here");
        if (person == heard.Person.Id) return No(Why.NotAllowed, "somebody else enters one's own leaving");
        if (Quorum.Wanted(tables, person, draft.Now) is { } wanted) return No(Why.NotAllowed, wanted);
        if (!Moments.TryRead(statement.Until, out var given)) return No(Why.Malformed, "not a time");
        var until = given > draft.Now ? given : draft.Now;
        if (NarrowingDecision.Part(tables.Employments.Facts(row), until, draft.Now) is { } why)
            return No(why, why == Why.Malformed ? "within five years" : "the person leaves, or has left, earlier than that: propose the return");

        var kept = row with { Until = until.ToUnixTimeMilliseconds() };
        draft.Change(tables.Employments.Put(kept));
        draft.Record("part", json =>
        {
            Entries.Id(json, "person", person);
            Entries.Id(json, "by", heard.Person.Id);
            Entries.Id(json, "session", heard.Session.Id);
            json.WriteNumber("until", kept.Until.Value);
        });
        if (WorkDecision.Of(tables.Employments.Facts(kept), draft.Now) is var standing && standing != row.Entered) standings.Enter(draft, kept, standing);
        return new PartReply();

        PartReply No(Why why, string detail) => refusals.Signed<PartReply>(draft, caller, "part", why, detail, heard.About());
    });
}

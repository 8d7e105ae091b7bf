using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.People;
using Holdfast.Keyholder.Sessions;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Approvals;

/// <summary>"decline": says no to a request, with a reason that the asker reads; or stops the enrolment that the sealed paper let in, while it is held.</summary>
internal sealed class Decline(Journal journal, StatementGate gate, Refusals refusals, Proposals proposals, OfficeReasons reasons)
{
    public Task<DeclineReply> Run(CallerIdentity caller, SignedStatement request) => gate.Hear<DeclineStatement, DeclineReply>(caller, request, "decline", heard =>
    {
        var (draft, tables) = (heard.Draft, journal.Tables);
        if (!OpenDecision.IsReason(heard.Statement.Reason)) return No(Why.ReasonMissing, "a reason of 10 to 500 characters is needed");
        var row = ProposalId.TryParse(heard.Statement.Request, out var id) ? tables.Proposals.Find(id) : null;
        if (ApprovalDecision.Decline(proposals.Facts(draft.Now, heard.Session, heard.Facts, row, "", PaperShown.None)) is ApprovalDecision.Refused no) return No(no.Why, no.Detail);

        var reason = reasons.Keep(draft, heard.Statement.Reason);
        var links = EnrolmentLinks.Of(tables, row!.Id).ToList();
        foreach (var link in links) draft.Change(tables.Links.Remove(link.Hash));
        draft.Change(tables.Proposals.Put(row with { State = ProposalState.Declined, By = heard.Person.Id, Decided = draft.NowMs, Reason = reason, SealedSecret = null, HeldUntil = null }));
        draft.Record("declined", json =>
        {
            Entries.Id(json, "person", heard.Person.Id);
            Entries.Id(json, "session", heard.Session.Id);
            json.WriteString("request", row.Id.ToString());
            json.WriteString("what", row.Kind);
            Entries.Id(json, "asker", row.Asker);
            json.WriteString("reason", reason);
            if (row.State == ProposalState.Approved) json.WriteNumber("count", links.Count);
        });
        return new DeclineReply();

        DeclineReply No(Why why, string detail) => refusals.Signed<DeclineReply>(draft, caller, "decline", why, detail, heard.About());
    });
}

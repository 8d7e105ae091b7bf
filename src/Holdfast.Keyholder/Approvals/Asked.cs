using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Sessions;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Approvals;

/// <summary>"asked": what became of one's own requests, newest first, with what only the asker is to see.</summary>
internal sealed class Asked(Journal journal, StatementGate gate, Proposals proposals)
{
    private const int Most = 50;

    public Task<AskedReply> Run(CallerIdentity caller, SignedStatement request) => gate.Hear<PlainStatement, AskedReply>(caller, request, "asked", heard =>
    {
        Pending.RecordLook(heard.Draft, heard, "asked");
        var reply = new AskedReply { NowMs = heard.Draft.NowMs };
        reply.Requests.AddRange(journal.Tables.Proposals.Rows.Where(row => row.Asker == heard.Person.Id).OrderByDescending(row => row.Made).Take(Most)
            .Select(row => proposals.Message(row, withSecret: true)));
        return reply;
    });
}

using Holdfast.Keyholder.Approvals;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Sessions;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Exports;

/// <summary>"exports": the jobs that wait for two people, oldest first, for whoever may ask for them: which service, how many charts, of what. Whose, nobody is told.</summary>
internal sealed class WaitingExports(Journal journal, StatementGate gate)
{
    public Task<WaitingExportsReply> Run(CallerIdentity caller, SignedStatement request) => gate.Hear<PlainStatement, WaitingExportsReply>(caller, request, "exports", heard =>
    {
        Pending.RecordLook(heard.Draft, heard, "exports");
        var reply = new WaitingExportsReply { NowMs = heard.Draft.NowMs };
        reply.Exports.AddRange(journal.Tables.Exports.Rows.Where(row => row.State == ExportState.Waiting).OrderBy(row => row.Made).Select(Message));
        return reply;
    });

    private WaitingExport Message(ExportRow row)
    {
        var message = new WaitingExport
        {
            Export = row.Id.ToByteString(), Client = row.Client, Name = journal.Tables.Clients.Find(row.Client)!.Name, Charts = row.Count, Scope = row.Scope,
            SinceMs = row.Since, System = row.System, AskedMs = row.Made,
        };
        message.Types_.AddRange(row.Types);
        return message;
    }
}

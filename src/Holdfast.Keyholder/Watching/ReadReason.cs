using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Sessions;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Watching;

/// <summary>"reason": the words behind a reason's hash in the ledger. Reading them is an entry.</summary>
internal sealed class ReadReason(Journal journal, StatementGate gate, Refusals refusals, OfficeReasons reasons)
{
    public Task<ReadReasonReply> Run(CallerIdentity caller, SignedStatement request) => gate.Hear<ReasonStatement, ReadReasonReply>(caller, request, "reason", heard =>
    {
        var (draft, hash) = (heard.Draft, heard.Statement.Hash);
        if (hash.Length != 64 || journal.Tables.Reasons.Find(hash) is not { } row || reasons.Read(row) is not { } words)
            return refusals.Signed<ReadReasonReply>(draft, caller, "reason", Why.Unknown, "no such reason, or its chart was disposed of", heard.About());
        draft.Record("reason-read", json =>
        {
            Entries.Id(json, "person", heard.Person.Id);
            Entries.Id(json, "session", heard.Session.Id);
            json.WriteString("hash", hash);
        });
        return new ReadReasonReply { Reason = words };
    });
}

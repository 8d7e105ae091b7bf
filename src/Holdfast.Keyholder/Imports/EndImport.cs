using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Keyholder.Imports;

/// <summary>An importing service is done: its grant ends. What it made stays.</summary>
internal sealed class EndImport(Journal journal, NodeGate nodes, Refusals refusals, Endings endings)
{
    public Task<EndImportReply> Run(CallerIdentity caller, EndImportRequest request) => nodes.Ask<EndImportReply>(caller, request.Instance, "end-import", (draft, instance) =>
    {
        if (request.Grant.Length != 16 || journal.Tables.Imports.Live(GrantId.From(request.Grant)) is not { } import || import.Instance != instance.Id)
            return refusals.Unsigned<EndImportReply>(draft, caller, "end-import", Why.Unknown, "no such import of this node, or it has ended");
        endings.End(draft, import, "done");
        return new EndImportReply();
    });
}

using System.Text;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Keys;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.PatientDirectory;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Keyholder.Imports;

/// <summary>The chart of one source patient: made on first sight, the same ever after. A health number that belongs to another chart is a question for a coordinator, not for an import.</summary>
internal sealed class AdmitImported(Journal journal, NodeGate nodes, Refusals refusals, ChartVault vault, UseKey hashes)
{
    private const string Name = "admit-imported";
    private const int LongestSourceKey = 512;

    public Task<AdmitImportedReply> Run(CallerIdentity caller, AdmitImportedRequest request) => nodes.Ask<AdmitImportedReply>(caller, request.Instance, Name, (draft, instance) =>
    {
        var tables = journal.Tables;
        if (request.Grant.Length != 16 || request.SourceKey.Length == 0 || Encoding.UTF8.GetByteCount(request.SourceKey) > LongestSourceKey || request.Directory is null)
            return refusals.Unsigned<AdmitImportedReply>(draft, caller, Name, Why.Malformed, "grant, source key or directory entry are not of their form");
        if (tables.Imports.Live(GrantId.From(request.Grant)) is not { } import || import.Instance != instance.Id)
            return nodes.Misuse<AdmitImportedReply>(draft, caller, Name, Why.Unknown, "no such import of this node, or it has ended");

        var source = Convert.ToHexStringLower(hashes.Mac("holdfast/source/v1"u8, Encoding.UTF8.GetBytes(import.Service), Encoding.UTF8.GetBytes(request.SourceKey)));
        return tables.Sources.Find((import.Service, source)) is { } known
            ? Release(draft, caller, import, tables.Charts.Find(known.Chart)!, tables.Heads.Find(known.Chart)!, created: false)
            : Make(draft, caller, import, source, DirectoryTable.Fields(request.Directory));
    });

    private AdmitImportedReply Make(Draft draft, CallerIdentity caller, ImportRow import, string source, Wire.Statements.DirectoryFields fields)
    {
        var tables = journal.Tables;
        var about = new RefusalSubject(Grant: import.Id);
        if (DirectoryRules.Check(fields, DateOnly.FromDateTime(draft.Now.UtcDateTime)) is { Count: > 0 } problems)
            return refusals.Unsigned<AdmitImportedReply>(draft, caller, Name, Why.Malformed, string.Join("; ", problems), about);
        if (fields.HealthNumber.Length > 0 && tables.Directory.Index.HolderOf(fields.HealthNumberSystem, fields.HealthNumber) is not null)
            return refusals.Unsigned<AdmitImportedReply>(draft, caller, Name, Why.Conflict, "the health number belongs to another chart", about);

        var looksLikeAnother = tables.Directory.Index.LikelyDuplicates(fields, most: 1).Count > 0;
        var (chart, root) = vault.Make(draft.NowMs);
        using (root) Admission.Write(draft, tables, vault.Installation, chart, root, fields);
        draft.Change(tables.Sources.Put(new SourceRow(import.Service, source, chart.Id)));
        draft.Record("admitted", json =>
        {
            Entries.Id(json, "chart", chart.Id);
            Entries.Id(json, "grant", import.Id);
        });
        var reply = Release(draft, caller, import, chart, HeadRow.Start(vault.Installation, chart.Id), created: true);
        reply.LooksLikeAnother = looksLikeAnother;
        return reply;
    }

    private AdmitImportedReply Release(Draft draft, CallerIdentity caller, ImportRow import, ChartRow chart, HeadRow head, bool created)
    {
        var plan = ReleasePlan.OfService(chart, head, import.Service, Generation.At(draft.Now));
        Releases.Record(draft, caller, import.Id, import.Instance, plan, refresh: false, json => json.WriteString("service", import.Service));
        var reply = new AdmitImportedReply { Chart = chart.Id.ToByteString(), Created = created, Head = head.Head.ToMessage(chart.Id) };
        draft.After(() => plan.Derive(vault, reply.Keys));
        return reply;
    }
}

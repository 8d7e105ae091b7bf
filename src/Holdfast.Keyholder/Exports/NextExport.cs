using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Keys;
using Holdfast.Keyholder.Ledger;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Keyholder.Exports;

/// <summary>The worker asks for work: the oldest approved job that is not finished, under a grant of this run of the worker. It begins where files are on the disk.</summary>
internal sealed class NextExport(Journal journal, NodeGate nodes, Endings endings, Releases releases, ChartVault vault, Readiness readiness)
{
    public Task<NextExportReply> Run(CallerIdentity caller, NextExportRequest request) => nodes.Ask<NextExportReply>(caller, request.Instance, "next-export", (draft, instance) =>
    {
        var tables = journal.Tables;
        var reply = new NextExportReply();
        reply.Kept.AddRange(tables.Exports.Rows.Where(row => row.State != ExportState.Waiting).Select(row => row.Id.ToByteString()));
        // While the witness is silent nothing new is opened; the job waits.
        if (readiness.Witness != WitnessState.Present) return reply;
        var next = tables.Exports.Rows
            .Where(row => row.State == ExportState.Approved && IsFree(tables, row, instance) && ExportDecision.Stands(row, tables.Clients.Find(row.Client), draft.Now) is null)
            .MinBy(row => row.Made);
        return next is null ? reply : Begin(draft, caller, instance, next, reply);
    });

    /// <summary>Nobody holds it, or its holder is this worker, or a run that is over.</summary>
    private static bool IsFree(Tables tables, ExportRow row, InstanceRow asking) =>
        row.Run is not { } run || run.Node == asking.Node || tables.Instances.Of(run.Node)?.Id != run.Instance;

    private NextExportReply Begin(Draft draft, CallerIdentity caller, InstanceRow instance, ExportRow row, NextExportReply reply)
    {
        var tables = journal.Tables;
        if (row.Run is not null) endings.End(draft, row, "superseded");
        var run = new ExportRunRow(GrantId.New(), caller.Node, instance.Id);
        draft.Change(tables.Exports.Put(row with { Run = run, Began = row.Began == 0 ? draft.NowMs : row.Began, Released = row.Done }));
        draft.Record("export-begun", json =>
        {
            json.WriteString("export", row.Id.ToString());
            json.WriteString("client", row.Client);
            Entries.Id(json, "grant", run.Grant);
            json.WriteString("node", caller.Node);
            Entries.Id(json, "instance", instance.Id);
            json.WriteNumber("count", row.Count - row.Done);
        });

        (reply.Export, reply.Grant, reply.Scope, reply.SinceMs) = (row.Id.ToByteString(), run.Grant.ToByteString(), row.Scope, row.Since);
        (reply.System, reply.Recipient, reply.Done, reply.Refused) = (row.System, row.Recipient, row.Done, row.Refused);
        reply.Types_.AddRange(row.Types);
        reply.Charts.AddRange(tables.ExportCharts.Find(row.Id)!.Charts.Select(chart => chart.ToByteString()));
        reply.Files.AddRange(tables.ExportFiles.Of(row.Id).Select(ServiceJobs.Message));
        if (!row.System) return reply;
        var provider = releases.ProviderPlan();
        reply.ProviderChart = provider.Head.Head.ToMessage(provider.Chart.Id);
        draft.After(() => provider.Derive(vault, reply.Keys));
        return reply;
    }
}

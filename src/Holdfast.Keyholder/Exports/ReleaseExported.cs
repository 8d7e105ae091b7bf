using Holdfast.Keyholder.Clients;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Keys;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Keyholder.Exports;

/// <summary>One chart of a running export, for the worker that holds the job: an entry for each, before its keys leave. To read only, and only the three contents.</summary>
internal sealed class ReleaseExported(Journal journal, NodeGate nodes, Refusals refusals, ChartVault vault, Readiness readiness)
{
    private const string Name = "release-exported";
    private const string NotNow = "the chart is not given to this export now";

    public Task<ReleaseChartReply> Run(CallerIdentity caller, ReleaseExportedRequest request) => nodes.Ask<ReleaseChartReply>(caller, request.Instance, Name, (draft, instance) =>
    {
        if (request.Grant.Length != 16 || request.Chart.Length != 16) return refusals.Unsigned<ReleaseChartReply>(draft, caller, Name, Why.Malformed, "grant and chart have 16 bytes");
        var (tables, grant, chart) = (journal.Tables, GrantId.From(request.Grant), ChartId.From(request.Chart));
        var subject = new RefusalSubject(Chart: chart, Grant: grant);
        if (tables.Exports.Rows.FirstOrDefault(job => job.Run is { } run && run.Grant == grant && run.Instance == instance.Id) is not { } row)
            return refusals.Unsigned<ReleaseChartReply>(draft, caller, Name, Why.Unknown, "no such run of an export, or it has ended", subject);
        if (readiness.Witness != WitnessState.Present) return refusals.Unsigned<ReleaseChartReply>(draft, caller, Name, Why.WitnessSilent, "the witness is silent: nothing new is opened", subject);
        var place = Array.IndexOf(tables.ExportCharts.Find(row.Id)!.Charts, chart);
        if (place < 0) return nodes.Misuse<ReleaseChartReply>(draft, caller, Name, Why.NotAllowed, "the chart is not one of the export's", subject);
        var why = tables.Charts.Contains(chart) ? ExportDecision.Release(row, tables.Clients.Find(row.Client), chart, place, tables.Canaries.Contains(chart), draft.Now) : Why.NotFound;
        // Gone through, given or not: the service is told how many charts it did not get.
        if (place >= row.Released) draft.Change(tables.Exports.Put(row with { Released = place + 1 }));
        if (why is null) return Release(draft, caller, row, chart);
        return place >= row.Released
            ? refusals.Signed<ReleaseChartReply>(draft, caller, Name, why.Value, NotNow, subject)
            : refusals.Unsigned<ReleaseChartReply>(draft, caller, Name, why.Value, NotNow, subject);
    });

    private ReleaseChartReply Release(Draft draft, CallerIdentity caller, ExportRow row, ChartId chart)
    {
        var (tables, run) = (journal.Tables, row.Run!);
        var head = tables.Heads.Find(chart)!;
        var contents = ExportDecision.Contents(ScopeSet.Read(row.Scope, out _, out _)!, row.Types);
        var plan = ReleasePlan.Of(tables.Charts.Find(chart)!, head, contents, [], writeGeneration: 0);
        Releases.Record(draft, caller, run.Grant, run.Instance, plan, refresh: false, json => json.WriteString("service", row.Client));
        var reply = new ReleaseChartReply { Head = head.Head.ToMessage(chart) };
        draft.After(() => plan.Derive(vault, reply.Keys));
        return reply;
    }
}

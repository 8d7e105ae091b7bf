using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Keyholder.Grants;

/// <summary>A records node found a chart's rows not to be those of its chain. Entered for the privacy officer; the chart stays open, because the rest may be needed at a door.</summary>
internal sealed class ReportGap(InstallationId installation, Journal journal, NodeGate nodes, Refusals refusals)
{
    private const string Name = "report-gap";

    public Task<ReportGapReply> Run(CallerIdentity caller, ReportGapRequest request) => nodes.Ask<ReportGapReply>(caller, request.Instance, Name, (draft, instance) =>
    {
        if (request.Grant.Length != 16 || request.Chart.Length != 16 || request.Sequence < 0 || request.Kind is not ("missing" or "edited" or "foreign"))
            return refusals.Unsigned<ReportGapReply>(draft, caller, Name, Why.Malformed, "not a gap");
        var (grant, chart, tables) = (GrantId.From(request.Grant), ChartId.From(request.Chart), journal.Tables);
        var provider = tables.Provider.Find(installation.ToString())!.Chart;
        var holds = caller.Role == "import"
            ? tables.Imports.Find(grant) is { } import && import.Instance == instance.Id && (chart == provider || tables.Sources.Made(import.Service, chart))
            : caller.Role == "export"
            ? tables.Exports.Rows.FirstOrDefault(row => row.Run is { } run && run.Grant == grant && run.Instance == instance.Id) is { } export && (chart == provider || tables.ExportCharts.Find(export.Id)!.Charts.Contains(chart))
            : tables.ServiceGrants.Find(grant) is { } service ? service.Instance == instance.Id && (chart == provider || tables.Clients.Find(service.Client)?.Service?.Charts.Contains(chart) == true || tables.Sources.Made(service.Client, chart))
            : tables.Grants.Find(grant) is { IsSearch: false } held && held.Instance == instance.Id && (chart == provider || chart == held.Chart);
        if (!holds) return nodes.Misuse<ReportGapReply>(draft, caller, Name, Why.NotAllowed, "a grant or chart that this node does not have", new RefusalSubject(Grant: grant));
        draft.Record("gap", json =>
        {
            json.WriteString("node", caller.Node);
            Entries.Id(json, "instance", instance.Id);
            Entries.Id(json, "grant", grant);
            Entries.Id(json, "chart", chart);
            json.WriteNumber("sequence", request.Sequence);
            json.WriteString("gap", request.Kind);
        });
        return new ReportGapReply();
    });
}

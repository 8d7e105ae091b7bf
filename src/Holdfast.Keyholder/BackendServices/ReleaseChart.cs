using Holdfast.Keyholder.Clients;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Keys;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Records;

namespace Holdfast.Keyholder.BackendServices;

/// <summary>One chart of a backend service's grant, released to the node that holds it: an entry for each, before its keys leave.</summary>
internal sealed class ReleaseChart(Journal journal, NodeGate nodes, Refusals refusals, RegisteredClients clients, ChartVault vault)
{
    private const string Name = "release-chart";

    public Task<ReleaseChartReply> Run(CallerIdentity caller, ReleaseChartRequest request) => nodes.Ask<ReleaseChartReply>(caller, request.Instance, Name, (draft, instance) =>
    {
        if (request.Grant.Length != 16 || request.Chart.Length != 16) return refusals.Unsigned<ReleaseChartReply>(draft, caller, Name, Why.Malformed, "grant and chart have 16 bytes");
        var (tables, id, chart) = (journal.Tables, GrantId.From(request.Grant), ChartId.From(request.Chart));
        var subject = new RefusalSubject(Chart: chart, Grant: id);
        if (tables.ServiceGrants.Find(id) is not { } grant || grant.Instance != instance.Id) return nodes.Misuse<ReleaseChartReply>(draft, caller, Name, Why.Unknown, "no such grant of this node", subject);
        if (grant.Ended is not null || !grant.HasAccess(AccessTokens.HashOf(request.AccessToken), draft.NowMs))
            return refusals.Unsigned<ReleaseChartReply>(draft, caller, Name, Why.Expired, "the grant has ended, or the access token has expired", subject);
        var why = ServiceCharts.Reaches(tables, clients.Find(grant.Client), chart, draft.Now);
        if (why == Why.NotAllowed || !tables.Charts.Contains(chart)) return nodes.Misuse<ReleaseChartReply>(draft, caller, Name, Why.NotAllowed, "the chart is not one of the service's", subject);
        if (why is { } refused) return refusals.Unsigned<ReleaseChartReply>(draft, caller, Name, refused, "the service does not have this chart now", subject);
        return Release(draft, caller, grant, chart);
    });

    private ReleaseChartReply Release(Draft draft, CallerIdentity caller, ServiceGrantRow grant, ChartId chart)
    {
        var tables = journal.Tables;
        var (row, head, generation) = (tables.Charts.Find(chart)!, tables.Heads.Find(chart)!, Generation.At(draft.Now));
        var plan = grant.Reads.Length > 0
            ? ReleasePlan.Of(row, head, grant.Reads, grant.Writes.Select(RecordClass.Parse), generation)
            : ReleasePlan.OfService(row, head, grant.Client, generation);
        Releases.Record(draft, caller, grant.Id, grant.Instance, plan, refresh: false, json => json.WriteString("service", grant.Client));
        var reply = new ReleaseChartReply { Head = head.Head.ToMessage(chart) };
        draft.After(() => plan.Derive(vault, reply.Keys));
        return reply;
    }
}

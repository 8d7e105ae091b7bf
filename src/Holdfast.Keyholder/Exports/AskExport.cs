using Holdfast.Keyholder.BackendServices;
using Holdfast.Keyholder.Clients;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Keyholder.Exports;

/// <summary>A service's kick-off: a job that waits for two people. No key is released, and whose charts it would be is fixed now: the registered ones.</summary>
internal sealed class AskExport(Journal journal, ServiceJobs jobs, Refusals refusals)
{
    private const string Name = "ask-export";
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly Dictionary<string, Queue<DateTimeOffset>> _asked = new(StringComparer.Ordinal);

    public Task<ExportReply> Run(CallerIdentity caller, AskExportRequest request) => jobs.Ask(caller, request.Instance, request.Grant, request.AccessToken, Name, (draft, grant) =>
    {
        var (tables, types) = (journal.Tables, request.Types_.ToArray());
        var client = tables.Clients.Find(grant.Client);
        ChartId[] charts = [.. (client?.Service?.Charts ?? []).Where(tables.Charts.Contains)];
        var open = tables.Exports.Rows.Count(row => row.Client == grant.Client);
        if (ExportDecision.Ask(client, ScopeSet.Read(grant.Scope, out _, out _)!, types, request.SinceMs, charts.Length, open, draft.Now) is { } no) return No(no.Why, no.Detail);
        if (!MayAsk(grant.Client, draft.Now)) return No(Why.SlowDown, $"a service asks at most {ExportLimits.AsksPerHour} times an hour");

        var row = new ExportRow(ExportId.New(), grant.Client, grant.Scope, types, request.SinceMs, request.System, charts.Length, draft.NowMs, ExportState.Waiting);
        draft.Change(tables.Exports.Put(row));
        draft.Change(tables.ExportCharts.Put(new ExportChartsRow(row.Id, charts)));
        draft.Record("export-asked", json =>
        {
            json.WriteString("export", row.Id.ToString());
            json.WriteString("client", row.Client);
            Entries.Id(json, "grant", grant.Id);
            json.WriteString("node", caller.Node);
            json.WriteNumber("count", row.Count);
            Entries.List(json, "types", row.Types);
            json.WriteNumber("since", row.Since);
            json.WriteBoolean("system", row.System);
        });
        return jobs.Reply(row);

        ExportReply No(Why why, string detail) => refusals.Unsigned<ExportReply>(draft, caller, Name, why, detail, new RefusalSubject(Grant: grant.Id));
    });

    private bool MayAsk(string client, DateTimeOffset now)
    {
        if (!_asked.TryGetValue(client, out var times)) _asked[client] = times = new();
        while (times.TryPeek(out var first) && now - first >= Hour) times.Dequeue();
        if (times.Count >= ExportLimits.AsksPerHour) return false;
        times.Enqueue(now);
        return true;
    }
}

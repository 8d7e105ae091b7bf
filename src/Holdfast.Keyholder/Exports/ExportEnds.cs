using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Wire;

namespace Holdfast.Keyholder.Exports;

/// <summary>Ends exports: the run that holds one loses its grant, and the worker removes the files of what is not here any more. Owned by the journal's lock.</summary>
internal sealed class ExportEnds(Tables tables, Endings endings)
{
    public void End(Draft draft, ExportRow row, string why)
    {
        if (row.Run is not null) endings.End(draft, row, why);
        foreach (var file in tables.ExportFiles.Of(row.Id).ToList()) draft.Change(tables.ExportFiles.Remove((file.Export, file.Name)));
        draft.Change(tables.ExportCharts.Remove(row.Id));
        draft.Change(tables.Exports.Remove(row.Id));
        draft.Record("export-ended", json =>
        {
            json.WriteString("export", row.Id.ToString());
            json.WriteString("client", row.Client);
            json.WriteString("why", why);
        });
    }

    /// <summary>What nobody asked two people for, what is past its time, what belongs to a service that is none any more.</summary>
    public void Sweep(Draft draft)
    {
        foreach (var row in tables.Exports.Rows.ToList())
            if (Over(row, draft.Now) is { } why) End(draft, row, why);
    }

    private string? Over(ExportRow row, DateTimeOffset now)
    {
        if (tables.Clients.Find(row.Client) is not { IsRetired: false } client) return "client retired";
        if (row.State == ExportState.Waiting) return now.ToUnixTimeMilliseconds() - row.Made >= ExportLimits.Waits.TotalMilliseconds ? "lapsed" : null;
        return ExportDecision.Stands(row, client, now) is null ? null : "expired";
    }
}

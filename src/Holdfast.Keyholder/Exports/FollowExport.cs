using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Keyholder.Exports;

/// <summary>What a service asks of a job of its own: how far it is, to end it, to fetch one of its files.</summary>
internal sealed class FollowExport(Journal journal, ServiceJobs jobs, ExportEnds ends, Refusals refusals)
{
    public Task<ExportReply> Status(CallerIdentity caller, ExportRequest request) =>
        jobs.AskAbout(caller, request.Instance, request.Grant, request.AccessToken, request.Export, "export-status", (_, _, row) => jobs.Reply(row));

    public Task<ExportReply> Cancel(CallerIdentity caller, ExportRequest request) =>
        jobs.AskAbout(caller, request.Instance, request.Grant, request.AccessToken, request.Export, "cancel-export", (draft, _, row) =>
        {
            ends.End(draft, row, "cancelled");
            return jobs.Reply(row);
        });

    /// <summary>The entry is there before the file leaves. What leaves is sealed for the recipient.</summary>
    public Task<DownloadExportReply> Download(CallerIdentity caller, DownloadExportRequest request) =>
        jobs.AskAbout(caller, request.Instance, request.Grant, request.AccessToken, request.Export, "download-export", (draft, grant, row) =>
        {
            var tables = journal.Tables;
            if (row.State != ExportState.Finished || tables.ExportFiles.Find((row.Id, request.File)) is not { } file)
                return refusals.Unsigned<DownloadExportReply>(draft, caller, "download-export", Why.NotFound, "the export is not finished, or has no such file", new RefusalSubject(Grant: grant.Id));
            if (ExportDecision.Stands(row, tables.Clients.Find(row.Client), draft.Now) is { } why)
                return refusals.Unsigned<DownloadExportReply>(draft, caller, "download-export", why, "the files may not be fetched any more", new RefusalSubject(Grant: grant.Id));
            draft.Record("export-downloaded", json =>
            {
                json.WriteString("export", row.Id.ToString());
                json.WriteString("client", row.Client);
                Entries.Id(json, "grant", grant.Id);
                json.WriteString("node", caller.Node);
                json.WriteString("file", file.Name);
            });
            return new DownloadExportReply { File = ServiceJobs.Message(file) };
        });
}

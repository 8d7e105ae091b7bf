using System.Text.RegularExpressions;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Keyholder.Exports;

/// <summary>So many charts are in files that are on the disk: from here on a new run of the worker begins behind them. With the last one the job is finished.</summary>
internal sealed partial class SaveExport(Journal journal, NodeGate nodes, Refusals refusals, Endings endings)
{
    private const string Name = "save-export";

    public Task<SaveExportReply> Run(CallerIdentity caller, SaveExportRequest request) => nodes.Ask<SaveExportReply>(caller, request.Instance, Name, (draft, instance) =>
    {
        var tables = journal.Tables;
        if (request.Grant.Length != 16) return refusals.Unsigned<SaveExportReply>(draft, caller, Name, Why.Malformed, "a grant has 16 bytes");
        var subject = new RefusalSubject(Grant: GrantId.From(request.Grant));
        if (tables.Exports.Rows.FirstOrDefault(job => job.Run is { } run && run.Grant == subject.Grant && run.Instance == instance.Id) is not { } row)
            return refusals.Unsigned<SaveExportReply>(draft, caller, Name, Why.Unknown, "no such run of an export, or it has ended", subject);
        if (Problem(tables, row, request) is { } problem) return nodes.Misuse<SaveExportReply>(draft, caller, Name, Why.Malformed, problem, subject);

        foreach (var file in request.Files)
            draft.Change(tables.ExportFiles.Put(new ExportFileRow(row.Id, file.Name, file.Type, file.Count, file.Length, Convert.ToHexStringLower(file.Hash.Span))));
        var saved = row with { Done = request.Done, Refused = request.Refused, State = request.Done == row.Count ? ExportState.Finished : ExportState.Approved };
        draft.Change(tables.Exports.Put(saved));
        draft.Record(saved.State == ExportState.Finished ? "export-finished" : "export-saved", json =>
        {
            json.WriteString("export", row.Id.ToString());
            json.WriteString("client", row.Client);
            Entries.Id(json, "grant", row.Run!.Grant);
            json.WriteNumber("count", saved.Done);
            json.WriteNumber("refused-charts", saved.Refused);
            json.WriteStartArray("files");
            foreach (var file in request.Files)
            {
                json.WriteStartArray();
                json.WriteStringValue(file.Name);
                json.WriteNumberValue(file.Count);
                json.WriteStringValue(Convert.ToHexStringLower(file.Hash.Span));
                json.WriteEndArray();
            }

            json.WriteEndArray();
        });
        if (saved.State == ExportState.Finished) endings.End(draft, saved, "done");
        return new SaveExportReply();
    });

    private static string? Problem(Tables tables, ExportRow row, SaveExportRequest request)
    {
        if (row.State != ExportState.Approved || request.Done < row.Done || request.Done > row.Released) return "charts are saved after they were released, and once";
        if (request.Refused < row.Refused || request.Refused > request.Done) return "not a count of refused charts";
        if (request.Files.Count > ExportLimits.MostFilesAtOnce || tables.ExportFiles.Of(row.Id).Count() + request.Files.Count > ExportLimits.MostFiles) return "too many files";
        foreach (var file in request.Files)
            if (!FileName().IsMatch(file.Name) || file.Hash.Length != 32 || file.Count < 0 || file.Length < 0 || !FileType().IsMatch(file.Type)) return "not a file of an export";
        return request.Files.Select(file => file.Name).Distinct(StringComparer.Ordinal).Count() == request.Files.Count && !request.Files.Any(file => tables.ExportFiles.Contains((row.Id, file.Name))) ? null : "a file of this name was saved before";
    }

    [GeneratedRegex(@"\A[A-Z][A-Za-z]{1,39}\.[0-9]{1,6}\.ndjson\.age\z")]
    private static partial Regex FileName();

    [GeneratedRegex(@"\A[A-Z][A-Za-z]{1,39}\z")]
    private static partial Regex FileType();
}

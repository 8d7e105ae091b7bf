using Holdfast.Records.Charts;
using Holdfast.Records.Export;
using Holdfast.Records.Tokens;

namespace Holdfast.Records.Fhir.BulkData;

/// <summary>GET bulk/[job]/[file]: one sealed file of a finished export, for the service whose it is, while its token lives. Entered by the keyholder before it leaves.</summary>
internal static class ExportFiles
{
    public static void Map(IEndpointRouteBuilder fhir) => fhir.MapGet("/bulk/{job}/{file}", Handle).WithMetadata(new OpensNoChart());

    private static async Task Handle(HttpContext http, string job, string file, KeyholderClient keyholder, ExportFolder folder)
    {
        var live = GrantGuard.Of(http);
        if (await ExportStatus.Find(http, live, job) is not { } id) return;
        var reply = await keyholder.DownloadExport(live.Grant, live.Token, id, file, http.RequestAborted);
        if (reply.Refusal is { } refusal)
        {
            await BulkAnswers.Refuse(http, refusal);
            return;
        }

        // The name is the keyholder's from here on: what a client sends makes no path.
        var path = folder.PathOf(id, reply.File.Name);
        if (!File.Exists(path) || new FileInfo(path).Length != reply.File.Length)
        {
            await FhirHttp.Write(http, live, new FhirAnswer.Refused(500, "no-store", "The file is not on the disk as it was written. Cancel the export, and ask again."));
            return;
        }

        await Results.File(path, "application/octet-stream", reply.File.Name).ExecuteAsync(http);
    }
}

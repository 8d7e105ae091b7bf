using System.Globalization;
using System.Text.Json;
using Holdfast.Records.Charts;
using Holdfast.Records.Export;
using Holdfast.Records.Tokens;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Records.Fhir.BulkData;

/// <summary>bulk/[job]: GET says how far the export is, and at its end which files there are; DELETE cancels it and takes its files away.</summary>
internal static class ExportStatus
{
    private const string RetryAfterSeconds = "5";

    public static void Map(IEndpointRouteBuilder fhir)
    {
        fhir.MapGet("/bulk/{job}", Status).WithMetadata(new OpensNoChart());
        fhir.MapDelete("/bulk/{job}", Cancel).WithMetadata(new OpensNoChart());
    }

    private static async Task Status(HttpContext http, string job, KeyholderClient keyholder, PollRate polls, RoleSettings settings)
    {
        var live = GrantGuard.Of(http);
        if (await Find(http, live, job) is not { } id) return;
        if (!polls.Take(live.ClientId))
        {
            http.Response.Headers.RetryAfter = RetryAfterSeconds;
            await FhirHttp.WriteOutcome(http, StatusCodes.Status429TooManyRequests, [new FhirIssue("throttled", "Retry-After says when to ask again: an export takes its time.")]);
            return;
        }

        var reply = await keyholder.ExportStatus(live.Grant, live.Token, id, http.RequestAborted);
        if (reply.Refusal is { } refusal)
        {
            await BulkAnswers.Refuse(http, refusal);
            return;
        }

        if (reply.State == "finished")
        {
            http.Response.Headers.Expires = DateTimeOffset.FromUnixTimeMilliseconds(reply.UntilMs).ToString("R", CultureInfo.InvariantCulture);
            http.Response.ContentType = "application/json";
            await http.Response.BodyWriter.WriteAsync(Manifest(reply, id, settings), http.RequestAborted);
            return;
        }

        http.Response.StatusCode = StatusCodes.Status202Accepted;
        http.Response.Headers["X-Progress"] = Progress(reply);
        http.Response.Headers.RetryAfter = RetryAfterSeconds;
    }

    private static async Task Cancel(HttpContext http, string job, KeyholderClient keyholder, ExportFolder folder)
    {
        var live = GrantGuard.Of(http);
        if (await Find(http, live, job) is not { } id) return;
        var reply = await keyholder.CancelExport(live.Grant, live.Token, id, http.RequestAborted);
        if (reply.Refusal is { } refusal)
        {
            await BulkAnswers.Refuse(http, refusal);
            return;
        }

        folder.Remove(id);
        await FhirHttp.WriteOutcome(http, StatusCodes.Status202Accepted, [new FhirIssue("informational", "The export is cancelled, and its files are removed.", null, "information")]);
    }

    /// <summary>Null, answered, for whoever has no jobs, and for what is no id.</summary>
    public static async Task<ExportId?> Find(HttpContext http, LiveGrant live, string job)
    {
        if (!live.IsService) await FhirHttp.Write(http, live, new FhirAnswer.Refused(403, "forbidden", "Bulk jobs are a backend service's."));
        else if (ExportId.TryParse(job, out var id)) return id;
        else await FhirHttp.Write(http, live, new FhirAnswer.Refused(404, "not-found", "There is no such job."));
        return null;
    }

    private static string Progress(ExportReply reply) => reply.State switch
    {
        "waiting" => "waiting for two people",
        "approved" => "approved, waiting for the export worker",
        _ => string.Create(CultureInfo.InvariantCulture, $"{reply.Done} of {reply.Charts} charts"),
    };

    private static byte[] Manifest(ExportReply reply, ExportId id, RoleSettings settings)
    {
        var files = reply.Files.ToLookup(file => file.Type == "OperationOutcome");
        object[] List(bool outcomes) => [.. files[outcomes].Select(file => new { type = file.Type, url = BulkAnswers.Address(settings, id, file.Name), count = file.Count })];
        var query = new List<string>();
        if (reply.Types_.Count > 0) query.Add($"_type={string.Join(',', reply.Types_)}");
        if (reply.SinceMs > 0) query.Add($"_since={Instant(reply.SinceMs)}");
        return JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
        {
            ["transactionTime"] = Instant(reply.BeganMs),
            ["request"] = $"{settings.RecordsOrigin}/fhir/{(reply.System ? "" : "Patient/")}$export{(query.Count == 0 ? "" : "?" + string.Join('&', query))}",
            ["requiresAccessToken"] = true,
            ["output"] = List(outcomes: false),
            ["error"] = List(outcomes: true),
            ["extension"] = new Dictionary<string, object>
            {
                // Each file is NDJSON, sealed in the age v1 format for this recipient: age --decrypt --identity KEYFILE.
                ["encryption"] = "age-encryption.org/v1",
                ["recipient"] = reply.Recipient,
                ["charts"] = reply.Charts,
                ["chartsNotExported"] = reply.Refused,
            },
        });
    }

    private static string Instant(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}

using System.Globalization;
using System.IO.Pipelines;
using System.Text.Json;
using Holdfast.Records.Charts;
using Holdfast.Wire.Connections;

namespace Holdfast.Records.Fhir;

/// <summary>Bundles that are no search: histories, and the answers of a batch or transaction. Resources go out as they were stored.</summary>
internal static class BundleHttp
{
    public static Task WriteHistory(HttpContext http, HistorySet set) => PutHistory(http, Begin(http), set);

    private static async Task PutHistory(HttpContext http, PipeWriter writer, HistorySet set)
    {
        FhirHttp.Put(writer, "{\"resourceType\":\"Bundle\",\"type\":\"history\",");
        if (set.Total is { } total) FhirHttp.Put(writer, $"\"total\":{total.ToString(CultureInfo.InvariantCulture)},");
        FhirHttp.Put(writer, $"\"link\":[{{\"relation\":\"self\",\"url\":\"{FhirHttp.Escape(set.Self)}\"}}");
        if (set.Next is not null) FhirHttp.Put(writer, $",{{\"relation\":\"next\",\"url\":\"{FhirHttp.Escape(set.Next)}\"}}");
        FhirHttp.Put(writer, "]");
        var root = Root(http);
        var separator = ",\"entry\":[";
        foreach (var version in set.Entries)
        {
            FhirHttp.Put(writer, $"{separator}{{\"fullUrl\":\"{root}/{version.Type}/{version.Id}\",");
            if (!version.IsDeleted) PutResource(writer, version);
            var (method, address, status) = version switch
            {
                { IsDeleted: true } => ("DELETE", $"{version.Type}/{version.Id}", "204"),
                { Previous: null or { IsDeleted: true } or { Sequence: 0 } } => ("PUT", $"{version.Type}/{version.Id}", "201"),
                _ => ("PUT", $"{version.Type}/{version.Id}", "200"),
            };
            FhirHttp.Put(writer, $"\"request\":{{\"method\":\"{method}\",\"url\":\"{address}\"}},\"response\":{{\"status\":\"{status}\",{Stamp(version)}}}}}");
            separator = ",";
            if (writer.UnflushedBytes > FhirHttp.FlushAt) await writer.FlushAsync(http.RequestAborted);
        }

        await End(http, writer, separator, set.Notes);
    }

    public static async Task WriteAnswers(HttpContext http, FhirAnswer.Several several)
    {
        var writer = Begin(http);
        var preference = Preferences.Of(http.Request).Return;
        FhirHttp.Put(writer, $"{{\"resourceType\":\"Bundle\",\"type\":\"{several.Type}\"");
        var separator = ",\"entry\":[";
        foreach (var answer in several.Entries)
        {
            FhirHttp.Put(writer, separator + "{");
            await WriteAnswer(http, writer, answer, preference);
            FhirHttp.Put(writer, "}");
            separator = ",";
            if (writer.UnflushedBytes > FhirHttp.FlushAt) await writer.FlushAsync(http.RequestAborted);
        }

        await End(http, writer, separator, []);
    }

    private static async Task WriteAnswer(HttpContext http, PipeWriter writer, FhirAnswer answer, ReturnPreference preference)
    {
        switch (answer)
        {
            case FhirAnswer.OneResource { Version: var version } one:
                if (!one.IsWrite || preference == ReturnPreference.Representation) PutResource(writer, version);
                var location = one.IsWrite ? $"\"location\":\"{Root(http)}/{version.Type}/{version.Id}/_history/{version.VersionId}\"," : "";
                FhirHttp.Put(writer, $"\"response\":{{\"status\":\"{one.Status}\",{location}{Stamp(version)}}}");
                break;
            case FhirAnswer.Deleted { Version: var version }:
                FhirHttp.Put(writer, $"\"response\":{{\"status\":\"204\"{(version is null ? "" : "," + Stamp(version))}}}");
                break;
            case FhirAnswer.NotModified { Version: var version }:
                FhirHttp.Put(writer, $"\"response\":{{\"status\":\"304\",{Stamp(version)}}}");
                break;
            case FhirAnswer.Many { Set: var set }:
                FhirHttp.Put(writer, "\"resource\":");
                await FhirHttp.PutBundle(writer, set, http.RequestAborted);
                FhirHttp.Put(writer, ",\"response\":{\"status\":\"200\"}");
                break;
            case FhirAnswer.Versions { Set: var versions }:
                FhirHttp.Put(writer, "\"resource\":");
                await PutHistory(http, writer, versions);
                FhirHttp.Put(writer, ",\"response\":{\"status\":\"200\"}");
                break;
            case FhirAnswer.Refused refused:
                FhirHttp.Put(writer, $"\"response\":{{\"status\":\"{refused.Status}\",\"outcome\":");
                using (var json = new Utf8JsonWriter(writer)) FhirHttp.WriteOutcome(json, refused.Issues);
                FhirHttp.Put(writer, "}");
                break;
            default:
                throw new InvalidOperationException($"{answer.GetType().Name} does not stand in a batch.");
        }
    }

    private static PipeWriter Begin(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status200OK;
        http.Response.ContentType = FhirHttp.ContentType;
        return http.Response.BodyWriter;
    }

    private static async Task End(HttpContext http, PipeWriter writer, string separator, IReadOnlyList<FhirIssue> notes)
    {
        if (notes.Count > 0)
        {
            FhirHttp.Put(writer, separator + "{\"resource\":");
            using (var json = new Utf8JsonWriter(writer)) FhirHttp.WriteOutcome(json, notes);
            FhirHttp.Put(writer, ",\"request\":{\"method\":\"GET\",\"url\":\"_history\"},\"response\":{\"status\":\"200\"}}");
            separator = ",";
        }

        FhirHttp.Put(writer, separator == "," ? "]}" : "}");
        await writer.FlushAsync(http.RequestAborted);
    }

    private static void PutResource(PipeWriter writer, StoredVersion version)
    {
        FhirHttp.Put(writer, "\"resource\":");
        FhirHttp.Put(writer, version);
        FhirHttp.Put(writer, ",");
    }

    private static string Stamp(StoredVersion version) =>
        $"\"etag\":\"{FhirHttp.Escape(version.ETag)}\",\"lastModified\":\"{version.LastUpdated.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)}\"";

    private static string Root(HttpContext http) => http.RequestServices.GetRequiredService<RoleSettings>().RecordsOrigin + "/fhir";
}

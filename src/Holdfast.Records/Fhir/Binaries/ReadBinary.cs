using System.Text;
using System.Text.Json;
using Holdfast.Records.Charts;
using Holdfast.Records.Documents;
using Holdfast.Records.Store;
using Holdfast.Records.Tokens;
using Microsoft.Net.Http.Headers;

namespace Holdfast.Records.Fhir.Binaries;

/// <summary>
/// GET and HEAD of Binary/[id] and its versions: the document's own bytes, in a stream, any range of them (RFC 9110, 14).
/// Who asks for FHIR's types gets the resource with the bytes in base64, as long as it is small. What is handed out may
/// be kept, and not run: a browser saves it, guesses no type, and gives it no origin.
/// </summary>
internal static class ReadBinary
{
    private const string NothingRuns = "default-src 'none'; frame-ancestors 'none'; sandbox";
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    public static void Map(IEndpointRouteBuilder documents)
    {
        documents.MapMethods("/Binary/{id}", Methods, (HttpContext http, string id, DocumentReader reader, ReportedViews views) => Answer(http, Read.Current(GrantGuard.Of(http), "Binary", id), "read", reader, views));
        documents.MapMethods("/Binary/{id}/_history/{version}", Methods, (HttpContext http, string id, string version, DocumentReader reader, ReportedViews views) =>
            Answer(http, Read.Version(GrantGuard.Of(http), "Binary", id, version), "vread", reader, views));
    }

    private static async Task Answer(HttpContext http, FhirAnswer answer, string interaction, DocumentReader reader, ReportedViews views)
    {
        var live = GrantGuard.Of(http);
        var wantsResource = WantsResource(http.Request);
        if (!wantsResource) Presentation.Of(http); // a refusal is shown plainly, whatever the document's type
        if (answer is not FhirAnswer.OneResource { Version: var version } || Parameters.Unknown(http) is not null)
        {
            await FhirHttp.Write(http, live, answer is FhirAnswer.OneResource ? Parameters.Unknown(http)! : answer);
            return;
        }

        views.Add(live.Grant, version.Content, interaction, 1);
        if (wantsResource) await FhirHttp.Write(http, live, await AsResource(http, live, version, reader));
        else if (await SendBytes(http, live, version, reader) is { } refused) await FhirHttp.Write(http, live, refused);
    }

    private static async Task<FhirAnswer> AsResource(HttpContext http, LiveGrant live, StoredVersion version, DocumentReader reader)
    {
        var headers = http.Request.GetTypedHeaders();
        if (Read.Unless(new FhirAnswer.OneResource(200, version), http.Request.Headers.IfNoneMatch.ToString(), headers.IfModifiedSince) is FhirAnswer.NotModified unchanged) return unchanged;
        if (version.Entry.Blob is not { } blob) return new FhirAnswer.OneResource(200, version);
        if (blob.Length > DocumentLimits.LargestAsResource)
            return new FhirAnswer.Refused(406, "too-costly", $"Inside a resource a document of at most {DocumentLimits.LargestAsResource >> 20} MiB is handed out. Read this one as it is: the same address without _format, Accept: */*, in ranges if you like.");
        var (content, refused) = await reader.Open(live, version, http.RequestAborted);
        if (content is null) return refused!;
        await using (content)
        {
            var bytes = new byte[blob.Length];
            await content.ReadExactlyAsync(bytes, http.RequestAborted);
            var rest = Encoding.UTF8.GetBytes($",\"data\":\"{Convert.ToBase64String(bytes)}\"");
            var whole = version.Entry with { Operation = RowOperation.Put, Blob = null, Rest = (byte[])[.. version.Entry.Rest.Span, .. rest] };
            return new FhirAnswer.OneResource(200, new StoredVersion(whole, version.Sequence, version.Content, version.Previous));
        }
    }

    /// <summary>Null when it was sent.</summary>
    private static async Task<FhirAnswer.Refused?> SendBytes(HttpContext http, LiveGrant live, StoredVersion version, DocumentReader reader)
    {
        using var resource = JsonDocument.Parse(version.ToJson());
        var type = resource.RootElement.TryGetProperty("contentType", out var said) ? said.GetString()! : "";
        var (content, refused) = version.Entry.Blob is null ? (Inline(resource.RootElement), null) : await reader.Open(live, version, http.RequestAborted);
        if (content is null) return refused ?? new FhirAnswer.Refused(404, "not-found", "This Binary has no content.");
        await using (content)
        {
            http.Response.Headers.ContentSecurityPolicy = NothingRuns;
            http.Response.Headers.ContentDisposition = "attachment";
            http.Response.Headers.Vary = "Accept, Origin";
            if (http.Response.Headers["Cross-Origin-Resource-Policy"].Count == 0) http.Response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
            // A unit that is not known is ignored (RFC 9110, 14.2); what sends it takes every unit for bytes.
            if (!http.Request.Headers.Range.ToString().StartsWith("bytes=", StringComparison.OrdinalIgnoreCase)) http.Request.Headers.Remove("Range");
            // A strong tag, other than the resource's: ranges of two versions are never put together.
            var sent = Results.Stream(content, Shown(type), null, version.LastUpdated, new EntityTagHeaderValue($"\"{version.VersionId}\""), enableRangeProcessing: true);
            await reader.Guard(http, live, version, () => sent.ExecuteAsync(http));
            return null;
        }
    }

    /// <summary>What came inside a resource may call itself anything; only what is known is called that.</summary>
    private static string Shown(string type) => type == ContentTypes.PlainText ? "text/plain; charset=utf-8" : ContentTypes.IsAllowed(type) ? type : "application/octet-stream";

    private static MemoryStream? Inline(JsonElement resource) =>
        resource.TryGetProperty("data", out var data) && data.TryGetBytesFromBase64(out var bytes) ? new MemoryStream(bytes, writable: false) : null;

    /// <summary>FHIR's types are asked for, and nothing else rather.</summary>
    private static bool WantsResource(HttpRequest request)
    {
        if (request.Query["_format"] is [{ } asked, ..]) return Negotiation.Choose(asked, default) != WireFormat.Other;
        if (request.Headers.Accept.Count == 0 || !MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var wanted)) return false;
        double Best(bool resource) => wanted.Where(media => Negotiation.FormatOf(media.MediaType.Value) != WireFormat.Other == resource).Select(media => media.Quality ?? 1).DefaultIfEmpty(0).Max();
        return Best(true) > 0 && Best(true) >= Best(false);
    }
}

using System.Buffers;
using System.Text.Json;
using Microsoft.Net.Http.Headers;

namespace Holdfast.Records.Fhir;

/// <summary>Reads the body of a request as a resource in JSON; one in XML becomes JSON first (<see cref="XmlConversion"/>).</summary>
internal static class ReceivedBody
{
    /// <summary>The JSON of one resource, to be disposed of by the caller once it is written; else why not.</summary>
    public static async Task<(JsonDocument? Json, FhirAnswer.Refused? Refused)> Read(HttpContext http)
    {
        var format = FormatOf(http.Request);
        if (format == WireFormat.Other)
            return (null, new FhirAnswer.Refused(415, "not-supported", "Send the resource as Content-Type: application/fhir+json or application/fhir+xml, in UTF-8."));
        var body = await ReadAll(http);
        if (format == WireFormat.Xml)
        {
            var (converted, wrong) = XmlConversion.ToJson(body);
            if (converted is null) return (null, wrong);
            body = converted;
        }

        var (json, issues) = ResourceParser.ReadJson(body);
        return json is null ? (null, new FhirAnswer.Refused(400, issues)) : (json, null);
    }

    /// <summary>The whole body. Kestrel ends one that is longer than <see cref="Limits.LargestBody"/> with 413.</summary>
    public static async Task<ReadOnlyMemory<byte>> ReadAll(HttpContext http)
    {
        var reader = http.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(http.RequestAborted);
            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static WireFormat FormatOf(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var media) && (media.Charset.Length == 0 || media.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            ? Negotiation.FormatOf(media.MediaType.Value) : WireFormat.Other;
}

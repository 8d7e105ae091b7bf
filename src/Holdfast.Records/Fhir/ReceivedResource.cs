using System.Buffers;
using System.Text.Json;
using Holdfast.Records.Charts;
using Holdfast.Records.Store;
using Microsoft.Net.Http.Headers;

namespace Holdfast.Records.Fhir;

/// <summary>The body of a create or update, read and checked against everything but the chart's present state.</summary>
internal sealed record ReceivedResource(ResourceText Text)
{
    /// <summary>The body when it is a valid resource of this type that may stand in this chart; else why not.</summary>
    public static async Task<(ReceivedResource? Received, FhirAnswer.Refused? Refused)> Read(HttpContext http, LiveGrant live, string type)
    {
        if (UnsupportedMedia(http.Request) is { } unsupported) return (null, unsupported);
        var body = await ReadBody(http);
        var (json, issues) = ResourceParser.ReadJson(body);
        using (json)
        {
            if (json is null) return (null, new FhirAnswer.Refused(400, issues));
            if (ResourceParser.TypeOf(json.RootElement) is var sent && sent != type)
                return (null, new FhirAnswer.Refused(400, "invalid", $"The body is a {sent}, the address says {type}. Send it to the address of its type."));
            var problems = ResourceParser.Validate(body.Span);
            if (problems.Count > 0) return (null, new FhirAnswer.Refused(422, problems));
            foreach (var (path, reference) in Compartment.Subjects(type, json.RootElement))
                if (Compartment.PatientId(reference) is { } patient && patient != live.Patient)
                    return (null, new FhirAnswer.Refused(422, "business-rule", $"This token opens the chart of Patient/{live.Patient}; the resource is about another patient. Nothing was written.", path));
            return (new ReceivedResource(ResourceText.From(json.RootElement)), null);
        }
    }

    public ContentEntry ToEntry(string id, LiveGrant live, DateTimeOffset now) => Text.ToEntry(id, now.ToUnixTimeMilliseconds(), live.Actor.Person);

    private static FhirAnswer.Refused? UnsupportedMedia(HttpRequest request)
    {
        if (MediaTypeHeaderValue.TryParse(request.ContentType, out var media)
            && media.MediaType.Value?.ToLowerInvariant() is "application/fhir+json" or "application/json"
            && (media.Charset.Length == 0 || media.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))) return null;
        return new FhirAnswer.Refused(415, "not-supported", "Send the resource as Content-Type: application/fhir+json in UTF-8.");
    }

    /// <summary>Kestrel ends a body that is longer than <see cref="Limits.LargestBody"/> with 413.</summary>
    private static async Task<ReadOnlyMemory<byte>> ReadBody(HttpContext http)
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
}

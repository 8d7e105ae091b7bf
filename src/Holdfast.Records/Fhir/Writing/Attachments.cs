using System.Text.Json;
using Holdfast.Records.Charts;
using Holdfast.Records.Documents;
using Microsoft.Net.Http.Headers;

namespace Holdfast.Records.Fhir.Writing;

/// <summary>
/// What a resource says of documents is true: a DocumentReference points at a document of its own chart, with the length, hash and
/// type that it has; a Binary sent as a resource is what it calls itself. Pure.
/// </summary>
internal static class Attachments
{
    /// <summary>Why it may not be written, or null.</summary>
    public static FhirAnswer.Refused? Refusal(ReceivedResource resource, Scene scene, Func<string, string?>? map)
    {
        if (scene.IsScanning && HasInlineContent(resource.Json))
            return new FhirAnswer.Refused(422, "business-rule", "A virus scanner looks at every document here, and it sees those that are sent as they are: POST the bytes to Binary with their own Content-Type, and refer to that.", resource.Type);
        return resource.Type switch
        {
            "Binary" => OfBinary(resource.Json),
            "DocumentReference" => OfDocumentReference(resource.Json, scene, map),
            _ => null,
        };
    }

    private static FhirAnswer.Refused? OfBinary(JsonElement binary)
    {
        if (!binary.TryGetProperty("data", out var data) || !data.TryGetBytesFromBase64(out var bytes) || bytes.Length == 0)
            return new FhirAnswer.Refused(422, "required", "A Binary without data holds nothing. Send the bytes as they are with their own Content-Type, or as base64 in data.", "Binary.data");
        var type = MediaTypeOf(Text(binary, "contentType"));
        if (!ContentTypes.IsAllowed(type)) return new FhirAnswer.Refused(422, "not-supported", ContentTypes.Mend, "Binary.contentType");
        return ContentTypes.Fits(type, bytes.AsSpan(0, Math.Min(bytes.Length, ContentTypes.HeadLength))) ? null : Examination.Unfit(type);
    }

    private static FhirAnswer.Refused? OfDocumentReference(JsonElement reference, Scene scene, Func<string, string?>? map)
    {
        var index = 0;
        foreach (var content in reference.TryGetProperty("content", out var contents) ? contents.EnumerateArray() : [])
        {
            var path = $"DocumentReference.content[{index++}].attachment";
            if (!content.TryGetProperty("attachment", out var attachment) || Text(attachment, "url") is not { Length: > 0 } url || map?.Invoke(url) is not null) continue;
            if (url.StartsWith($"{scene.Origin}/fhir/", StringComparison.Ordinal)) url = url[$"{scene.Origin}/fhir/".Length..];
            if (!url.StartsWith("Binary/", StringComparison.Ordinal)) continue;
            if (Find(scene.Live, url) is not { IsDeleted: false } document)
                return new FhirAnswer.Refused(422, "not-found", "This chart has no such Binary. Send the document first, then what refers to it.", $"{path}.url");
            if (Untrue(attachment, document) is { } member)
                return new FhirAnswer.Refused(422, "business-rule", $"The document has another {member} than the attachment says. Check that it is the right one.", $"{path}.{member}");
        }

        return null;
    }

    private static StoredVersion? Find(LiveGrant live, string url) => url.Split('/') switch
    {
        ["Binary", var id] => Read.Find(live, "Binary", id),
        ["Binary", var id, "_history", var wanted] => Versions(Read.Find(live, "Binary", id)).FirstOrDefault(version => version.VersionId == wanted),
        _ => null,
    };

    private static IEnumerable<StoredVersion> Versions(StoredVersion? latest)
    {
        for (var version = latest; version is not null; version = version.Previous) yield return version;
    }

    /// <summary>Which member of the attachment is not as the document is, or null. What came inside a resource is compared by its type alone.</summary>
    private static string? Untrue(JsonElement attachment, StoredVersion document)
    {
        using var binary = JsonDocument.Parse(document.ToJson());
        if (Text(attachment, "contentType") is { } type && MediaTypeOf(type) != MediaTypeOf(Text(binary.RootElement, "contentType"))) return "contentType";
        if (document.Entry.Blob is not { } blob) return null;
        if (attachment.TryGetProperty("size", out var size) && size.TryGetInt64(out var length) && length != blob.Length) return "size";
        return Text(attachment, "hash") is { } hash && hash != Convert.ToBase64String(blob.Sha1.Span) ? "hash" : null;
    }

    /// <summary>Anywhere in a resource: an Attachment, or a Binary, with its bytes.</summary>
    private static bool HasInlineContent(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().Any(HasInlineContent),
        JsonValueKind.Object => (element.TryGetProperty("contentType", out _) && element.TryGetProperty("data", out _)) || element.EnumerateObject().Any(member => HasInlineContent(member.Value)),
        _ => false,
    };

    private static string MediaTypeOf(string? text) => MediaTypeHeaderValue.TryParse(text, out var media) ? media.MediaType.ToString().ToLowerInvariant() : "";

    private static string? Text(JsonElement of, string member) => of.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

using System.Text.Json;
using Holdfast.ChartApp.Fhir;
using Holdfast.ChartApp.Words;

namespace Holdfast.ChartApp.Documents;

/// <summary>How a document can be shown on this page; <see cref="Saved"/>: not at all, it can be kept as a file.</summary>
internal enum ShownAs { Picture, Pdf, Words, Saved }

/// <summary>One DocumentReference whose content lies in this chart.</summary>
/// <param name="Path">Of its bytes, relative to the FHIR server: Binary/id, with a version or not.</param>
internal sealed record DocumentItem(
    string Id, string Title, string? Kind, FhirTime? When, string? Author, string Path, string ContentType, long? Size, bool Replaced)
{
    /// <summary>A PDF beyond this would fill a telephone's memory.</summary>
    public const long LargestShown = 200L << 20;

    public ShownAs Shown => ContentType switch
    {
        _ when Size > LargestShown => ShownAs.Saved,
        "application/pdf" => ShownAs.Pdf,
        "image/png" or "image/jpeg" or "image/gif" or "image/webp" => ShownAs.Picture,
        "text/plain" => ShownAs.Words,
        _ => ShownAs.Saved,
    };

    /// <summary>The name of the file when it is saved: its title, without what a file's name cannot have.</summary>
    public string FileName
    {
        get
        {
            var ending = ContentType switch { "application/pdf" => "pdf", "image/png" => "png", "image/jpeg" => "jpg", "image/gif" => "gif", "image/webp" => "webp", "image/tiff" => "tif", "text/plain" => "txt", _ => "bin" };
            var name = new string([.. Title.Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_').Take(60)]).Trim();
            return $"{(name.Length == 0 ? "document" : name)}.{ending}";
        }
    }

    /// <summary>Null when its content is not in this chart, or it was entered in error.</summary>
    public static DocumentItem? Read(string id, JsonElement resource)
    {
        var attachment = resource.Get("content").First().Get("attachment");
        if (resource.Text("status") == "entered-in-error" || LocalPath(attachment.Text("url")) is not { } path) return null;
        var type = (attachment.Text("contentType") ?? "").Split(';')[0].Trim().ToLowerInvariant();
        return new DocumentItem(
            id, attachment.Text("title") ?? resource.Text("description") ?? resource.Get("type").Words() ?? "?", resource.Get("type").Words(),
            FhirTime.Read(resource.Text("date") ?? attachment.Text("creation")), resource.Get("author").First().Text("display"),
            path, type, (long?)attachment.Get("size").Number(), resource.Text("status") == "superseded");
    }

    /// <summary>Binary/id or Binary/id/_history/n; null for every other address: bytes are asked of this chart's server alone.</summary>
    public static string? LocalPath(string? url)
    {
        return url?.Split('/') switch
        {
            ["Binary", var id] when IsId(id) => url,
            ["Binary", var id, "_history", var version] when IsId(id) && version.Length > 0 && version.All(char.IsAsciiDigit) => url,
            _ => null,
        };
    }

    private static bool IsId(string text) => text.Length is > 0 and <= 64 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.') && text.Trim('.').Length > 0;
}

using System.Text.Json;

namespace Holdfast.Desk.Scim;

/// <summary>A body of SCIM: JSON of at most <see cref="MaximumBytes"/>, no member twice.</summary>
internal static class ScimBody
{
    /// <summary>A user with every attribute that a directory knows has some 4 KB.</summary>
    private const int MaximumBytes = 32 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 10 };

    public static async Task<(JsonDocument? Body, IResult? Refused)> Read(HttpContext http)
    {
        var type = http.Request.ContentType?.Split(';')[0].Trim() ?? "";
        if (!type.Equals("application/scim+json", StringComparison.OrdinalIgnoreCase) && !type.Equals("application/json", StringComparison.OrdinalIgnoreCase))
            return (null, ScimAnswer.Error(415, null, "Send application/scim+json."));
        try
        {
            var bytes = new MemoryStream();
            var buffer = new byte[4096];
            int read;
            while ((read = await http.Request.Body.ReadAsync(buffer, http.RequestAborted)) > 0)
            {
                bytes.Write(buffer, 0, read);
                if (bytes.Length > MaximumBytes) return (null, ScimAnswer.Error(413, null, $"A request holds at most {MaximumBytes / 1024} KiB."));
            }

            var document = JsonDocument.Parse(bytes.ToArray(), Strict);
            if (document.RootElement.ValueKind == JsonValueKind.Object && IsWhole(document.RootElement)) return (document, null);
            document.Dispose();
            return (null, NoObject());
        }
        catch (Exception e) when (e is JsonException or BadHttpRequestException or InvalidOperationException)
        {
            return (null, NoObject());
        }
    }

    /// <summary>Every text in it is one: half a character would only show when it is read.</summary>
    private static bool IsWhole(JsonElement element)
    {
        try
        {
            return element.ValueKind switch
            {
                JsonValueKind.Object => element.EnumerateObject().All(member => member.Name is not null && IsWhole(member.Value)),
                JsonValueKind.Array => element.EnumerateArray().All(IsWhole),
                JsonValueKind.String => element.GetString() is not null,
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static IResult NoObject() => ScimAnswer.Error(400, "invalidSyntax", "This is not a JSON object.");
}

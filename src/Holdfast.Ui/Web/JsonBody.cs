using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Ui.Web;

/// <summary>A request body, read strictly: JSON of exactly one shape, within the limit, no unknown member, none twice, none missing.</summary>
public static class JsonBody
{
    /// <summary>A signed schedule of 500 items is the largest body: 128 KiB before base64.</summary>
    public const int MaximumBytes = 256 * 1024;

    public static JsonSerializerOptions Options { get; } = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        MaxDepth = 8,
        // Answers carry names: "é" stays readable. They are JSON answers with nosniff, never put into a page.
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    /// <summary>The body, or what to answer instead.</summary>
    public static async Task<(T? Body, IResult? Refusal)> Read<T>(HttpContext http) where T : class
    {
        if (!http.Request.HasJsonContentType())
            return (null, Refused.Malformed(http, StatusCodes.Status415UnsupportedMediaType, "Send application/json.", "Envoyez du application/json."));
        try
        {
            var body = await JsonSerializer.DeserializeAsync<T>(http.Request.Body, Options, http.RequestAborted);
            return body is null ? (null, NotThisShape(http)) : (body, null);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return (null, Refused.Malformed(http, e.StatusCode, $"A request holds at most {MaximumBytes / 1024} KiB.", $"Une demande contient au plus {MaximumBytes / 1024} Kio."));
        }
        catch (Exception e) when (e is JsonException or BadHttpRequestException or InvalidOperationException)
        {
            return (null, NotThisShape(http));
        }
    }

    private static IResult NotThisShape(HttpContext http) => Refused.Malformed(http, StatusCodes.Status400BadRequest,
        "This is not the JSON that this address takes. Reload the page; a script finds the form in docs/KEYS.md.",
        "Ce n’est pas le JSON attendu à cette adresse. Rechargez la page; pour un script, voir docs/KEYS.md.");
}

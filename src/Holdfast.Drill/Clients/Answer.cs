using System.Text.Json;

namespace Holdfast.Drill.Clients;

/// <summary>
/// What a role's public interface answered: the JSON, or why not. <see cref="Why"/> is the keyholder's word
/// (NOT_ASSIGNED, FROZEN, ...) where the answer carries one, else null.
/// </summary>
internal sealed record Answer(int Status, string? Why, string Message, JsonElement Body)
{
    public bool Ok => Status is >= 200 and < 300;

    public static async Task<Answer> Read(HttpResponseMessage response, CancellationToken cancellation)
    {
        var bytes = await response.Content.ReadAsByteArrayAsync(cancellation);
        var status = (int)response.StatusCode;
        JsonElement body = default;
        if (bytes.Length > 0 && response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true)
            body = JsonSerializer.Deserialize<JsonElement>(bytes);
        if (body.ValueKind == JsonValueKind.Object && body.TryGetProperty("refusal", out var refusal) && refusal.ValueKind == JsonValueKind.Object)
            return new Answer(status, refusal.GetProperty("why").GetString(), Text(refusal, "message"), body);
        return new Answer(status, null, status < 300 ? "" : Explain(body), body);
    }

    /// <summary>The body, when the answer was yes.</summary>
    /// <exception cref="UnexpectedAnswerException">It was no.</exception>
    public JsonElement Need(string what) => Ok && Why is null ? Body : throw new UnexpectedAnswerException($"{what}: answered {Status}{(Why is null ? "" : " " + Why)} {Message}".TrimEnd());

    public string Text(string member) => Text(Body, member);

    public static string Text(JsonElement element, string member) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    /// <summary>OAuth errors and OperationOutcomes say why in their own ways.</summary>
    private static string Explain(JsonElement body)
    {
        if (Text(body, "error_description") is { Length: > 0 } oauth) return oauth;
        if (Text(body, "error") is { Length: > 0 } error) return error;
        if (body.ValueKind == JsonValueKind.Object && body.TryGetProperty("issue", out var issues) && issues.ValueKind == JsonValueKind.Array)
            foreach (var issue in issues.EnumerateArray())
                if (Text(issue, "diagnostics") is { Length: > 0 } diagnostics) return diagnostics;
        return "";
    }
}

/// <summary>A step that had to succeed did not; the message names the step and what was answered, never a patient.</summary>
internal sealed class UnexpectedAnswerException(string message) : Exception(message);

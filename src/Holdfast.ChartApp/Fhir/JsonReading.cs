using System.Text.Json;

namespace Holdfast.ChartApp.Fhir;

/// <summary>
/// Reading FHIR JSON that strangers wrote, without a model and without surprises: what is missing or of the wrong kind is
/// an undefined element, and nothing here throws. Lean on purpose: a chart of 5,000 resources is read on a telephone.
/// </summary>
internal static class JsonReading
{
    public static JsonElement Get(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    public static bool Exists(this JsonElement element) => element.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    public static IEnumerable<JsonElement> Items(this JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : [];

    public static JsonElement First(this JsonElement element) => element.Items().FirstOrDefault();

    /// <summary>The text of a string that holds something; null otherwise.</summary>
    public static string? Text(this JsonElement element) =>
        element.ValueKind == JsonValueKind.String && element.GetString() is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;

    public static string? Text(this JsonElement element, string name) => element.Get(name).Text();

    public static decimal? Number(this JsonElement element) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetDecimal(out var number) ? number : null;

    public static bool IsTime(this JsonElement element, out DateTimeOffset time)
    {
        time = default;
        return element.ValueKind == JsonValueKind.String && element.TryGetDateTimeOffset(out time);
    }

    public static bool IsTrue(this JsonElement element) => element.ValueKind == JsonValueKind.True;
}

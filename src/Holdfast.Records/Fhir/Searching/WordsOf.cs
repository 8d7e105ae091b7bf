using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Holdfast.Records.Charts;

namespace Holdfast.Records.Fhir.Searching;

/// <summary>The words of a resource, folded: of its narrative (_text), or of every text in it (_content).</summary>
internal static partial class WordsOf
{
    public static string Narrative(StoredVersion version) => (string)version.SearchValues.GetOrAdd("_text", static (_, v) =>
    {
        using var json = JsonDocument.Parse(v.ToJson());
        return json.RootElement.TryGetProperty("text", out var text) && text.TryGetProperty("div", out var div) ? Folded(div.GetString() ?? "") : "";
    }, version);

    public static string Everything(StoredVersion version) => (string)version.SearchValues.GetOrAdd("_content", static (_, v) =>
    {
        using var json = JsonDocument.Parse(v.ToJson());
        var words = new StringBuilder();
        Collect(json.RootElement, words);
        return Folded(words.ToString());
    }, version);

    /// <summary>Without tags, entities decoded, one space between words.</summary>
    private static string Folded(string text) =>
        TextFolding.Fold(string.Join(' ', WebUtility.HtmlDecode(Tag().Replace(text, " ")).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));

    private static void Collect(JsonElement element, StringBuilder words)
    {
        if (element.ValueKind == JsonValueKind.String) words.Append(element.GetString()).Append(' ');
        else if (element.ValueKind == JsonValueKind.Array)
            foreach (var item in element.EnumerateArray()) Collect(item, words);
        else if (element.ValueKind == JsonValueKind.Object)
            foreach (var member in element.EnumerateObject()) Collect(member.Value, words);
    }

    [GeneratedRegex("<[^>]*>", RegexOptions.NonBacktracking)]
    private static partial Regex Tag();
}

using System.Text;
using System.Text.Json;

namespace Holdfast.ChartApp.Fhir;

/// <summary>Names and texts as one JSON object, for the scripts on the other side.</summary>
internal static class JsonWriting
{
    public static string ObjectOf(IEnumerable<(string Name, string Value)> members)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, value) in members) json.WriteString(name, value);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}

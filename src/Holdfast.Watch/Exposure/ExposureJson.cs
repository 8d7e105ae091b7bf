using System.Text.Json;

namespace Holdfast.Watch.Exposure;

/// <summary>The answer as one JSON object. Scripts rely on <c>charts</c> and <c>count</c>; ids in hexadecimal, times in Unix milliseconds.</summary>
internal static class ExposureJson
{
    public static byte[] Write(ExposureAnswer answer, long ledgerSize)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteStartArray("charts");
            foreach (var chart in answer.Charts) Write(json, chart);
            json.WriteEndArray();
            json.WriteNumber("count", answer.Charts.Count);
            json.WriteStartArray("identities");
            foreach (var identity in answer.Identities)
            {
                json.WriteStartObject();
                json.WriteString("chart", identity.Chart.ToString());
                Strings(json, "persons", identity.Persons.Select(p => p.ToString()));
                json.WriteNumber("first", identity.First);
                json.WriteNumber("last", identity.Last);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteNumber("identityCount", answer.Identities.Count);
            json.WriteNumber("ledgerSize", ledgerSize);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void Write(Utf8JsonWriter json, ExposedChart chart)
    {
        json.WriteStartObject();
        json.WriteString("chart", chart.Chart.ToString());
        Strings(json, "classes", chart.Classes);
        json.WriteStartArray("generations");
        foreach (var generation in chart.Generations) json.WriteNumberValue(generation);
        json.WriteEndArray();
        Strings(json, "persons", chart.Persons.Select(p => p.ToString()));
        Strings(json, "services", chart.Services);
        Strings(json, "grants", chart.Grants.Select(g => g.ToString()));
        json.WriteNumber("first", chart.First);
        json.WriteNumber("last", chart.Last);
        json.WriteEndObject();
    }

    private static void Strings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }
}

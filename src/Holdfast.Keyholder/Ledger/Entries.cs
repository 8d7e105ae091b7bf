using System.Text.Json;
using Holdfast.Wire;

namespace Holdfast.Keyholder.Ledger;

/// <summary>Small helps for writing members of entries. Which kind has which members: docs/LEDGER.md.</summary>
internal static class Entries
{
    public static void Id(Utf8JsonWriter json, string name, PersonId id) => json.WriteString(name, id.ToString());

    public static void Id(Utf8JsonWriter json, string name, SessionId id) => json.WriteString(name, id.ToString());

    public static void Id(Utf8JsonWriter json, string name, ChartId id) => json.WriteString(name, id.ToString());

    public static void Id(Utf8JsonWriter json, string name, GrantId id) => json.WriteString(name, id.ToString());

    public static void Id(Utf8JsonWriter json, string name, NodeInstanceId id) => json.WriteString(name, id.ToString());

    public static void Optional<T>(Utf8JsonWriter json, string name, T? id) where T : struct
    {
        if (id is { } value) json.WriteString(name, value.ToString());
    }

    public static void List(Utf8JsonWriter json, string name, IEnumerable<ChartId> charts)
    {
        json.WriteStartArray(name);
        foreach (var chart in charts) json.WriteStringValue(chart.ToString());
        json.WriteEndArray();
    }

    public static void List(Utf8JsonWriter json, string name, IEnumerable<string> words)
    {
        json.WriteStartArray(name);
        foreach (var word in words) json.WriteStringValue(word);
        json.WriteEndArray();
    }

    public static void List(Utf8JsonWriter json, string name, IEnumerable<int> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers) json.WriteNumberValue(number);
        json.WriteEndArray();
    }
}

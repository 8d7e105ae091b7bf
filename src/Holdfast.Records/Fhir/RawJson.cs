using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Holdfast.Records.Fhir;

/// <summary>Writes a changed tree back: values that were read keep their text (digits, escapes), only new ones are written anew.</summary>
internal static class RawJson
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(JsonNode tree)
    {
        var to = new ArrayBufferWriter<byte>();
        Write(tree, to);
        return to.WrittenSpan.ToArray();
    }

    private static void Write(JsonNode? node, ArrayBufferWriter<byte> to)
    {
        switch (node)
        {
            case null:
                to.Write("null"u8);
                break;
            case JsonObject map:
                to.Write("{"u8);
                foreach (var (index, (name, value)) in map.Index())
                {
                    if (index > 0) to.Write(","u8);
                    to.Write(JsonSerializer.SerializeToUtf8Bytes(name, Relaxed));
                    to.Write(":"u8);
                    Write(value, to);
                }

                to.Write("}"u8);
                break;
            case JsonArray list:
                to.Write("["u8);
                foreach (var (index, value) in list.Index())
                {
                    if (index > 0) to.Write(","u8);
                    Write(value, to);
                }

                to.Write("]"u8);
                break;
            case JsonValue leaf when leaf.TryGetValue<JsonElement>(out var element):
                to.Write(JsonMarshal.GetRawUtf8Value(element));
                break;
            default:
                to.Write(JsonSerializer.SerializeToUtf8Bytes(node, Relaxed));
                break;
        }
    }
}

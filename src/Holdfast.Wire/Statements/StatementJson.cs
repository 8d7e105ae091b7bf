using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Holdfast.Wire.Statements;

/// <summary>The one strict reader and writer of statements: camelCase, no unknown member, none twice, none missing, no trailing bytes.</summary>
public static class StatementJson
{
    /// <summary>A schedule of 500 items is the largest statement: about 150 bytes each.</summary>
    public const int MaximumBytes = 128 * 1024;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        MaxDepth = 8,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    public static byte[] Write<T>(T statement) => JsonSerializer.SerializeToUtf8Bytes(statement, Options);

    /// <summary>Null when the bytes are not exactly one statement of this shape. Never throws on input.</summary>
    public static T? Read<T>(ReadOnlySpan<byte> utf8) where T : class
    {
        if (utf8.Length > MaximumBytes) return null;
        try
        {
            return JsonSerializer.Deserialize<T>(utf8, Options);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }
}

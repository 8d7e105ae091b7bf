using System.Text.Json;
using System.Text.Json.Serialization;
using Holdfast.Wire;

namespace Holdfast.Keyholder.Ledger;

/// <summary>Rows of the keyholder's store as JSON: strict when read, ids as 32 hexadecimal digits, byte strings base64, times Unix milliseconds.</summary>
internal static class RowJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        MaxDepth = 8,
        RespectRequiredConstructorParameters = true,
        Converters =
        {
            new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false),
            new IdConverter<ChartId>(ChartId.TryParse), new IdConverter<PersonId>(PersonId.TryParse), new IdConverter<SessionId>(SessionId.TryParse),
            new IdConverter<GrantId>(GrantId.TryParse), new IdConverter<NodeInstanceId>(NodeInstanceId.TryParse),
            new IdConverter<ProposalId>(ProposalId.TryParse), new IdConverter<ExportId>(ExportId.TryParse), new IdConverter<ProvisionedId>(ProvisionedId.TryParse),
        },
    };

    public static byte[] Write<T>(T row) => JsonSerializer.SerializeToUtf8Bytes(row, Options);

    /// <exception cref="JsonException">Not a row of this kind.</exception>
    public static T Read<T>(ReadOnlySpan<byte> utf8) where T : class =>
        JsonSerializer.Deserialize<T>(utf8, Options) ?? throw new JsonException("A row is an object.");

    private delegate bool TryParse<T>(ReadOnlySpan<char> text, out T id);

    private sealed class IdConverter<T>(TryParse<T> parse) : JsonConverter<T> where T : struct
    {
        public override T Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            parse(reader.GetString(), out var id) ? id : throw new JsonException("Not an id.");

        public override void Write(Utf8JsonWriter writer, T id, JsonSerializerOptions options) => writer.WriteStringValue(id.ToString());
    }
}

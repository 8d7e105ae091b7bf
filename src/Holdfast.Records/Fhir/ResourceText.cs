using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Holdfast.Records.Store;
using Holdfast.Wire;

namespace Holdfast.Records.Fhir;

/// <summary>
/// A resource as it will be stored: cut into type, id, the members of meta and all others. Tokens are copied as they were
/// sent (numbers, escapes, order of members); only white space between them goes, and references where a map says so.
/// </summary>
internal sealed partial record ResourceText(string Type, string? Id, long SourceUpdatedMs, ReadOnlyMemory<byte> Meta, ReadOnlyMemory<byte> Rest)
{
    /// <param name="resource">An object with a resourceType; anything else about it was checked by <see cref="ResourceParser"/>.</param>
    /// <param name="map">The new text of a reference, or null to leave it.</param>
    public static ResourceText From(JsonElement resource, Func<string, string?>? map = null)
    {
        string type = "", sourceUpdated = "";
        string? id = null;
        var meta = new ArrayBufferWriter<byte>(128);
        var rest = new ArrayBufferWriter<byte>(1024);
        foreach (var member in resource.EnumerateObject())
        {
            if (member.NameEquals("resourceType"u8)) type = member.Value.GetString()!;
            else if (member.NameEquals("id"u8)) id = member.Value.GetString();
            else if (member.NameEquals("meta"u8)) sourceUpdated = CopyMeta(member.Value, meta, map);
            else CopyMember(member, rest, map);
        }

        return new ResourceText(type, id, Milliseconds(sourceUpdated), meta.WrittenMemory, rest.WrittenMemory);
    }

    public ContentEntry ToEntry(string id, long nowMs, PersonId? author) => new(RowOperation.Put, Type, id, nowMs, author, SourceUpdatedMs, Meta, Rest);

    private static string CopyMeta(JsonElement value, ArrayBufferWriter<byte> meta, Func<string, string?>? map)
    {
        var updated = "";
        foreach (var member in value.EnumerateObject())
        {
            if (member.NameEquals("versionId"u8)) continue;
            if (member.NameEquals("lastUpdated"u8)) updated = member.Value.GetString() ?? "";
            else CopyMember(member, meta, map);
        }

        return updated;
    }

    private static void CopyMember(JsonProperty member, ArrayBufferWriter<byte> to, Func<string, string?>? map)
    {
        if (to.WrittenCount > 0 && to.WrittenSpan[^1] is not (byte)'{') to.Write(","u8);
        to.Write("\""u8);
        to.Write(JsonMarshal.GetRawUtf8PropertyName(member));
        to.Write("\":"u8);
        if (map is not null && member.Value.ValueKind == JsonValueKind.String && Mapped(member, map) is { } mapped)
            to.Write(JsonSerializer.SerializeToUtf8Bytes(mapped, AsText));
        else Copy(member.Value, to, map);
    }

    /// <summary>
    /// The new text of a reference, of an address (attachments, related artifacts, values of type uri, url, oid, uuid), or of a
    /// narrative whose links lead to what is written in the same Bundle; null to leave it. An identifier's value is none of these.
    /// </summary>
    private static string? Mapped(JsonProperty member, Func<string, string?> map)
    {
        if (member.NameEquals("div"u8))
        {
            var narrative = member.Value.GetString()!;
            var linked = Links().Replace(narrative, link => map(link.Groups["to"].Value) is { } to ? $"{link.Groups["name"].Value}{to}\"" : link.Value);
            return linked == narrative ? null : linked;
        }

        return Array.Exists(Addresses, member.NameEquals) ? map(member.Value.GetString()!) : null;
    }

    private static readonly string[] Addresses = ["reference", "url", "valueUri", "valueUrl", "valueOid", "valueUuid"];

    private static readonly JsonSerializerOptions AsText = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [System.Text.RegularExpressions.GeneratedRegex("(?<name>\\b(?:href|src)=\")(?<to>[^\"]*)\"")]
    private static partial System.Text.RegularExpressions.Regex Links();

    private static void Copy(JsonElement value, ArrayBufferWriter<byte> to, Func<string, string?>? map)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                to.Write("{"u8);
                foreach (var member in value.EnumerateObject()) CopyMember(member, to, map);
                to.Write("}"u8);
                break;
            case JsonValueKind.Array:
                to.Write("["u8);
                var first = true;
                foreach (var item in value.EnumerateArray())
                {
                    if (!first) to.Write(","u8);
                    first = false;
                    Copy(item, to, map);
                }

                to.Write("]"u8);
                break;
            default:
                to.Write(JsonMarshal.GetRawUtf8Value(value));
                break;
        }
    }

    private static long Milliseconds(string instant) =>
        DateTimeOffset.TryParse(instant, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.ToUnixTimeMilliseconds() : 0;
}

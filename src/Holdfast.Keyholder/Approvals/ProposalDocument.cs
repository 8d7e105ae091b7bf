using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Holdfast.Wire;

namespace Holdfast.Keyholder.Approvals;

/// <summary>
/// What an approver is shown and signs: UTF-8 JSON, whose SHA-256 is the request's hash.
/// <code>
/// {"request":id,"kind":kind,"asker":person,"salt":hex[32],"payload":hex(SHA-256(salt ‖ payload)),"english":[line,…],"french":[line,…]}
/// </code>
/// The salt keeps readers of the ledger from trying likely words against the hash.
/// </summary>
internal static class ProposalDocument
{
    public const int SaltLength = 32;

    public static byte[] Write(ProposalId request, string kind, PersonId asker, byte[] salt, byte[] payload, Wording words)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("request", request.ToString());
        json.WriteString("kind", kind);
        json.WriteString("asker", asker.ToString());
        json.WriteString("salt", Convert.ToHexStringLower(salt));
        json.WriteString("payload", Convert.ToHexStringLower(SHA256.HashData((byte[])[.. salt, .. payload])));
        Lines(json, "english", words.English);
        Lines(json, "french", words.French);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    public static string Hash(byte[] document) => Convert.ToHexStringLower(SHA256.HashData(document));

    /// <summary>The salt of a document that <see cref="Write"/> made.</summary>
    public static byte[] SaltOf(byte[] document)
    {
        using var json = JsonDocument.Parse(document);
        return Convert.FromHexString(json.RootElement.GetProperty("salt").GetString()!);
    }

    private static void Lines(Utf8JsonWriter json, string name, IReadOnlyList<string> lines)
    {
        json.WriteStartArray(name);
        foreach (var line in lines) json.WriteStringValue(line);
        json.WriteEndArray();
    }
}

using System.Text.Json;
using System.Text.Unicode;

namespace Holdfast.Keyholder.People.Passkeys;

/// <summary>
/// What the browser says that it asked the authenticator to sign (WebAuthn §5.8.1). Members that this specification
/// does not know are ignored, as it demands; a member that stands there twice is refused, because two parsers could
/// read two different texts.
/// </summary>
internal sealed record ClientData(string Type, string Challenge, string Origin, bool CrossOrigin, bool HasTopOrigin)
{
    /// <summary>Browsers send a few hundred bytes; the challenge and an extension or two are all that grows.</summary>
    public const int MaximumBytes = 8 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Null when it is not a JSON object with these members of these types.</summary>
    public static ClientData? Read(byte[] json)
    {
        if (json.Length > MaximumBytes || !Utf8.IsValid(json)) return null;
        var text = json.AsMemory(json.AsSpan().StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0);
        try
        {
            using var document = JsonDocument.Parse(text, Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object) return null;
            if (Text(document, "type") is not { } type || Text(document, "challenge") is not { } challenge || Text(document, "origin") is not { } origin) return null;
            var crossOrigin = false;
            if (document.RootElement.TryGetProperty("crossOrigin", out var cross))
            {
                if (cross.ValueKind is not (JsonValueKind.True or JsonValueKind.False)) return null;
                crossOrigin = cross.GetBoolean();
            }

            return new ClientData(type, challenge, origin, crossOrigin, document.RootElement.TryGetProperty("topOrigin", out _));
        }
        catch (JsonException)
        {
            return null;
        }
        catch (InvalidOperationException)
        {
            return null; // an escaped lone surrogate: not text
        }
    }

    private static string? Text(JsonDocument document, string member) =>
        document.RootElement.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

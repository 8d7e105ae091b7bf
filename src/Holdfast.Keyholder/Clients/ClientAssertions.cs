using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Holdfast.Wire;

namespace Holdfast.Keyholder.Clients;

/// <summary>
/// private_key_jwt (RFC 7523 §2.2, SMART "asymmetric authentication"): a compact JWS by which a client shows its key.
/// <code>
/// header  {"alg":"ES256"|"ES384","kid", "typ":"JWT"?}     no jku, no jwk, no crit
/// payload {"iss" = "sub" = the client's id, "aud" = the token endpoint or the issuer, "exp", "jti", "iat"?, "nbf"?}
/// </code>
/// exp is at most five minutes away. A jti works once: used ones are remembered in memory, and what was made before this
/// run of the keyholder began is refused, so a restart forgets nothing that could be used again.
/// </summary>
/// <param name="longest">In characters: assertions alone are short; a schedule is signed the same way and is not.</param>
internal sealed class ClientAssertions(string tokenEndpoint, string issuer, DateTimeOffset started, int longest = ClientAssertions.LongestText)
{
    public static readonly TimeSpan LongestLife = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    public const int LongestText = 4096;
    private const int LongestJti = 128;

    private static readonly JsonSerializerOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 4, RespectNullableAnnotations = true };

    private sealed record HeaderText(
        [property: JsonPropertyName("alg"), JsonRequired] string Alg, [property: JsonPropertyName("kid"), JsonRequired] string Kid,
        [property: JsonPropertyName("jku")] string? Jku = null, [property: JsonPropertyName("crit")] JsonElement? Crit = null);

    private sealed record PayloadText(
        [property: JsonPropertyName("iss"), JsonRequired] string Iss, [property: JsonPropertyName("sub"), JsonRequired] string Sub,
        [property: JsonPropertyName("aud"), JsonRequired] JsonElement Aud, [property: JsonPropertyName("exp"), JsonRequired] double Exp,
        [property: JsonPropertyName("jti"), JsonRequired] string Jti, [property: JsonPropertyName("iat")] double? Iat = null, [property: JsonPropertyName("nbf")] double? Nbf = null);

    /// <summary>An assertion that its client's key signed; its jti is still to be used up.</summary>
    /// <param name="Payload">All that was signed, as bytes: what else is in it is the caller's to read.</param>
    internal sealed record Verified(ClientRow Client, string Jti, DateTimeOffset Expires, byte[] Payload);

    /// <param name="find">Registered clients by id.</param>
    /// <returns>Null when it is refused; <paramref name="problem"/> says why, without a word of what was sent.</returns>
    public Verified? Verify(string assertion, Func<string, ClientRow?> find, DateTimeOffset now, out string problem)
    {
        problem = "the assertion is not a compact JWS with kid, iss, sub, aud, exp and jti";
        var parts = assertion.Split('.', 4);
        if (assertion.Length > longest || parts.Length != 3
            || !Base64Url.TryDecode(parts[0], LongestText, out var headerBytes) || !Base64Url.TryDecode(parts[1], longest, out var payloadBytes)
            || !Base64Url.TryDecode(parts[2], LongestText, out var signature)
            || Read<HeaderText>(headerBytes) is not { } header || Read<PayloadText>(payloadBytes) is not { } payload) return null;
        if (header.Jku is not null || header.Crit is not null) return Refuse("jku and crit are not served: keys are registered by value", out problem);
        if (payload.Iss != payload.Sub || find(payload.Sub) is not { } client) return Refuse("iss and sub must both be the id of a registered client", out problem);
        if (client.Keys.FirstOrDefault(key => key.KeyId == header.Kid && key.Algorithm == header.Alg) is not { } key) return Refuse("no registered key of the client has this kid and alg", out problem);
        if (!ClientKeys.Verify(key, Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), signature)) return Refuse("the client's key did not sign this", out problem);
        if (Claims(payload, now) is { } wrong) return Refuse(wrong, out problem);
        problem = "";
        return new Verified(client, payload.Jti, Time(payload.Exp), payloadBytes);
    }

    private string? Claims(PayloadText payload, DateTimeOffset now)
    {
        if (payload.Jti.Length is 0 or > LongestJti) return "jti is empty or too long";
        if (!IsForUs(payload.Aud)) return "aud must be the token endpoint (or the issuer), and nothing else";
        if (!IsTime(payload.Exp) || (payload.Iat is { } iat && !IsTime(iat)) || (payload.Nbf is { } nbf && !IsTime(nbf))) return "exp, iat or nbf are no times";
        var expires = Time(payload.Exp);
        if (expires <= now) return "the assertion has expired";
        if (expires > now + LongestLife + ClockSkew) return "exp is more than five minutes away";
        if (payload.Nbf is { } notBefore && Time(notBefore) > now + ClockSkew) return "the assertion is not valid yet";
        var made = payload.Iat is { } issued ? Time(issued) : expires - LongestLife;
        if (made > now + ClockSkew) return "the assertion is from the future";
        return made < started && now - started < LongestLife + ClockSkew ? "the assertion is older than the keyholder's start: make a new one" : null;
    }

    private bool IsForUs(JsonElement audience) => audience.ValueKind switch
    {
        JsonValueKind.String => Text(audience) is { } text && (text == tokenEndpoint || text == issuer),
        JsonValueKind.Array => audience.GetArrayLength() == 1 && audience[0].ValueKind == JsonValueKind.String && IsForUs(audience[0]),
        _ => false,
    };

    /// <summary>Null when it holds half a character or bytes that are no UTF-8: no text.</summary>
    private static string? Text(JsonElement element)
    {
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static bool IsTime(double seconds) => seconds is >= 0 and <= 253402300799;

    private static DateTimeOffset Time(double seconds) => DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000));

    private static T? Read<T>(byte[] utf8) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(utf8, Strict);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    private static Verified? Refuse(string why, out string problem)
    {
        problem = why;
        return null;
    }
}

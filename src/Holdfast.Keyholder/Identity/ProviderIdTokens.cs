using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Identity;

/// <summary>
/// Id tokens of the identity provider (OpenID Connect Core 1.0 §2, §3.1.3.7), verified here and nowhere else.
/// <code>
/// header  {"alg":"RS256"|"ES256","kid"?, "typ"?}                     no crit
/// payload {"iss" = the issuer, "aud" = the client alone, "azp"? = the client, "sub", "exp", "iat", "nbf"?, "nonce"}
/// nonce = base64url(SHA-256("identity" LF thumbprint of the session's key LF the keyholder's nonce))
/// </code>
/// The nonce ties it to the one sign-in for which it was asked, whose own nonce works once: so it works once, for the browser
/// that holds that session key, beside a passkey's signature over the same key.
/// </summary>
internal sealed class ProviderIdTokens(IdentityProvider provider)
{
    private const int LongestToken = 8 * 1024;
    private const int LongestSubject = 255; // OpenID Connect Core §2

    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    /// <summary>As long as the sign-in's own nonce lives, and the skew.</summary>
    private static readonly TimeSpan Oldest = Budgets.Limits.Nonce + ClockSkew;

    private static readonly JsonSerializerOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8, RespectNullableAnnotations = true };

    private readonly ProviderKeys _keys = ProviderKeys.Read(provider.Keys);

    private sealed record HeaderText(
        [property: JsonPropertyName("alg"), JsonRequired] string Alg, [property: JsonPropertyName("kid")] string? Kid = null, [property: JsonPropertyName("crit")] JsonElement? Crit = null);

    private sealed record PayloadText(
        [property: JsonPropertyName("iss"), JsonRequired] string Iss, [property: JsonPropertyName("sub"), JsonRequired] string Sub, [property: JsonPropertyName("aud"), JsonRequired] JsonElement Aud,
        [property: JsonPropertyName("exp"), JsonRequired] double Exp, [property: JsonPropertyName("iat"), JsonRequired] double Iat, [property: JsonPropertyName("nonce"), JsonRequired] string Nonce,
        [property: JsonPropertyName("azp")] string? Azp = null, [property: JsonPropertyName("nbf")] double? Nbf = null);

    public bool Required => provider.Required;

    public static string NonceOf(string sessionKeyThumbprint, string nonce) => StepUpHash.Of("identity", sessionKeyThumbprint, nonce);

    /// <returns>Issuer and subject as one text; null when anything does not hold.</returns>
    /// <param name="nonce">That of the sign-in: <see cref="NonceOf"/>.</param>
    public string? SubjectOf(string token, string nonce, DateTimeOffset now)
    {
        var parts = token.Split('.', 4);
        if (token.Length > LongestToken || parts.Length != 3
            || !Base64Url.TryDecode(parts[0], LongestToken, out var headerBytes) || !Base64Url.TryDecode(parts[1], LongestToken, out var payloadBytes) || !Base64Url.TryDecode(parts[2], LongestToken, out var signature)
            || Read<HeaderText>(headerBytes) is not { Crit: null } header || !_keys.Verify(header.Alg, header.Kid, Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), signature)
            || Read<PayloadText>(payloadBytes) is not { } payload) return null;
        return Holds(payload, nonce, now) ? $"{payload.Iss}\n{payload.Sub}" : null;
    }

    private bool Holds(PayloadText payload, string nonce, DateTimeOffset now) =>
        payload.Iss == provider.Issuer
        && IsForUs(payload.Aud) && (payload.Azp is null || payload.Azp == provider.ClientId)
        && payload.Sub.Length is > 0 and <= LongestSubject && !payload.Sub.Any(char.IsControl)
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(payload.Nonce), Encoding.UTF8.GetBytes(nonce))
        && IsTime(payload.Exp) && IsTime(payload.Iat) && (payload.Nbf is null || IsTime(payload.Nbf.Value))
        && Time(payload.Exp) > now - ClockSkew
        && Time(payload.Iat) <= now + ClockSkew && Time(payload.Iat) >= now - Oldest
        && (payload.Nbf is not { } notBefore || Time(notBefore) <= now + ClockSkew);

    /// <summary>For this client and nobody else: a token that is also good elsewhere can come from elsewhere.</summary>
    private bool IsForUs(JsonElement audience) => audience.ValueKind switch
    {
        JsonValueKind.String => audience.GetString() == provider.ClientId,
        JsonValueKind.Array => audience.GetArrayLength() == 1 && audience[0].ValueKind == JsonValueKind.String && audience[0].GetString() == provider.ClientId,
        _ => false,
    };

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
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace Holdfast.Wire.Statements;

/// <summary>What became of a DPoP proof.</summary>
public abstract record DpopOutcome
{
    private DpopOutcome()
    {
    }

    /// <param name="Jkt">RFC 7638 thumbprint of the key that made the proof.</param>
    /// <param name="Expires">Until then the pair (Jkt, Jti) must be remembered (<see cref="DpopReplay"/>).</param>
    public sealed record Accepted(string Jkt, string Jti, DateTimeOffset Expires) : DpopOutcome;

    /// <param name="Detail">English, for a log; never text from the proof.</param>
    public sealed record Refused(string Detail) : DpopOutcome;
}

/// <summary>
/// DPoP proofs (RFC 9449 §4): a compact JWS that ties one request to a key which the client cannot hand over.
/// <code>
/// header  {"typ":"dpop+jwt","alg":"ES256","jwk":{public P-256 key}}   no other member
/// payload {"jti","htm","htu","iat","ath"?, ...}                       others are ignored, as the RFC says
/// </code>
/// One object per process: it keeps the keys that it has imported, which costs more than verifying. A key is kept only
/// after it verified a proof, so strangers cannot push out the keys at work. Safe to use from several threads.
/// </summary>
public sealed class DpopProofs
{
    /// <summary>A proof is believed for this long after, and this long before, the time it names: clocks differ.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(60);

    private const int LongestProof = 4096;
    private const int LongestJti = 128;
    private const int SignatureLength = 64;

    private static readonly JsonSerializerOptions StrictHeader = new(JsonSerializerOptions.Strict) { MaxDepth = 3 };
    private static readonly JsonSerializerOptions Payload = new() { AllowDuplicateProperties = false, MaxDepth = 8, RespectNullableAnnotations = true };

    private readonly DpopKeys _keys = new();

    private sealed record HeaderText(
        [property: JsonPropertyName("typ"), JsonRequired] string Typ,
        [property: JsonPropertyName("alg"), JsonRequired] string Alg,
        [property: JsonPropertyName("jwk"), JsonRequired] JsonElement Jwk);

    private sealed record PayloadText(
        [property: JsonPropertyName("jti"), JsonRequired] string Jti,
        [property: JsonPropertyName("htm"), JsonRequired] string Htm,
        [property: JsonPropertyName("htu"), JsonRequired] string Htu,
        [property: JsonPropertyName("iat"), JsonRequired] double Iat,
        [property: JsonPropertyName("ath"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Ath = null);

    /// <summary>Checks everything but replay (RFC 9449 §4.3); then give (Jkt, Jti, Expires) to a <see cref="DpopReplay"/>.</summary>
    /// <param name="uri">The request's own address as this server's configuration knows it; query and fragment do not count.</param>
    /// <param name="accessToken">Where the proof stands beside an access token: its hash must be in the proof.</param>
    public DpopOutcome Verify(string proof, string method, string uri, string? accessToken, DateTimeOffset now)
    {
        if (proof.Length > LongestProof) return Refuse("the proof is too long");
        var parts = proof.Split('.', 4);
        if (parts.Length != 3
            || !Base64Url.TryDecode(parts[1], LongestProof, out var payloadBytes)
            || !Base64Url.TryDecode(parts[2], SignatureLength, out var signature) || signature.Length != SignatureLength)
            return Refuse("the proof is not a compact JWS with an ES256 signature");
        var key = _keys.Find(parts[0]);
        if (key is null)
        {
            if (ReadHeader(parts[0]) is not { } header) return Refuse("the header must be typ dpop+jwt, alg ES256, jwk, and nothing else");
            if (JsonWebKeys.Read(header.Jwk.GetRawText()) is not { } point) return Refuse("the key is not a public P-256 key");
            key = new DpopKey(point);
        }

        if (Parse<PayloadText>(payloadBytes, Payload) is not { } payload) return Refuse("the payload lacks jti, htm, htu or iat, or is not JSON");
        if (!key.Verify(Encoding.ASCII.GetBytes(proof, 0, parts[0].Length + 1 + parts[1].Length), signature)) return Refuse("the key did not make the signature");
        _keys.Keep(parts[0], key);
        if (Claims(payload, method, uri, accessToken, now) is { } wrong) return Refuse(wrong);
        return new DpopOutcome.Accepted(key.Thumbprint, payload.Jti, IssuedAt(payload) + Tolerance + TimeSpan.FromSeconds(1));
    }

    /// <summary>Makes a proof as a client does. Used by software clients: the demo, the drill, tests.</summary>
    public static string Make(ECDsa key, string method, string uri, string? accessToken, DateTimeOffset now)
    {
        var jwk = PublicKeyP256.Of(key).ToJwk();
        var header = Encoding.UTF8.GetBytes($"{{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":{jwk}}}");
        var payload = new PayloadText(
            Base64Url.Encode(RandomNumberGenerator.GetBytes(16)), method, WithoutQuery(uri), now.ToUnixTimeSeconds(),
            accessToken is null ? null : AccessTokenHash(accessToken));
        var signed = $"{Base64Url.Encode(header)}.{Base64Url.Encode(JsonSerializer.SerializeToUtf8Bytes(payload, Payload))}";
        var signature = key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return $"{signed}.{Base64Url.Encode(signature)}";
    }

    private static string? Claims(PayloadText payload, string method, string uri, string? accessToken, DateTimeOffset now)
    {
        if (payload.Jti.Length is 0 or > LongestJti) return "jti is empty or too long";
        if (payload.Htm != method) return "htm is of another method";
        if (!SameTarget(payload.Htu, uri)) return "htu is of another address";
        if (payload.Iat is not (>= 0 and <= 253402300799)) return "iat is no time";
        if (IssuedAt(payload) < now - Tolerance) return "the proof is too old";
        if (IssuedAt(payload) > now + Tolerance) return "the proof is from the future";
        if (accessToken is null) return null;
        return payload.Ath is not null
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(payload.Ath), Encoding.ASCII.GetBytes(AccessTokenHash(accessToken)))
            ? null : "ath is missing or of another token";
    }

    private static DateTimeOffset IssuedAt(PayloadText payload) => DateTimeOffset.FromUnixTimeMilliseconds((long)(payload.Iat * 1000));

    private static string AccessTokenHash(string accessToken) => Base64Url.Encode(SHA256.HashData(Encoding.UTF8.GetBytes(accessToken)));

    /// <summary>RFC 9449 §4.3 step 9: without query and fragment, after the normalisation of RFC 3986 §6.2.2 and §6.2.3.</summary>
    private static bool SameTarget(string claimed, string actual)
    {
        var (a, b) = (WithoutQuery(claimed), WithoutQuery(actual));
        if (a == b) return true;
        return Uri.TryCreate(a, UriKind.Absolute, out var left) && Uri.TryCreate(b, UriKind.Absolute, out var right)
            && left.UserInfo.Length == 0
            && left.Scheme == right.Scheme && left.IdnHost == right.IdnHost && left.Port == right.Port
            && left.AbsolutePath == right.AbsolutePath;
    }

    private static string WithoutQuery(string uri)
    {
        var end = uri.AsSpan().IndexOfAny('?', '#');
        return end < 0 ? uri : uri[..end];
    }

    private static HeaderText? ReadHeader(string text) =>
        Base64Url.TryDecode(text, LongestProof, out var bytes) && Parse<HeaderText>(bytes, StrictHeader) is { Typ: "dpop+jwt", Alg: "ES256", Jwk.ValueKind: JsonValueKind.Object } header
            ? header : null;

    private static T? Parse<T>(byte[] utf8, JsonSerializerOptions options) where T : class
    {
        if (!Utf8.IsValid(utf8)) return null; // a parser lets it pass within texts, and whoever takes the text falls over it
        try
        {
            return JsonSerializer.Deserialize<T>(utf8, options);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    private static DpopOutcome.Refused Refuse(string detail) => new(detail);
}

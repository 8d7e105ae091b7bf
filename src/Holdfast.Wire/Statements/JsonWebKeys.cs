using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Holdfast.Wire.Statements;

/// <summary>Public P-256 keys as JWK (RFC 7517) and their thumbprints (RFC 7638): of sessions and of DPoP clients.</summary>
public static class JsonWebKeys
{
    private const int CoordinateLength = 32;
    private const int MaximumBytes = 512;

    private sealed record Jwk(
        [property: JsonRequired] string Kty, [property: JsonRequired] string Crv,
        [property: JsonRequired] string X, [property: JsonRequired] string Y,
        string[]? Key_ops = null, bool? Ext = null, string? Alg = null, string? Use = null, string? Kid = null);

    private static readonly JsonSerializerOptions Options = new(JsonSerializerOptions.Strict) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Null when this is not a public P-256 key on the curve. Members that browsers add (key_ops, ext, alg, use, kid) are allowed and ignored; private ones are refused.</summary>
    public static PublicKeyP256? Read(string json)
    {
        if (json.Length > MaximumBytes) return null;
        try
        {
            if (JsonSerializer.Deserialize<Jwk>(json, Options) is not { Kty: "EC", Crv: "P-256" } jwk) return null;
            if (!Base64Url.TryDecode(jwk.X, CoordinateLength, out var x) || x.Length != CoordinateLength) return null;
            if (!Base64Url.TryDecode(jwk.Y, CoordinateLength, out var y) || y.Length != CoordinateLength) return null;
            return PublicKeyP256.From(x, y);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>A public P-256 key as two 32-byte coordinates. Make an <see cref="ECDsa"/> from it with <see cref="Import"/>; importing costs more than verifying, so keep it.</summary>
public sealed record PublicKeyP256
{
    public required string X { get; init; }
    public required string Y { get; init; }

    /// <summary>Null when the point is not on the curve.</summary>
    public static PublicKeyP256? From(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y)
    {
        var key = new PublicKeyP256 { X = Base64Url.Encode(x), Y = Base64Url.Encode(y) };
        try
        {
            using var imported = key.Import();
            return key;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>The public half of a key that is here: a point on the curve already, so it is not imported again to find out.</summary>
    public static PublicKeyP256 Of(ECDsa key)
    {
        var parameters = key.ExportParameters(includePrivateParameters: false);
        if (parameters.Curve.Oid.Value != ECCurve.NamedCurves.nistP256.Oid.Value) throw new ArgumentException("Not a P-256 key.", nameof(key));
        return new PublicKeyP256 { X = Base64Url.Encode(parameters.Q.X), Y = Base64Url.Encode(parameters.Q.Y) };
    }

    public ECDsa Import()
    {
        Base64Url.TryDecode(X, 32, out var x);
        Base64Url.TryDecode(Y, 32, out var y);
        return ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = x, Y = y } });
    }

    /// <summary>The key as the JWK of RFC 7638: members in lexicographic order, nothing else.</summary>
    public string ToJwk() => $"{{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"{X}\",\"y\":\"{Y}\"}}";

    /// <summary>RFC 7638 thumbprint with SHA-256, base64url.</summary>
    public string Thumbprint() => Base64Url.Encode(SHA256.HashData(Encoding.UTF8.GetBytes(ToJwk())));
}

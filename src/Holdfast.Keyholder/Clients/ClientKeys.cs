using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Holdfast.Keyholder.Approvals;
using Holdfast.Wire;

namespace Holdfast.Keyholder.Clients;

/// <summary>
/// Public keys of clients: read from a JWKS (RFC 7517) by value, and used to verify what the client signed. P-256 with
/// ES256, P-384 with ES384: SMART Backend Services asks a server for ES384 or RS384, and Holdfast keeps RSA to passkeys.
/// </summary>
internal static class ClientKeys
{
    /// <summary>The present key, the next, and some spare.</summary>
    private const int MostKeys = 5;
    private const int LongestKeyId = 128;
    private const int LongestCoordinate = 48;

    /// <summary>Null when these are no keys that can be registered; <paramref name="problem"/> says why.</summary>
    public static ClientKeyRow[]? Read(JsonElement jwks, out Wrong? problem)
    {
        try
        {
            return All(jwks, out problem);
        }
        catch (InvalidOperationException)
        {
            problem = new Wrong("keys", Mend.KeysForm, "keys hold half a character");
            return null;
        }
    }

    private static ClientKeyRow[]? All(JsonElement jwks, out Wrong? problem)
    {
        problem = new Wrong("keys", Mend.KeysForm, "keys must be a JWKS: {\"keys\":[…]} with 1 to 5 public keys, each with a kid of its own");
        if (jwks.ValueKind != JsonValueKind.Object || !jwks.TryGetProperty("keys", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is 0 or > MostKeys) return null;
        var keys = new List<ClientKeyRow>();
        foreach (var jwk in list.EnumerateArray())
        {
            if (jwk.ValueKind != JsonValueKind.Object) return null;
            if (jwk.EnumerateObject().Any(member => member.Name is "d" or "p" or "q" or "dp" or "dq" or "qi" or "k"))
            {
                problem = new Wrong("keys", Mend.KeysPrivate, "a private key was sent. It is not secret any more: make a new one, and send its public half");
                return null;
            }

            if (Text(jwk, "kid") is not { Length: > 0 and <= LongestKeyId } kid || keys.Any(k => k.KeyId == kid)) return null;
            if (Key(jwk, kid) is not { } key)
            {
                problem = new Wrong("keys", Mend.KeysCurve, "a key must be of the curve P-256 or P-384, and whole");
                return null;
            }

            keys.Add(key);
        }

        problem = null;
        return [.. keys];
    }

    public static bool Verify(ClientKeyRow key, byte[] signed, byte[] signature)
    {
        Base64Url.TryDecode(key.X, LongestCoordinate, out var x);
        Base64Url.TryDecode(key.Y, LongestCoordinate, out var y);
        using var imported = Import(key.Algorithm, x, y);
        return imported.VerifyData(signed, signature, key.Algorithm == "ES256" ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA384, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    private static ClientKeyRow? Key(JsonElement jwk, string kid)
    {
        var (algorithm, length) = (Text(jwk, "kty"), Text(jwk, "crv")) switch
        {
            ("EC", "P-256") => ("ES256", 32),
            ("EC", "P-384") => ("ES384", 48),
            _ => ("", 0),
        };
        if (length == 0 || Text(jwk, "x") is not { } first || Text(jwk, "y") is not { } second) return null;
        if (!Base64Url.TryDecode(first, LongestCoordinate, out var x) || !Base64Url.TryDecode(second, LongestCoordinate, out var y) || x.Length != length || y.Length != length) return null;
        try
        {
            using var key = Import(algorithm, x, y);
            return new ClientKeyRow(kid, algorithm, first, second);
        }
        catch (CryptographicException)
        {
            return null; // not a point of the curve
        }
    }

    private static ECDsa Import(string algorithm, byte[] x, byte[] y) => ECDsa.Create(new ECParameters
    {
        Curve = algorithm == "ES256" ? ECCurve.NamedCurves.nistP256 : ECCurve.NamedCurves.nistP384, Q = new ECPoint { X = x, Y = y },
    });

    private static string? Text(JsonElement jwk, string name) => jwk.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

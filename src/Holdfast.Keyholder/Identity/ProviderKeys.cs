using System.Security.Cryptography;
using System.Text.Json;
using Holdfast.Keyholder.People.Passkeys;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Identity;

/// <summary>
/// The identity provider's public keys, by value from role.json. Each verifies one algorithm, that of its kind, whatever a
/// token's header says: a public key is no secret for HS256, and "none" is no key.
/// </summary>
internal sealed class ProviderKeys
{
    /// <summary>The present one, the next, and those of a provider that signs with several.</summary>
    private const int MostKeys = 10;
    private const int LongestNumber = 512;

    private sealed record Key(string? KeyId, string Algorithm, CredentialKey? Rsa, PublicKeyP256? Elliptic);

    private readonly IReadOnlyList<Key> _keys;

    private ProviderKeys(IReadOnlyList<Key> keys) => _keys = keys;

    /// <exception cref="SettingsException">No JWKS of public RS256 or ES256 keys; the message names the mend.</exception>
    public static ProviderKeys Read(JsonElement? jwks)
    {
        try
        {
            if (jwks is not { ValueKind: JsonValueKind.Object } set || !set.TryGetProperty("keys", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is 0 or > MostKeys) throw Unfit();
            return new ProviderKeys([.. list.EnumerateArray().Select(jwk => Of(jwk) ?? throw Unfit())]);
        }
        catch (InvalidOperationException)
        {
            throw Unfit(); // half a character
        }
    }

    /// <summary>Did the one key that the header names, or the only one of its algorithm where it names none, sign this?</summary>
    public bool Verify(string algorithm, string? keyId, byte[] signed, byte[] signature)
    {
        var fit = _keys.Where(key => key.Algorithm == algorithm && (keyId is null || key.KeyId == keyId)).ToList();
        if (fit is not [var only]) return false;
        if (only.Rsa is { } rsa) return rsa.Verify(signed, signature);
        using var elliptic = only.Elliptic!.Import();
        return signature.Length == 64 && elliptic.VerifyData(signed, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    private static Key? Of(JsonElement jwk)
    {
        if (jwk.ValueKind != JsonValueKind.Object || jwk.EnumerateObject().Any(member => member.Name is "d" or "p" or "q" or "dp" or "dq" or "qi" or "k")) return null;
        var (kid, use, alg) = (Text(jwk, "kid"), Text(jwk, "use"), Text(jwk, "alg"));
        if (use is not (null or "sig")) return null;
        switch (Text(jwk, "kty"))
        {
            case "RSA" when alg is null or "RS256" && Number(jwk, "n") is { } modulus && Number(jwk, "e") is { } exponent:
                return CredentialKey.OfRsa(modulus, exponent) is { } rsa ? new Key(kid, "RS256", rsa, null) : null;
            case "EC" when alg is null or "ES256" && Text(jwk, "crv") == "P-256" && Number(jwk, "x") is { Length: 32 } x && Number(jwk, "y") is { Length: 32 } y:
                return PublicKeyP256.From(x, y) is { } elliptic ? new Key(kid, "ES256", null, elliptic) : null;
            default:
                return null;
        }
    }

    private static byte[]? Number(JsonElement jwk, string name) => Base64Url.TryDecode(Text(jwk, name), LongestNumber, out var bytes) ? bytes : null;

    private static string? Text(JsonElement jwk, string name) => jwk.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static SettingsException Unfit() =>
        new($"signIn.identityProvider.keys must be a JWKS by value: {{\"keys\":[…]}} with 1 to {MostKeys} public keys, RSA of 2048 to 4096 bits for RS256 or EC P-256 for ES256. Copy it from the provider's jwks_uri.");
}

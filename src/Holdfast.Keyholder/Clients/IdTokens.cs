using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Holdfast.Keyholder.Budgets;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Keys;
using Holdfast.Keyholder.Sessions;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Clients;

/// <summary>
/// Id tokens of OpenID Connect: who signed in, for one client, signed ES256. They open nothing here.
/// <code>
/// key     P-256; its private scalar is MAC(id-tokens key, "holdfast/id-token-key/v1", attempt uint32), the first attempt that is in 1..n−1
/// header  {"alg":"ES256","typ":"JWT","kid": RFC 7638 thumbprint}
/// payload {"iss": desk, "sub": person, "aud": client, "iat", "exp", "auth_time", "nonce"?, "fhirUser"?, "profile"?, "name"?}
/// </code>
/// One process has one object; .NET promises nothing about one key used by two threads, so signing takes turns.
/// </summary>
internal sealed class IdTokens : IDisposable
{
    private readonly Lock _turn = new();
    private readonly ECDsa _key;
    private readonly string _header;
    private readonly string _issuer;
    private readonly string _records;

    public IdTokens(UseKey use, string deskOrigin, string recordsOrigin)
    {
        (_key, _issuer, _records) = (Key(use), deskOrigin, recordsOrigin);
        var key = PublicKeyP256.Of(_key);
        _header = Base64Url.Encode(Encoding.ASCII.GetBytes($$"""{"alg":"ES256","typ":"JWT","kid":"{{key.Thumbprint()}}"}"""));
        Jwks = $$"""{"keys":[{"kty":"EC","crv":"P-256","use":"sig","alg":"ES256","kid":"{{key.Thumbprint()}}","x":"{{key.X}}","y":"{{key.Y}}"}]}""";
    }

    /// <summary>The public key as a JWKS.</summary>
    public string Jwks { get; }

    /// <param name="name">As it is shown; given only for the scope "profile".</param>
    public string Make(GrantRow grant, SessionRow session, string? nonce, string name, DateTimeOffset now)
    {
        var scopes = grant.Scope.Split(' ');
        var payload = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(payload))
        {
            json.WriteStartObject();
            json.WriteString("iss", _issuer);
            json.WriteString("sub", grant.Person.ToString());
            json.WriteString("aud", grant.Client);
            json.WriteNumber("iat", now.ToUnixTimeSeconds());
            json.WriteNumber("exp", (now + Limits.AccessToken).ToUnixTimeSeconds());
            json.WriteNumber("auth_time", session.SignedIn / 1000);
            if (nonce is not null) json.WriteString("nonce", nonce);
            var user = $"{_records}/fhir/Practitioner/{grant.Person}";
            if (scopes.Contains("fhirUser")) json.WriteString("fhirUser", user);
            if (scopes.Contains("profile"))
            {
                json.WriteString("profile", user);
                json.WriteString("name", name);
            }

            json.WriteEndObject();
        }

        var signed = $"{_header}.{Base64Url.Encode(payload.WrittenSpan)}";
        lock (_turn) return $"{signed}.{Base64Url.Encode(_key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation))}";
    }

    public void Dispose() => _key.Dispose();

    private static ECDsa Key(UseKey use)
    {
        for (byte attempt = 0; ; attempt++)
        {
            var scalar = use.Mac("holdfast/id-token-key/v1"u8, [0, 0, 0, attempt]);
            try
            {
                return ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = scalar });
            }
            catch (CryptographicException) when (attempt < byte.MaxValue)
            {
                // Not below the group's order: one in four thousand million.
            }
            finally
            {
                CryptographicOperations.ZeroMemory(scalar);
            }
        }
    }
}

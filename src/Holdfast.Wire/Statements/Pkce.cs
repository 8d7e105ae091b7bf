using System.Security.Cryptography;
using System.Text;

namespace Holdfast.Wire.Statements;

/// <summary>Proof Key for Code Exchange (RFC 7636), method S256 only: challenge = BASE64URL(SHA-256(ASCII(verifier))).</summary>
public static class Pkce
{
    private const int ShortestVerifier = 43;
    private const int LongestVerifier = 128;

    /// <summary>A fresh verifier of 256 random bits.</summary>
    public static string NewVerifier() => Base64Url.Encode(RandomNumberGenerator.GetBytes(32));

    public static string Challenge(string verifier) => Base64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));

    /// <summary>Is this the form of a challenge: base64url of 32 bytes?</summary>
    public static bool IsChallenge(string challenge) => Base64Url.TryDecode(challenge, SHA256.HashSizeInBytes, out var bytes) && bytes.Length == SHA256.HashSizeInBytes;

    /// <summary>False for a verifier that is not of the RFC's form (§4.1), too, whatever its hash.</summary>
    public static bool Verify(string challenge, string verifier)
    {
        if (verifier.Length is < ShortestVerifier or > LongestVerifier) return false;
        foreach (var c in verifier)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.' or '_' or '~')) return false;
        return IsChallenge(challenge)
            && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(challenge), Encoding.ASCII.GetBytes(Challenge(verifier)));
    }
}

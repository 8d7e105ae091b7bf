using System.Security.Cryptography;
using System.Text;
using Holdfast.Wire;

namespace Holdfast.Keyholder.People.Passkeys;

/// <summary>Why a ceremony ended, before either outcome is made of it.</summary>
internal readonly record struct CeremonyFault(Why Why, string Detail);

/// <summary>
/// The steps that both ceremonies of WebAuthn Level 3 share. Step numbers are those of §7.1 (registration) and, after
/// the stroke, §7.2 (authentication).
/// </summary>
internal static class Ceremony
{
    /// <summary>Steps 5 to 11 / 8 to 14.</summary>
    public static CeremonyFault? CheckClientData(byte[] clientDataJson, string type, ReadOnlySpan<byte> expectedChallenge, string origin)
    {
        // 5, 6 / 8, 9: decode as UTF-8, parse as JSON.
        if (ClientData.Read(clientDataJson) is not { } client) return new(Why.Malformed, "client data is not the JSON of a WebAuthn ceremony");

        // 7 / 10: the type of the ceremony.
        if (client.Type != type) return new(Why.Malformed, $"client data is not of {type}");

        // 8 / 11: the challenge that was given out, in its one base64url encoding.
        var challenge = Encoding.ASCII.GetBytes(Wire.Base64Url.Encode(expectedChallenge));
        if (!CryptographicOperations.FixedTimeEquals(challenge, Encoding.UTF8.GetBytes(client.Challenge))) return new(Why.BadSignature, "another challenge was signed");

        // 9 / 12: the exact origin; no list, no suffix.
        if (!string.Equals(client.Origin, origin, StringComparison.Ordinal)) return new(Why.WrongOrigin, "client data is of another origin");

        // 10, 11 / 13, 14: Holdfast's pages are never in a frame of another origin.
        if (client.CrossOrigin) return new(Why.WrongOrigin, "the ceremony ran in a cross-origin frame");
        if (client.HasTopOrigin) return new(Why.WrongOrigin, "the ceremony ran under another top origin");
        return null;
    }

    /// <summary>Steps 14 to 17 / 15 to 18.</summary>
    public static CeremonyFault? CheckAuthenticator(AuthenticatorData data, string rpId)
    {
        // 14 / 15: made for this relying party.
        if (!CryptographicOperations.FixedTimeEquals(data.RpIdHash, SHA256.HashData(Encoding.UTF8.GetBytes(rpId))))
            return new(Why.WrongOrigin, "the authenticator signed for another RP ID");

        // 15 / 16: somebody touched it. Holdfast never asks for conditional creation.
        if (!data.UserPresent) return new(Why.NotVerified, "no user was present");

        // 16 / 17: and it knows who that was.
        if (!data.UserVerified) return new(Why.NotVerified, "the authenticator did not verify its user");

        // 17 / 18: what is backed up must be eligible for it.
        if (data.BackedUp && !data.BackupEligible) return new(Why.Malformed, "backed up without being eligible");
        return null;
    }
}

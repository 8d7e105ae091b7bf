using System.Security.Cryptography;
using Holdfast.Wire;

namespace Holdfast.Keyholder.People.Passkeys;

/// <summary>
/// Verifies an authentication assertion: WebAuthn Level 3 §7.2, from step 7. The caller has found the credential's
/// record and checked whose it is (steps 5 and 6), and that the challenge is the hash of a statement with a fresh nonce.
/// </summary>
internal static class AssertionCeremony
{
    /// <summary>RSA-4096.</summary>
    private const int LongestSignature = 512;

    /// <param name="storedBackupEligible">As registered: a credential never changes it.</param>
    public static AssertionOutcome Verify(
        ReadOnlySpan<byte> expectedChallenge, string origin, string rpId,
        byte[] storedCosePublicKey, uint storedSignCount, bool storedBackupEligible,
        byte[] authenticatorData, byte[] clientDataJson, byte[] signature)
    {
        // 7: cData, authData and sig.
        if (signature.Length is 0 or > LongestSignature) return Refuse(new(Why.Malformed, "no signature, or too long a one"));
        if (AuthenticatorData.Read(authenticatorData) is not { } data) return Refuse(new(Why.Malformed, "the authenticator data do not end where they should, or a part is not canonical CBOR"));

        // 8 to 14.
        if (Ceremony.CheckClientData(clientDataJson, "webauthn.get", expectedChallenge, origin) is { } wrongClient) return Refuse(wrongClient);

        // 15 to 18.
        if (Ceremony.CheckAuthenticator(data, rpId) is { } wrongData) return Refuse(wrongData);

        // 19: backup eligibility is fixed at registration.
        if (data.BackupEligible != storedBackupEligible) return Refuse(new(Why.BadSignature, "the credential's backup eligibility has changed"));

        // 20, 21: the signature over authenticator data and the hash of the client data.
        if (CredentialKey.Read(storedCosePublicKey) is not { } key) return Refuse(new(Why.BadSignature, "the stored key cannot be read"));
        byte[] signed = [.. authenticatorData, .. SHA256.HashData(clientDataJson)];
        if (!key.Verify(signed, signature)) return Refuse(new(Why.BadSignature, "the signature is not the credential's"));

        // 22: a counter that stands still or falls means a copy of the key, or a replay. Synced passkeys have none: 0 and 0.
        if ((data.SignCount != 0 || storedSignCount != 0) && data.SignCount <= storedSignCount)
            return Refuse(new(Why.Replayed, "the signature counter did not rise: this passkey may have been copied"));

        // 23: no extension was asked for; outputs were checked for their form and are ignored.
        // 24, 25: the caller stores the new values.
        return new AssertionOutcome.Verified(data.SignCount, data.BackedUp);
    }

    private static AssertionOutcome.Refused Refuse(CeremonyFault fault) => new(fault.Why, fault.Detail);
}

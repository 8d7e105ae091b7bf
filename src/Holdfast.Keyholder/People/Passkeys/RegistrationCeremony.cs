using Holdfast.Wire;

namespace Holdfast.Keyholder.People.Passkeys;

/// <summary>
/// Registers a new credential: WebAuthn Level 3 §7.1, from step 5. Steps 1 to 4 happen in the browser; the challenge is
/// the hash of an enrolment statement that the caller checks.
/// </summary>
internal static class RegistrationCeremony
{
    /// <param name="origin">The exact origin, e.g. https://desk.example.org.</param>
    /// <param name="rpId">The exact host of that origin.</param>
    public static RegistrationOutcome Verify(ReadOnlySpan<byte> expectedChallenge, string origin, string rpId, byte[] attestationObject, byte[] clientDataJson)
    {
        // 5 to 11.
        if (Ceremony.CheckClientData(clientDataJson, "webauthn.create", expectedChallenge, origin) is { } wrongClient) return Refuse(wrongClient);

        // 12: the hash of the client data is what an attestation statement signs. None was asked for, so nothing is checked with it.
        // 13: CBOR decoding. An authenticator that registers must say what it registers (AT).
        if (AttestationObject.Read(attestationObject) is not { } attestation) return Refuse(new(Why.Malformed, "the attestation object is not canonical CBOR of its form"));
        if (AuthenticatorData.Read(attestation.AuthenticatorData) is not { } data) return Refuse(new(Why.Malformed, "the authenticator data do not end where they should, or a part is not canonical CBOR"));
        if (data.Credential is not { } credential) return Refuse(new(Why.Malformed, "the authenticator data hold no credential"));

        // 14 to 17.
        if (Ceremony.CheckAuthenticator(data, rpId) is { } wrongData) return Refuse(wrongData);

        // 18, 19: passkeys that sync are allowed; whether they are is kept with the credential and shown.
        // 20: the algorithm is one of those offered; and the key must be sound, or it would fail only at the first sign-in.
        if (CredentialKey.Read(credential.CosePublicKey) is null) return Refuse(new(Why.Malformed, "the credential's key is of no kind that was offered, or not sound"));

        // 21 to 24: attestation is not asked for ("none"), so any statement counts as no attestation: its form was
        // walked over in step 13 and no trust is put in it or in the AAGUID.
        // 25: at most 1,023 bytes; held by AuthenticatorData.Read.
        // 26: that nobody has registered this id already is for the caller, who holds the people.
        // 27: the credential record.
        return new RegistrationOutcome.Registered(credential.Id, credential.CosePublicKey, data.SignCount, data.BackupEligible, data.BackedUp, credential.Aaguid);

        // 28: no extension was asked for; outputs were checked for their form and are ignored. 29: the caller stores it.
    }

    private static RegistrationOutcome.Refused Refuse(CeremonyFault fault) => new(fault.Why, fault.Detail);
}

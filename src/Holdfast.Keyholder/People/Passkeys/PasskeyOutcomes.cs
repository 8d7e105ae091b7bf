using Holdfast.Wire;

namespace Holdfast.Keyholder.People.Passkeys;

/// <summary>What became of a registration ceremony.</summary>
internal abstract record RegistrationOutcome
{
    private RegistrationOutcome()
    {
    }

    /// <param name="CosePublicKey">The key as the authenticator encoded it (COSE_Key, CTAP2 canonical CBOR): keep it as it is.</param>
    /// <param name="BackupEligible">It may be synced between devices; fixed for the credential's life.</param>
    /// <param name="BackedUp">It is synced at present.</param>
    /// <param name="Aaguid">The authenticator's model, 16 bytes; all zero when it does not say. Not attested: a hint for people.</param>
    internal sealed record Registered(
        byte[] CredentialId, byte[] CosePublicKey, uint SignCount,
        bool BackupEligible, bool BackedUp, byte[] Aaguid) : RegistrationOutcome;

    /// <param name="Detail">English, for the calling role's log.</param>
    internal sealed record Refused(Why Why, string Detail) : RegistrationOutcome;
}

/// <summary>What became of an authentication ceremony.</summary>
internal abstract record AssertionOutcome
{
    private AssertionOutcome()
    {
    }

    /// <param name="NewSignCount">Store it: the next assertion must be above it when either is not zero.</param>
    internal sealed record Verified(uint NewSignCount, bool BackedUp) : AssertionOutcome;

    internal sealed record Refused(Why Why, string Detail) : AssertionOutcome;
}

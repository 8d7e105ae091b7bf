namespace Holdfast.Keyholder.People.Passkeys;

internal static class RegistrationCeremony
{
    public static RegistrationOutcome Verify(ReadOnlySpan<byte> expectedChallenge, string origin, string rpId, byte[] attestationObject, byte[] clientDataJson) =>
        throw new NotImplementedException();
}

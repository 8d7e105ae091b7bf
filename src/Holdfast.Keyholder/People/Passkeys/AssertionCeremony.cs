namespace Holdfast.Keyholder.People.Passkeys;

internal static class AssertionCeremony
{
    public static AssertionOutcome Verify(
        ReadOnlySpan<byte> expectedChallenge, string origin, string rpId,
        byte[] storedCosePublicKey, uint storedSignCount,
        byte[] authenticatorData, byte[] clientDataJson, byte[] signature) =>
        throw new NotImplementedException();
}

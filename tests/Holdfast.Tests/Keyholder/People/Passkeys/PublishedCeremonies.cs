using System.Text.Json;

namespace Holdfast.Tests.Keyholder.People.Passkeys;

/// <summary>The ceremonies of WebAuthn Level 3, "Test Vectors", as published by the W3C.</summary>
public sealed record PublishedCeremony(
    string Name,
    byte[] RegistrationChallenge, byte[] AttestationObject, byte[] RegistrationClientData, byte[] CredentialId, byte[] Aaguid,
    byte[] Challenge, byte[] AuthenticatorData, byte[] ClientData, byte[] Signature)
{
    public const string Origin = "https://example.org";
    public const string RpId = "example.org";

    public static IReadOnlyList<PublishedCeremony> All()
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path("webauthn/webauthn-l3-vectors.json")));
        return [.. file.RootElement.GetProperty("vectors").EnumerateArray().Where(v => v.TryGetProperty("registration", out _)).Select(Read)];
    }

    public static PublishedCeremony Named(string name) => All().Single(c => c.Name == name);

    public override string ToString() => Name;

    private static PublishedCeremony Read(JsonElement vector)
    {
        byte[] Hex(string ceremony, string member) => Convert.FromHexString(vector.GetProperty(ceremony).GetProperty(member).GetString()!);
        return new PublishedCeremony(
            vector.GetProperty("id").GetString()!["sctn-test-vectors-".Length..],
            Hex("registration", "challenge"), Hex("registration", "attestationObject"), Hex("registration", "clientDataJSON"),
            Hex("registration", "credential_id"), Hex("registration", "aaguid"),
            Hex("authentication", "challenge"), Hex("authentication", "authenticatorData"), Hex("authentication", "clientDataJSON"), Hex("authentication", "signature"));
    }
}

using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Holdfast.Drill.Clients;

namespace Holdfast.Tests.Drill.Clients;

/// <summary>The software passkey against the specification's own words, read here a second time and apart from the keyholder's reading.</summary>
public class SoftwarePasskeyTests
{
    private const string Origin = "http://desk.localhost:7400";
    private static readonly byte[] Challenge = SHA256.HashData("a statement"u8);

    [Fact]
    public void An_assertion_is_signed_by_the_key_that_was_enrolled()
    {
        using var passkey = new SoftwarePasskey("desk.localhost", [1, 2, 3]);
        var attestation = passkey.Create(Origin, Challenge);
        using var key = PublicKey(attestation.AttestationObject, passkey.CredentialId);
        var assertion = passkey.Get(Origin, Challenge);
        byte[] signed = [.. assertion.AuthenticatorData, .. SHA256.HashData(assertion.ClientDataJson)];
        Assert.True(key.VerifyData(signed, assertion.Signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
    }

    [Fact]
    public void What_the_browser_saw_is_in_the_client_data()
    {
        using var passkey = new SoftwarePasskey("desk.localhost", [1]);
        var client = JsonSerializer.Deserialize<JsonElement>(passkey.Get(Origin, Challenge).ClientDataJson);
        Assert.Equal("webauthn.get", client.GetProperty("type").GetString());
        Assert.Equal(Origin, client.GetProperty("origin").GetString());
        Assert.Equal(Holdfast.Wire.Base64Url.Encode(Challenge), client.GetProperty("challenge").GetString());
        Assert.False(client.GetProperty("crossOrigin").GetBoolean());
    }

    [Fact]
    public void The_counter_grows_with_each_use()
    {
        using var passkey = new SoftwarePasskey("desk.localhost", [1]);
        var first = passkey.Get(Origin, Challenge).AuthenticatorData;
        var second = passkey.Get(Origin, Challenge).AuthenticatorData;
        Assert.Equal(SHA256.HashData(Encoding.UTF8.GetBytes("desk.localhost")), first[..32]);
        Assert.Equal(first[36] + 1, second[36]);
        Assert.Equal(0x05, first[32]);
    }

    private static ECDsa PublicKey(byte[] attestationObject, byte[] credentialId)
    {
        var reader = new CborReader(attestationObject, CborConformanceMode.Ctap2Canonical);
        Assert.Equal(3, reader.ReadStartMap());
        Assert.Equal("fmt", reader.ReadTextString());
        Assert.Equal("none", reader.ReadTextString());
        Assert.Equal("attStmt", reader.ReadTextString());
        reader.ReadStartMap();
        reader.ReadEndMap();
        Assert.Equal("authData", reader.ReadTextString());
        var data = reader.ReadByteString();
        Assert.Equal(0x45, data[32]);
        Assert.Equal(credentialId, data[55..87]);
        var cose = new CborReader(data.AsMemory(87), CborConformanceMode.Ctap2Canonical);
        cose.ReadStartMap();
        var point = default(ECPoint);
        while (cose.PeekState() != CborReaderState.EndMap)
        {
            switch (cose.ReadInt32())
            {
                case -2: point.X = cose.ReadByteString(); break;
                case -3: point.Y = cose.ReadByteString(); break;
                default: cose.SkipValue(); break;
            }
        }

        return ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point });
    }
}

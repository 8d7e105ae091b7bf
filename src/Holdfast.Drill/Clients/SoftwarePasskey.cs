using System.Buffers.Binary;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Holdfast.Drill.Clients;

/// <summary>
/// An authenticator in software: makes one resident ES256 passkey for one RP ID and answers the two WebAuthn
/// ceremonies as a phone does after a fingerprint (user present, user verified, attestation "none").
/// <code>
/// authenticator data = SHA-256(rp id)[32] ‖ flags[1] ‖ signature counter[4] ‖ (at enrolment: aaguid[16] ‖ length[2] ‖ credential id ‖ COSE key)
/// signature          = ECDSA-P256(authenticator data ‖ SHA-256(client data JSON)), DER
/// </code>
/// Source: W3C Web Authentication Level 3, §6.1 and §6.5. The key lives in this process only and ends with it. The
/// fields that an attacker would bend (flags, origin) are settable, so that tests can show each being refused.
/// </summary>
internal sealed class SoftwarePasskey : IDisposable
{
    private const int CredentialIdLength = 32;
    private const byte AttestedCredentialIncluded = 0x40;

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private uint _counter;

    public SoftwarePasskey(string rpId, ReadOnlySpan<byte> userHandle)
    {
        RpId = rpId;
        UserHandle = userHandle.ToArray();
    }

    public string RpId { get; }

    public byte[] UserHandle { get; }

    public byte[] CredentialId { get; } = RandomNumberGenerator.GetBytes(CredentialIdLength);

    /// <summary>User present (1) and user verified (4). A passkey that did not ask for a finger or a PIN has 1 alone.</summary>
    public byte Flags { get; init; } = 0x05;

    /// <summary>A frame inside somebody else's page says true; the keyholder refuses it.</summary>
    public bool CrossOrigin { get; init; }

    public sealed record Attestation(byte[] AttestationObject, byte[] ClientDataJson);

    public sealed record Assertion(byte[] AuthenticatorData, byte[] ClientDataJson, byte[] Signature);

    /// <summary>Answers <c>navigator.credentials.create</c>.</summary>
    public Attestation Create(string origin, ReadOnlySpan<byte> challenge)
    {
        var writer = new CborWriter(CborConformanceMode.Ctap2Canonical);
        writer.WriteStartMap(3);
        writer.WriteTextString("fmt");
        writer.WriteTextString("none");
        writer.WriteTextString("attStmt");
        writer.WriteStartMap(0);
        writer.WriteEndMap();
        writer.WriteTextString("authData");
        writer.WriteByteString([.. AuthenticatorData((byte)(Flags | AttestedCredentialIncluded)), .. AttestedCredential()]);
        writer.WriteEndMap();
        return new Attestation(writer.Encode(), ClientData("webauthn.create", origin, challenge));
    }

    /// <summary>Answers <c>navigator.credentials.get</c>. The counter grows, as an authenticator's does.</summary>
    public Assertion Get(string origin, ReadOnlySpan<byte> challenge)
    {
        _counter++;
        var authenticatorData = AuthenticatorData(Flags);
        var clientData = ClientData("webauthn.get", origin, challenge);
        byte[] signed = [.. authenticatorData, .. SHA256.HashData(clientData)];
        return new Assertion(authenticatorData, clientData, _key.SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
    }

    public void Dispose() => _key.Dispose();

    private byte[] AuthenticatorData(byte flags)
    {
        var data = new byte[37];
        SHA256.HashData(Encoding.UTF8.GetBytes(RpId)).CopyTo(data, 0);
        data[32] = flags;
        BinaryPrimitives.WriteUInt32BigEndian(data.AsSpan(33), _counter);
        return data;
    }

    private byte[] AttestedCredential()
    {
        var q = _key.ExportParameters(includePrivateParameters: false).Q;
        var cose = new CborWriter(CborConformanceMode.Ctap2Canonical);
        cose.WriteStartMap(5);
        cose.WriteInt32(1);     // kty: EC2
        cose.WriteInt32(2);
        cose.WriteInt32(3);     // alg: ES256
        cose.WriteInt32(-7);
        cose.WriteInt32(-1);    // crv: P-256
        cose.WriteInt32(1);
        cose.WriteInt32(-2);
        cose.WriteByteString(q.X!);
        cose.WriteInt32(-3);
        cose.WriteByteString(q.Y!);
        cose.WriteEndMap();
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, CredentialIdLength);
        return [.. new byte[16], .. length, .. CredentialId, .. cose.Encode()];
    }

    private byte[] ClientData(string type, string origin, ReadOnlySpan<byte> challenge) =>
        JsonSerializer.SerializeToUtf8Bytes(new { type, challenge = Wire.Base64Url.Encode(challenge), origin, crossOrigin = CrossOrigin });
}

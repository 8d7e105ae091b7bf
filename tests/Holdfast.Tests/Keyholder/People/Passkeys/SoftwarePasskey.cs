using System.Buffers.Binary;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Wire;

namespace Holdfast.Tests.Keyholder.People.Passkeys;

/// <summary>An authenticator in software (ES256), whose every byte a test can bend.</summary>
internal sealed class SoftwarePasskey : IDisposable
{
    public const string Origin = "https://desk.example.org";
    public const string RpId = "desk.example.org";
    public const byte UserPresentAndVerified = 0x05;
    private const byte HasCredential = 0x40;

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public byte[] Id { get; init; } = RandomNumberGenerator.GetBytes(32);

    public byte[] CoseKey()
    {
        var q = _key.ExportParameters(false).Q;
        var writer = new CborWriter(CborConformanceMode.Ctap2Canonical);
        writer.WriteStartMap(5);
        writer.WriteInt32(1);
        writer.WriteInt32(2);
        writer.WriteInt32(3);
        writer.WriteInt32(-7);
        writer.WriteInt32(-1);
        writer.WriteInt32(1);
        writer.WriteInt32(-2);
        writer.WriteByteString(q.X!);
        writer.WriteInt32(-3);
        writer.WriteByteString(q.Y!);
        writer.WriteEndMap();
        return writer.Encode();
    }

    public static byte[] ClientData(string type, byte[] challenge, string origin = Origin, string more = "") =>
        Encoding.UTF8.GetBytes($"{{\"type\":\"{type}\",\"challenge\":\"{Base64Url.Encode(challenge)}\",\"origin\":\"{origin}\",\"crossOrigin\":false{more}}}");

    /// <summary>Authenticator data without credential: for assertions.</summary>
    public static byte[] Data(uint signCount, byte flags = UserPresentAndVerified, string rpId = RpId, byte[]? after = null)
    {
        var count = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(count, signCount);
        return [.. SHA256.HashData(Encoding.UTF8.GetBytes(rpId)), flags, .. count, .. after ?? []];
    }

    public byte[] RegistrationData(uint signCount = 0, byte flags = UserPresentAndVerified, byte[]? coseKey = null, byte[]? after = null)
    {
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)Id.Length);
        return Data(signCount, (byte)(flags | HasCredential), after: [.. new byte[16], .. length, .. Id, .. coseKey ?? CoseKey(), .. after ?? []]);
    }

    public static byte[] AttestationObject(byte[] authenticatorData)
    {
        var writer = new CborWriter(CborConformanceMode.Ctap2Canonical);
        writer.WriteStartMap(3);
        writer.WriteTextString("fmt");
        writer.WriteTextString("none");
        writer.WriteTextString("attStmt");
        writer.WriteStartMap(0);
        writer.WriteEndMap();
        writer.WriteTextString("authData");
        writer.WriteByteString(authenticatorData);
        writer.WriteEndMap();
        return writer.Encode();
    }

    public byte[] Sign(byte[] authenticatorData, byte[] clientData) =>
        _key.SignData([.. authenticatorData, .. SHA256.HashData(clientData)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    public void Dispose() => _key.Dispose();
}

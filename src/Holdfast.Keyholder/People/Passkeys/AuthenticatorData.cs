using System.Buffers.Binary;
using System.Formats.Cbor;

namespace Holdfast.Keyholder.People.Passkeys;

/// <summary>
/// Authenticator data (WebAuthn §6.1), taken apart to its last byte.
/// <code>
///  0  RP ID hash                 32
/// 32  flags                       1   bit 0 UP, 2 UV, 3 BE, 4 BS, 6 AT, 7 ED
/// 33  signature counter           4, big-endian
///     with AT:  AAGUID 16 ‖ length of credential id 2 ‖ credential id ‖ COSE key (CTAP2 canonical CBOR)
///     with ED:  extension outputs (CTAP2 canonical CBOR map)
///     nothing after that
/// </code>
/// </summary>
internal sealed record AuthenticatorData(byte[] RpIdHash, byte Flags, uint SignCount, AttestedCredential? Credential)
{
    /// <summary>The longest credential id (1,023), an RSA-4096 key, and extensions that Holdfast never asked for.</summary>
    public const int MaximumBytes = 4 * 1024;

    private const int FixedLength = 32 + 1 + 4;

    public bool UserPresent => (Flags & 0x01) != 0;

    public bool UserVerified => (Flags & 0x04) != 0;

    public bool BackupEligible => (Flags & 0x08) != 0;

    public bool BackedUp => (Flags & 0x10) != 0;

    private bool HasCredential => (Flags & 0x40) != 0;

    private bool HasExtensions => (Flags & 0x80) != 0;

    /// <summary>Null when it is cut short, has bytes left over, or a part is not canonical CBOR.</summary>
    public static AuthenticatorData? Read(byte[] bytes)
    {
        if (bytes.Length is < FixedLength or > MaximumBytes) return null;
        var data = new AuthenticatorData(bytes[..32], bytes[32], BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(33)), Credential: null);
        ReadOnlyMemory<byte> rest = bytes.AsMemory(FixedLength);
        if (data.HasCredential)
        {
            if (AttestedCredential.Read(ref rest) is not { } credential) return null;
            data = data with { Credential = credential };
        }

        if (data.HasExtensions && !SkipMap(ref rest)) return null;
        return rest.IsEmpty ? data : null;
    }

    /// <summary>Extension outputs are read for their form and otherwise ignored: none was asked for.</summary>
    private static bool SkipMap(ref ReadOnlyMemory<byte> rest)
    {
        if (Cbor.TakeOne(ref rest) is not { } encoded) return false;
        return new CborReader(encoded, CborConformanceMode.Ctap2Canonical).PeekState() == CborReaderState.StartMap;
    }
}

/// <param name="Aaguid">The authenticator's model, 16 bytes.</param>
/// <param name="CosePublicKey">As the authenticator encoded it.</param>
internal sealed record AttestedCredential(byte[] Aaguid, byte[] Id, byte[] CosePublicKey)
{
    /// <summary>WebAuthn §7.1 step 25.</summary>
    public const int LongestId = 1023;

    private const int AaguidLength = 16;

    /// <summary>Reads one from the front; null when there is none.</summary>
    public static AttestedCredential? Read(ref ReadOnlyMemory<byte> rest)
    {
        if (rest.Length < AaguidLength + 2) return null;
        var aaguid = rest[..AaguidLength].ToArray();
        int idLength = BinaryPrimitives.ReadUInt16BigEndian(rest.Span[AaguidLength..]);
        rest = rest[(AaguidLength + 2)..];
        if (idLength is 0 or > LongestId || idLength > rest.Length) return null;
        var id = rest[..idLength].ToArray();
        rest = rest[idLength..];
        return Cbor.TakeOne(ref rest) is { } key ? new AttestedCredential(aaguid, id, key.ToArray()) : null;
    }
}

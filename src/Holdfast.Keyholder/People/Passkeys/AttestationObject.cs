using System.Formats.Cbor;

namespace Holdfast.Keyholder.People.Passkeys;

/// <summary>
/// An attestation object (WebAuthn §6.5.4): the map {"fmt": text, "attStmt": map, "authData": bytes}, in that order.
/// Attestation is not asked for and nothing is built on it, so the statement is only walked over.
/// </summary>
internal sealed record AttestationObject(string Format, byte[] AuthenticatorData)
{
    /// <summary>Authenticator data, and a statement with three certificates.</summary>
    public const int MaximumBytes = 16 * 1024;

    /// <summary>WebAuthn §8.1: at most 32 octets.</summary>
    private const int LongestFormat = 32;

    public static AttestationObject? Read(byte[] bytes)
    {
        if (bytes.Length > MaximumBytes) return null;
        try
        {
            var reader = new CborReader(bytes, CborConformanceMode.Ctap2Canonical);
            if (reader.ReadStartMap() != 3) return null;
            if (reader.ReadTextString() != "fmt") return null;
            var format = reader.ReadTextString();
            if (format.Length is 0 or > LongestFormat) return null;
            if (reader.ReadTextString() != "attStmt" || reader.PeekState() != CborReaderState.StartMap) return null;
            reader.SkipValue();
            if (reader.ReadTextString() != "authData") return null;
            var authenticatorData = reader.ReadByteString();
            reader.ReadEndMap();
            return reader.BytesRemaining == 0 ? new AttestationObject(format, authenticatorData) : null;
        }
        catch (Exception e) when (Cbor.IsMalformed(e))
        {
            return null;
        }
    }
}

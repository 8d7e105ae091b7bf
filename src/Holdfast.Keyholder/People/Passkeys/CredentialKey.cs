using System.Formats.Asn1;
using System.Formats.Cbor;
using System.Numerics;
using System.Security.Cryptography;
using NSec.Cryptography;

namespace Holdfast.Keyholder.People.Passkeys;

/// <summary>
/// A passkey's public key: a COSE_Key (RFC 9052 §7, RFC 9053) with kty, alg and the key's own members, and no others
/// (WebAuthn §6.5.1). The signature algorithms are those of WebAuthn §6.5.5:
/// <code>
///  -7    ES256   P-256, SHA-256, signature as DER
///  -35   ES384   P-384, SHA-384, signature as DER
///  -36   ES512   P-521, SHA-512, signature as DER
///  -8    EdDSA   Ed25519 (RFC 8032)
///  -257  RS256   RSASSA-PKCS1-v1_5, SHA-256, 2,048 to 4,096 bits
/// </code>
/// An ECDSA signature must be DER to the letter, although OpenSSL takes less: signature bytes are no identity either way.
/// </summary>
internal abstract class CredentialKey
{
    /// <summary>An RSA-4096 key: 512 bytes and its frame.</summary>
    private const int MaximumBytes = 600;

    private const int KtyLabel = 1, AlgLabel = 3, KtyOkp = 1, KtyEc2 = 2, KtyRsa = 3, CrvEd25519 = 6;

    /// <summary>Is this the key's signature over the data? False for whatever is not a signature.</summary>
    public abstract bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature);

    /// <summary>Null when the bytes are not one canonical COSE_Key of a kind above, whose point or modulus is sound.</summary>
    public static CredentialKey? Read(byte[] coseKey)
    {
        if (coseKey.Length > MaximumBytes) return null;
        try
        {
            var reader = new CborReader(coseKey, CborConformanceMode.Ctap2Canonical);
            var members = reader.ReadStartMap() ?? 0;
            if (Label(reader, KtyLabel) is not { } kty || Label(reader, AlgLabel) is not { } alg) return null;
            CredentialKey? key = (kty, alg, members) switch
            {
                (KtyEc2, -7, 5) => EllipticKey.Read(reader, curve: 1, ECCurve.NamedCurves.nistP256, HashAlgorithmName.SHA256, coordinateLength: 32),
                (KtyEc2, -35, 5) => EllipticKey.Read(reader, curve: 2, ECCurve.NamedCurves.nistP384, HashAlgorithmName.SHA384, coordinateLength: 48),
                (KtyEc2, -36, 5) => EllipticKey.Read(reader, curve: 3, ECCurve.NamedCurves.nistP521, HashAlgorithmName.SHA512, coordinateLength: 66),
                (KtyOkp, -8, 4) => EdwardsKey.Read(reader),
                (KtyRsa, -257, 4) => RsaKey.Read(reader),
                _ => null,
            };
            if (key is null) return null;
            reader.ReadEndMap();
            return reader.BytesRemaining == 0 ? key : null;
        }
        catch (Exception e) when (Cbor.IsMalformed(e) || e is CryptographicException)
        {
            return null;
        }
    }

    /// <summary>An RS256 key that comes as two numbers, big-endian, as a JWK has them; null when it is not sound.</summary>
    public static CredentialKey? OfRsa(byte[] modulus, byte[] exponent) => RsaKey.Of(modulus, exponent);

    /// <summary>The integer beside the label that must stand next; null when another stands there.</summary>
    private static int? Label(CborReader reader, int label) => reader.ReadInt32() == label ? reader.ReadInt32() : null;

    /// <summary>The byte string beside the label that must stand next.</summary>
    private static byte[]? Bytes(CborReader reader, int label) => reader.ReadInt32() == label ? reader.ReadByteString() : null;

    private sealed class EllipticKey(ECParameters point, HashAlgorithmName hash, int coordinateLength) : CredentialKey
    {
        public static EllipticKey? Read(CborReader reader, int curve, ECCurve named, HashAlgorithmName hash, int coordinateLength)
        {
            if (Label(reader, -1) != curve) return null;
            if (Bytes(reader, -2) is not { } x || x.Length != coordinateLength) return null;
            if (Bytes(reader, -3) is not { } y || y.Length != coordinateLength) return null;
            var point = new ECParameters { Curve = named, Q = new ECPoint { X = x, Y = y } };
            using var onTheCurve = ECDsa.Create(point); // throws when it is not
            return new EllipticKey(point, hash, coordinateLength);
        }

        public override bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
        {
            Span<byte> rs = stackalloc byte[2 * coordinateLength];
            if (!TryReadDer(signature, rs)) return false;
            using var key = ECDsa.Create(point);
            return key.VerifyData(data, rs, hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }

        /// <summary>SEQUENCE { r INTEGER, s INTEGER } in DER, both positive, into r ‖ s of fixed length.</summary>
        private bool TryReadDer(ReadOnlySpan<byte> signature, Span<byte> rs)
        {
            rs.Clear();
            try
            {
                var reader = new AsnReader(signature.ToArray(), AsnEncodingRules.DER);
                var sequence = reader.ReadSequence();
                if (reader.HasData) return false;
                if (!TryReadInteger(sequence, rs[..coordinateLength]) || !TryReadInteger(sequence, rs[coordinateLength..])) return false;
                return !sequence.HasData;
            }
            catch (AsnContentException)
            {
                return false;
            }
        }

        private static bool TryReadInteger(AsnReader sequence, Span<byte> field)
        {
            var integer = sequence.ReadIntegerBytes().Span;
            if ((integer[0] & 0x80) != 0) return false; // negative
            if (integer[0] == 0) integer = integer[1..];
            if (integer.Length > field.Length) return false;
            integer.CopyTo(field[^integer.Length..]);
            return true;
        }
    }

    private sealed class EdwardsKey(PublicKey key) : CredentialKey
    {
        public static EdwardsKey? Read(CborReader reader)
        {
            if (Label(reader, -1) != CrvEd25519 || Bytes(reader, -2) is not { } x) return null;
            return PublicKey.TryImport(SignatureAlgorithm.Ed25519, x, KeyBlobFormat.RawPublicKey, out var key) ? new EdwardsKey(key!) : null;
        }

        public override bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
            signature.Length == SignatureAlgorithm.Ed25519.SignatureSize && SignatureAlgorithm.Ed25519.Verify(key, data, signature);
    }

    // RSA is banned elsewhere: Holdfast makes no RSA key and takes none. Windows Hello on machines whose TPM has no
    // elliptic curves makes RS256 passkeys, and most identity providers sign RS256: this is the one place that verifies them.
#pragma warning disable RS0030
    private sealed class RsaKey(RSAParameters parameters) : CredentialKey
    {
        private const int FewestBits = 2048;
        private const int MostBits = 4096;

        public static RsaKey? Read(CborReader reader)
        {
            return Bytes(reader, -1) is { } modulus && Bytes(reader, -2) is { } exponent ? Of(modulus, exponent) : null;
        }

        public static RsaKey? Of(byte[] modulus, byte[] exponent)
        {
            if (modulus is not [not 0, ..] || BitLength(modulus) is < FewestBits or > MostBits || (modulus[^1] & 1) == 0) return null;
            if (exponent is not [not 0, ..] || exponent.Length > 4 || (exponent[^1] & 1) == 0 || exponent is [1]) return null;
            return new RsaKey(new RSAParameters { Modulus = modulus, Exponent = exponent });
        }

        public override bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
        {
            using var key = RSA.Create(parameters);
            return key.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }

        private static int BitLength(byte[] number) => 8 * number.Length - (BitOperations.LeadingZeroCount(number[0]) - 24);
    }
#pragma warning restore RS0030
}

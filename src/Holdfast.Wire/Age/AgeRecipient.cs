using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Holdfast.Wire.Age;

/// <summary>
/// Who can open an export's files: an X25519 public key as the age tools print it (C2SP age, "The X25519 recipient type").
/// <code>
/// text = Bech32 (BIP 173, without its limit of 90 characters), human-readable part "age", in lower case: age1 ‖ 52 data characters ‖ 6 checksum
/// data = the public key, 32 bytes, in groups of five bits from the first; the last group is filled up with zeros
/// </code>
/// </summary>
public sealed class AgeRecipient
{
    public const int KeyLength = 32;

    /// <summary>"age1", 52 characters of five bits for 32 bytes, 6 of checksum.</summary>
    public const int TextLength = 4 + 52 + 6;

    private const string Prefix = "age";
    private const string Alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private const uint Valid = 1;

    private readonly byte[] _key;

    private AgeRecipient(byte[] key, string text) => (_key, Text) = (key, text);

    public string Text { get; }

    public ReadOnlySpan<byte> Key => _key;

    /// <summary>SHA-256 of the public key, hexadecimal: names it in the ledger.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(_key));

    /// <summary>Sixteen digits of the hash in groups of four: for reading aloud.</summary>
    public string Fingerprint => string.Join(' ', Hash[..16].Chunk(4).Select(four => new string(four)));

    public static AgeRecipient Of(ReadOnlySpan<byte> key)
    {
        if (key.Length != KeyLength) throw new ArgumentException($"A key has {KeyLength} bytes.", nameof(key));
        return new AgeRecipient(key.ToArray(), Write(key));
    }

    /// <summary>Strict: exactly one text for each key, so what two people compared is what is used.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out AgeRecipient? recipient)
    {
        recipient = null;
        if (text is not { Length: TextLength } || !text.StartsWith("age1", StringComparison.Ordinal)) return false;
        var values = new byte[TextLength - 4];
        for (var i = 0; i < values.Length; i++)
        {
            var value = Alphabet.IndexOf(text[4 + i], StringComparison.Ordinal);
            if (value < 0) return false;
            values[i] = (byte)value;
        }

        if (Checksum(values) != Valid) return false;
        var key = new byte[KeyLength];
        var (bits, held, at) = (0, 0, 0);
        foreach (var value in values.AsSpan(0, values.Length - 6))
        {
            held = (held << 5 | value) & 0xfff;
            bits += 5;
            if (bits < 8) continue;
            bits -= 8;
            key[at++] = (byte)(held >> bits);
        }

        if ((held & ((1 << bits) - 1)) != 0) return false;
        // Points of low order give everybody the same shared secret; whoever registers one would have the files open.
        if (IsLowOrder(key)) return false;
        recipient = new AgeRecipient(key, text);
        return true;
    }

    public override string ToString() => Text;

    private static string Write(ReadOnlySpan<byte> key)
    {
        var values = new byte[TextLength - 4];
        var (bits, held, at) = (0, 0, 0);
        foreach (var b in key)
        {
            held = (held << 8 | b) & 0xfff;
            bits += 8;
            while (bits >= 5)
            {
                bits -= 5;
                values[at++] = (byte)(held >> bits & 31);
            }
        }

        values[at++] = (byte)(held << (5 - bits) & 31);
        var checksum = Checksum(values) ^ Valid;
        for (var i = 0; i < 6; i++) values[at + i] = (byte)(checksum >> (5 * (5 - i)) & 31);
        return $"{Prefix}1{string.Concat(values.Select(value => Alphabet[value]))}";
    }

    /// <summary>BIP 173's polymod over the prefix's high and low bits and these values.</summary>
    private static uint Checksum(ReadOnlySpan<byte> values)
    {
        uint sum = 1;
        foreach (var c in Prefix) sum = Step(sum, (uint)c >> 5);
        sum = Step(sum, 0);
        foreach (var c in Prefix) sum = Step(sum, (uint)c & 31);
        foreach (var value in values) sum = Step(sum, value);
        return sum;
    }

    private static uint Step(uint sum, uint value)
    {
        ReadOnlySpan<uint> generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
        var top = sum >> 25;
        sum = (sum & 0x1ffffff) << 5 ^ value;
        for (var i = 0; i < 5; i++)
            if ((top >> i & 1) != 0) sum ^= generator[i];
        return sum;
    }

    /// <summary>The points of RFC 7748's curve whose product with any scalar is zero, as far as they have short texts: u = 0, 1, p − 1, p, p + 1, and the two of order eight, with the top bit ignored.</summary>
    private static bool IsLowOrder(ReadOnlySpan<byte> key)
    {
        Span<byte> masked = stackalloc byte[KeyLength];
        key.CopyTo(masked);
        masked[^1] &= 0x7f;
        var found = false;
        foreach (var point in LowOrder) found |= CryptographicOperations.FixedTimeEquals(masked, point);
        return found;
    }

    private static readonly byte[][] LowOrder =
    [
        .. new[]
        {
            "0000000000000000000000000000000000000000000000000000000000000000",
            "0100000000000000000000000000000000000000000000000000000000000000",
            "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
            "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        }.Select(Convert.FromHexString),
    ];
}

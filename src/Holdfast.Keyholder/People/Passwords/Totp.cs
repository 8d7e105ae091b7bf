using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Holdfast.Keyholder.People.Passwords;

/// <summary>
/// Time-based one-time codes (RFC 6238): six digits, steps of 30 seconds, HMAC-SHA-1, because that is what every
/// authenticator application does; HOTP's use of SHA-1 is as a pseudorandom function, whose collisions do not matter.
/// </summary>
internal static class Totp
{
    /// <summary>RFC 4226 §4, R6: 160 bits.</summary>
    public const int SecretLength = 20;

    private const int Digits = 6;
    private const int Modulus = 1_000_000;
    private const long StepSeconds = 30;

    /// <summary>A telephone's clock, and the time that typing takes: one step either side.</summary>
    private const int Drift = 1;

    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static string Code(ReadOnlySpan<byte> secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
        HMACSHA1.HashData(secret, counter, hash);
        var number = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 0xF)..]) & 0x7FFF_FFFF;
        return (number % Modulus).ToString($"D{Digits}", System.Globalization.CultureInfo.InvariantCulture);
    }

    public static long StepAt(DateTimeOffset now) => now.ToUnixTimeSeconds() / StepSeconds;

    /// <summary>The step whose code this is, later than the last one used; null when it is none. Each code works once.</summary>
    public static long? Match(ReadOnlySpan<byte> secret, string code, DateTimeOffset now, long lastStep)
    {
        var typed = code.Where(c => c != ' ').ToArray();
        if (typed.Length != Digits || !typed.All(char.IsAsciiDigit)) return null;
        long? found = null;
        for (var step = StepAt(now) - Drift; step <= StepAt(now) + Drift; step++)
            if (CryptographicOperations.FixedTimeEquals(System.Text.Encoding.ASCII.GetBytes(typed), System.Text.Encoding.ASCII.GetBytes(Code(secret, step))) && step > lastStep)
                found ??= step;
        return found;
    }

    /// <summary>RFC 4648 §6 without padding: what people type when a camera does not work.</summary>
    public static string Text(ReadOnlySpan<byte> bytes)
    {
        var text = new System.Text.StringBuilder();
        var (bits, held) = (0, 0);
        foreach (var b in bytes)
        {
            held = ((held << 8) | b) & 0xFFFF;
            for (bits += 8; bits >= 5; bits -= 5) text.Append(Base32[(held >> (bits - 5)) & 31]);
        }

        if (bits > 0) text.Append(Base32[(held << (5 - bits)) & 31]);
        return text.ToString();
    }
}

using System.Security.Cryptography;
using System.Text;
using Holdfast.Keyholder.Keys;
using Holdfast.Wire;

namespace Holdfast.Keyholder.People.Passwords;

/// <summary>What a password row holds in other than plain form, each under its own label.</summary>
internal sealed class PasswordSecrets(UseKey staff, UseKey hashes)
{
    private const int RecoveryCodes = 10;
    private const int RecoveryBytes = 10;
    private const int NonceLength = 32;
    private const int LongestTicket = 256;

    private static ReadOnlySpan<byte> NameLabel => "holdfast/sign-in-name/v1"u8;
    private static ReadOnlySpan<byte> VerifierLabel => "holdfast/password-verifier/v1"u8;
    private static ReadOnlySpan<byte> SecretLabel => "holdfast/totp/v1"u8;
    private static ReadOnlySpan<byte> TicketLabel => "holdfast/totp-ticket/v1"u8;

    public string NameHash(string name) => Convert.ToHexStringLower(hashes.Mac("sign-in-name"u8, Encoding.UTF8.GetBytes(name)));

    public byte[] SealName(PersonId person, string name) => SealedBox.Seal(staff, NameLabel, person.ToBytes(), Encoding.UTF8.GetBytes(name));

    public string NameOf(PasswordRow row) => Encoding.UTF8.GetString(Opened(NameLabel, row, row.SealedName));

    public byte[] SealVerifier(PersonId person, byte[] verifier) => SealedBox.Seal(staff, VerifierLabel, person.ToBytes(), verifier);

    /// <summary>Does this row's password have this verifier?</summary>
    public bool Fits(PasswordRow row, byte[] verifier)
    {
        var kept = Opened(VerifierLabel, row, row.SealedVerifier);
        var fits = CryptographicOperations.FixedTimeEquals(kept, verifier);
        CryptographicOperations.ZeroMemory(kept);
        return fits;
    }

    public byte[] SealSecret(PersonId person, byte[] secret) => SealedBox.Seal(staff, SecretLabel, person.ToBytes(), secret);

    /// <summary>The step whose code this is; null when it is none, or not later than the last one used.</summary>
    public long? Step(PasswordRow row, string code, DateTimeOffset now)
    {
        var secret = Opened(SecretLabel, row, row.SealedSecret);
        var step = Totp.Match(secret, code, now, row.LastStep);
        CryptographicOperations.ZeroMemory(secret);
        return step;
    }

    /// <summary>A new code generator's secret on its way through a browser and back, together with the nonce that makes it good once, in one session.</summary>
    public string Ticket(SessionId session, byte[] nonce, long expiry, byte[] secret) =>
        $"{Base64Url.Encode(nonce)}.{expiry}.{Base64Url.Encode(SealedBox.Seal(staff, TicketLabel, [.. session.ToBytes(), .. nonce], secret))}";

    /// <summary>The parts of a ticket; the caller asks whether the nonce is ours, new and in time. Null: not this session's.</summary>
    public (string Nonce, long Expiry, byte[] Secret)? ReadTicket(SessionId session, string ticket)
    {
        var parts = ticket.Length <= LongestTicket ? ticket.Split('.') : [];
        return parts.Length == 3 && long.TryParse(parts[1], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var expiry)
            && Base64Url.TryDecode(parts[0], NonceLength, out var nonce) && nonce.Length == NonceLength && Base64Url.TryDecode(parts[2], LongestTicket, out var box)
            && SealedBox.Open(staff, TicketLabel, [.. session.ToBytes(), .. nonce], box) is { } secret
                ? (parts[0], expiry, secret)
                : null;
    }

    /// <summary>Ten codes of 80 bits for the day on which the telephone is gone, and what is kept of them.</summary>
    public (string[] Codes, string[] Hashes) NewRecoveryCodes(PersonId person)
    {
        var codes = new string[RecoveryCodes];
        for (var i = 0; i < codes.Length; i++) codes[i] = string.Join('-', Totp.Text(RandomNumberGenerator.GetBytes(RecoveryBytes)).Chunk(4).Select(four => new string(four)));
        return (codes, [.. codes.Select(code => RecoveryHash(person, code)!)]);
    }

    /// <summary>Null: not of the form of one.</summary>
    public string? RecoveryHash(PersonId person, string code)
    {
        var typed = new string([.. code.ToUpperInvariant().Where(char.IsAsciiLetterOrDigit)]);
        return typed.Length == RecoveryBytes * 8 / 5 ? Convert.ToHexStringLower(hashes.Mac("recovery-code"u8, person.ToBytes(), Encoding.ASCII.GetBytes(typed))) : null;
    }

    private byte[] Opened(ReadOnlySpan<byte> label, PasswordRow row, byte[] box) => SealedBox.Open(staff, label, row.Person.ToBytes(), box)
        ?? throw new InvalidDataException("A password's row does not open under root.key: root.key and store.db are not of one installation.");
}

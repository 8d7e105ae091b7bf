using System.Security.Cryptography;
using Holdfast.Wire.Age;

namespace Holdfast.Tests.Wire;

/// <summary>Who can open an export's files: exactly the keys that the age tools print.</summary>
public class AgeRecipientTests
{
    /// <summary>From the README of age (github.com/FiloSottile/age).</summary>
    private const string Published = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";

    [Fact]
    public void A_published_recipient_is_read_and_written_as_it_is()
    {
        Assert.True(AgeRecipient.TryParse(Published, out var recipient));
        Assert.Equal(Published, AgeRecipient.Of(recipient.Key).Text);
        Assert.Equal(19, recipient.Fingerprint.Length);
        for (var i = 0; i < 50; i++)
        {
            var key = RandomNumberGenerator.GetBytes(32);
            Assert.True(AgeRecipient.TryParse(AgeRecipient.Of(key).Text, out var read));
            Assert.Equal(key, read.Key);
        }
    }

    [Fact]
    public void A_slip_of_one_letter_is_found_wherever_it_is()
    {
        for (var i = 4; i < Published.Length; i++)
            Assert.False(AgeRecipient.TryParse($"{Published[..i]}{(Published[i] == 'q' ? 'p' : 'q')}{Published[(i + 1)..]}", out _));
    }

    public static TheoryData<string, string?> Others => new()
    {
        { "nothing", null },
        { "an empty text", "" },
        { "capitals", Published.ToUpperInvariant() },
        { "a space", Published + " " },
        { "a letter less", Published[..^1] },
        { "another prefix", "bge1" + Published[4..] },
        { "a letter outside the alphabet", Published.Replace("z", "b", StringComparison.Ordinal) },
        { "a private key", "AGE-SECRET-KEY-1" + new string('Q', 58) },
        { "a point that gives everybody the same secret", AgeRecipient.Of(new byte[32]).Text },
        { "another such", AgeRecipient.Of([1, .. new byte[31]]).Text },
        { "another such, with the top bit set", AgeRecipient.Of([0xec, .. Enumerable.Repeat((byte)0xff, 31)]).Text },
    };

    [Theory]
    [MemberData(nameof(Others))]
    public void Nothing_else_is_a_recipient(string what, string? text) => Assert.False(AgeRecipient.TryParse(text, out _), what);
}

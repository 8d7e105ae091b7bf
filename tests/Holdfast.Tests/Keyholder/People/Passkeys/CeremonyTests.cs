using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Holdfast.Keyholder.People.Passkeys;
using Holdfast.Wire;

namespace Holdfast.Tests.Keyholder.People.Passkeys;

public class CeremonyTests
{
    private static readonly byte[] Challenge = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    [Fact]
    public void A_nurse_enrols_and_signs_in_with_what_she_enrolled()
    {
        using var passkey = new SoftwarePasskey();
        var registered = Assert.IsType<RegistrationOutcome.Registered>(Register(passkey));
        Assert.Equal(passkey.Id, registered.CredentialId);
        Assert.IsType<AssertionOutcome.Verified>(SignIn(passkey, registered.CosePublicKey));
    }

    [Fact]
    public void Another_ones_passkey_does_not_sign_in()
    {
        using var passkey = new SoftwarePasskey();
        using var other = new SoftwarePasskey();
        Assert.Equal(Why.BadSignature, Refusal(SignIn(passkey, other.CoseKey())));
    }

    [Theory]
    [InlineData(0, 0, true)] // a synced passkey counts nothing
    [InlineData(0, 1, true)]
    [InlineData(5, 6, true)]
    [InlineData(5, 5, false)]
    [InlineData(5, 4, false)]
    [InlineData(5, 0, false)]
    [InlineData(uint.MaxValue, uint.MaxValue, false)]
    public void A_counter_that_does_not_rise_is_a_copied_passkey(uint stored, uint now, bool accepted)
    {
        using var passkey = new SoftwarePasskey();
        var outcome = SignIn(passkey, passkey.CoseKey(), stored, SoftwarePasskey.Data(now));
        if (accepted) Assert.Equal(now, Assert.IsType<AssertionOutcome.Verified>(outcome).NewSignCount);
        else Assert.Equal(Why.Replayed, Refusal(outcome));
    }

    [Fact]
    public void A_passkey_that_becomes_synced_later_is_reported_as_backed_up()
    {
        using var passkey = new SoftwarePasskey();
        var outcome = SignIn(passkey, passkey.CoseKey(), 0, SoftwarePasskey.Data(0, flags: 0x05 | 0x08 | 0x10), backupEligible: true);
        Assert.True(Assert.IsType<AssertionOutcome.Verified>(outcome).BackedUp);
    }

    [Fact]
    public void Extensions_nobody_asked_for_are_parsed_and_ignored()
    {
        using var passkey = new SoftwarePasskey();
        byte[] extensions = [0xA1, 0x68, .. "uvmethod"u8, 0x01];
        Assert.IsType<RegistrationOutcome.Registered>(Register(passkey, passkey.RegistrationData(flags: 0x85, after: extensions)));
        Assert.IsType<AssertionOutcome.Verified>(SignIn(passkey, passkey.CoseKey(), 0, SoftwarePasskey.Data(0, 0x85, after: extensions)));
    }

    [Theory]
    [InlineData("")] // announced, not there
    [InlineData("01")] // not a map
    [InlineData("a1")] // cut short
    [InlineData("a1616101ff")] // a byte too many
    [InlineData("bf616101ff")] // of indefinite length
    [InlineData("a2616201616101")] // keys not in canonical order
    [InlineData("a2616101616101")] // a key twice
    [InlineData("a16161c001")] // a tag
    [InlineData("a161611801")] // an integer that is longer than it need be
    public void Extensions_that_are_not_canonical_are_refused(string hex)
    {
        using var passkey = new SoftwarePasskey();
        var extensions = Convert.FromHexString(hex);
        Assert.Equal(Why.Malformed, Refusal(Register(passkey, passkey.RegistrationData(flags: 0x85, after: extensions))));
        Assert.Equal(Why.Malformed, Refusal(SignIn(passkey, passkey.CoseKey(), 0, SoftwarePasskey.Data(0, 0x85, after: extensions))));
    }

    [Fact]
    public void Bytes_after_the_credential_that_no_flag_announces_are_refused()
    {
        using var passkey = new SoftwarePasskey();
        Assert.Equal(Why.Malformed, Refusal(Register(passkey, passkey.RegistrationData(after: [0xA0]))));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(1023, true)]
    [InlineData(0, false)]
    [InlineData(1024, false)]
    public void A_credential_id_has_1_to_1023_bytes(int length, bool accepted)
    {
        using var passkey = new SoftwarePasskey { Id = new byte[length] };
        Assert.Equal(accepted, Register(passkey) is RegistrationOutcome.Registered);
    }

    [Theory]
    [InlineData("{\"type\":\"webauthn.get\",\"type\":\"webauthn.get\",\"challenge\":\"C\",\"origin\":\"O\"}")]
    [InlineData("{\"type\":\"webauthn.get\",\"challenge\":\"C\",\"challenge\":\"C\",\"origin\":\"O\"}")]
    [InlineData("{\"type\":\"webauthn.get\",\"challenge\":\"C\",\"origin\":\"O\",\"origin\":\"O\"}")]
    [InlineData("{\"type\":\"webauthn.get\",\"challenge\":\"C\",\"origin\":\"O\",\"more\":{\"a\":1,\"a\":2}}")]
    [InlineData("{\"challenge\":\"C\",\"origin\":\"O\"}")]
    [InlineData("{\"type\":\"webauthn.get\",\"origin\":\"O\"}")]
    [InlineData("{\"type\":\"webauthn.get\",\"challenge\":\"C\"}")]
    [InlineData("{\"type\":7,\"challenge\":\"C\",\"origin\":\"O\"}")]
    [InlineData("{\"type\":\"webauthn.get\",\"challenge\":\"C\",\"origin\":[\"O\"]}")]
    [InlineData("{\"type\":\"webauthn.get\",\"challenge\":\"C\",\"origin\":\"O\",\"crossOrigin\":\"false\"}")]
    [InlineData("{\"type\":\"webauthn.get\",\"challenge\":\"C\",\"origin\":\"O\",\"crossOrigin\":null}")]
    [InlineData("{\"type\":\"webauthn.get\",\"challenge\":\"C\",\"origin\":\"\\ud800\"}")]
    [InlineData("{\"type\":\"webauthn.get\",\"challenge\":\"C\",\"origin\":\"O\",}")]
    [InlineData("{\"type\":\"webauthn.get\",\"challenge\":\"C\",\"origin\":\"O\"} ,")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("null")]
    public void Client_data_that_two_parsers_could_read_differently_are_refused(string json)
    {
        using var passkey = new SoftwarePasskey();
        var clientData = Encoding.UTF8.GetBytes(json.Replace("\"C\"", $"\"{Base64Url.Encode(Challenge)}\"", StringComparison.Ordinal).Replace("\"O\"", $"\"{SoftwarePasskey.Origin}\"", StringComparison.Ordinal));
        Assert.Equal(Why.Malformed, Refusal(SignIn(passkey, passkey.CoseKey(), 0, SoftwarePasskey.Data(0), clientData)));
    }

    [Fact]
    public void Client_data_of_invalid_UTF_8_or_without_end_are_refused()
    {
        using var passkey = new SoftwarePasskey();
        var clientData = SoftwarePasskey.ClientData("webauthn.get", Challenge, more: ",\"x\":\"?\"");
        clientData[Array.IndexOf(clientData, (byte)'?')] = 0xFF;
        Assert.Equal(Why.Malformed, Refusal(SignIn(passkey, passkey.CoseKey(), 0, SoftwarePasskey.Data(0), clientData)));
        var huge = SoftwarePasskey.ClientData("webauthn.get", Challenge, more: $",\"x\":\"{new string('x', 9000)}\"");
        Assert.Equal(Why.Malformed, Refusal(SignIn(passkey, passkey.CoseKey(), 0, SoftwarePasskey.Data(0), huge)));
        var deep = SoftwarePasskey.ClientData("webauthn.get", Challenge, more: $",\"x\":{new string('[', 50)}{new string(']', 50)}");
        Assert.Equal(Why.Malformed, Refusal(SignIn(passkey, passkey.CoseKey(), 0, SoftwarePasskey.Data(0), deep)));
    }

    [Fact]
    public void A_byte_order_mark_is_passed_over_as_the_specification_says()
    {
        using var passkey = new SoftwarePasskey();
        byte[] clientData = [0xEF, 0xBB, 0xBF, .. SoftwarePasskey.ClientData("webauthn.get", Challenge)];
        Assert.IsType<AssertionOutcome.Verified>(SignIn(passkey, passkey.CoseKey(), 0, SoftwarePasskey.Data(0), clientData));
    }

    [Fact]
    public void A_challenge_in_another_encoding_is_another_challenge()
    {
        using var passkey = new SoftwarePasskey();
        var padded = Encoding.UTF8.GetBytes($"{{\"type\":\"webauthn.get\",\"challenge\":\"{Base64Url.Encode(Challenge)}=\",\"origin\":\"{SoftwarePasskey.Origin}\"}}");
        Assert.Equal(Why.BadSignature, Refusal(SignIn(passkey, passkey.CoseKey(), 0, SoftwarePasskey.Data(0), padded)));
    }

    [Fact]
    public void Random_bytes_are_refused_and_never_thrown_at()
    {
        using var passkey = new SoftwarePasskey();
        var good = SoftwarePasskey.AttestationObject(passkey.RegistrationData());
        var clientData = SoftwarePasskey.ClientData("webauthn.create", Challenge);
        Check.Sample(Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte, Gen.Int[0, 3]), (at, value, drop) =>
        {
            var bent = good.ToArray();
            bent[at] = value;
            _ = RegistrationCeremony.Verify(Challenge, SoftwarePasskey.Origin, SoftwarePasskey.RpId, bent[..^drop], clientData);
        });
        Check.Sample(Gen.Byte.Array[0, 200], bytes =>
            Assert.IsType<RegistrationOutcome.Refused>(RegistrationCeremony.Verify(Challenge, SoftwarePasskey.Origin, SoftwarePasskey.RpId, bytes, bytes)));
    }

    private static RegistrationOutcome Register(SoftwarePasskey passkey, byte[]? data = null) =>
        RegistrationCeremony.Verify(Challenge, SoftwarePasskey.Origin, SoftwarePasskey.RpId,
            SoftwarePasskey.AttestationObject(data ?? passkey.RegistrationData()), SoftwarePasskey.ClientData("webauthn.create", Challenge));

    private static AssertionOutcome SignIn(SoftwarePasskey passkey, byte[] coseKey, uint storedCount = 0, byte[]? data = null, byte[]? clientData = null, bool backupEligible = false)
    {
        data ??= SoftwarePasskey.Data(0);
        clientData ??= SoftwarePasskey.ClientData("webauthn.get", Challenge);
        return AssertionCeremony.Verify(Challenge, SoftwarePasskey.Origin, SoftwarePasskey.RpId, coseKey, storedCount, backupEligible, data, clientData, passkey.Sign(data, clientData));
    }

    private static Why Refusal(RegistrationOutcome outcome) => Assert.IsType<RegistrationOutcome.Refused>(outcome).Why;

    private static Why Refusal(AssertionOutcome outcome) => Assert.IsType<AssertionOutcome.Refused>(outcome).Why;
}

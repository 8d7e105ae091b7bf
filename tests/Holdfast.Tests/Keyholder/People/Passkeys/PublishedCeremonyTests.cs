using System.Security.Cryptography;
using System.Text;
using Holdfast.Keyholder.People.Passkeys;
using Holdfast.Wire;

namespace Holdfast.Tests.Keyholder.People.Passkeys;

/// <summary>
/// All published ceremonies. Holdfast wants more than the specification demands: user verification always, no
/// cross-origin frames, no Ed448. The vectors that lack these are refused for that reason and no other.
/// </summary>
public class PublishedCeremonyTests
{
    private const byte UserVerified = 0x04;

    /// <summary>Registration and authentication: null is accepted.</summary>
    private static readonly Dictionary<string, (Why? Registration, Why? Authentication)> Expected = new()
    {
        ["none-es256"] = (Why.NotVerified, Why.NotVerified),
        ["packed-self-es256"] = (null, Why.NotVerified),
        ["none-es256-crossOrigin"] = (Why.WrongOrigin, Why.WrongOrigin),
        ["none-es256-topOrigin"] = (Why.WrongOrigin, Why.WrongOrigin),
        ["none-es256-long-credential-id"] = (Why.NotVerified, null),
        ["packed-es256"] = (null, null),
        ["packed-es384"] = (Why.NotVerified, null),
        ["packed-es512"] = (null, Why.NotVerified),
        ["packed-rs256"] = (null, Why.NotVerified),
        ["packed-eddsa"] = (Why.NotVerified, Why.NotVerified),
        ["packed-ed448"] = (Why.NotVerified, Why.BadSignature),
        ["tpm-es256"] = (null, null),
        ["android-key-es256"] = (null, Why.NotVerified),
        ["apple-es256"] = (Why.NotVerified, Why.NotVerified),
        ["fido-u2f-es256"] = (Why.NotVerified, Why.NotVerified),
    };

    [Fact]
    public void Every_published_passkey_registers_or_is_refused_for_what_it_lacks()
    {
        var all = PublishedCeremony.All();
        Assert.Equal(Expected.Keys.Order(), all.Select(c => c.Name).Order());
        foreach (var c in all)
        {
            var outcome = Register(c);
            if (Expected[c.Name].Registration is { } why)
            {
                Assert.True(outcome is RegistrationOutcome.Refused refused && refused.Why == why, $"{c}: {outcome}");
                continue;
            }

            Assert.True(outcome is RegistrationOutcome.Registered, $"{c}: {outcome}");
            var registered = (RegistrationOutcome.Registered)outcome;
            Assert.Equal(c.CredentialId, registered.CredentialId);
            Assert.Equal(c.Aaguid, registered.Aaguid);
            Assert.NotNull(CredentialKey.Read(registered.CosePublicKey));
        }
    }

    [Fact]
    public void Every_published_passkey_signs_in_or_is_refused_for_what_it_lacks()
    {
        foreach (var c in PublishedCeremony.All())
        {
            var outcome = Authenticate(c);
            if (Expected[c.Name].Authentication is { } why) Assert.True(outcome is AssertionOutcome.Refused refused && refused.Why == why, $"{c}: {outcome}");
            else Assert.True(outcome is AssertionOutcome.Verified, $"{c}: {outcome}");
        }
    }

    [Fact]
    public void Every_published_signature_is_good_under_its_own_key_and_no_other_bit_is()
    {
        foreach (var c in PublishedCeremony.All())
        {
            var credential = Stored(c);
            var key = CredentialKey.Read(credential.CosePublicKey);
            if (c.Name == "packed-ed448")
            {
                Assert.Null(key);
                continue;
            }

            byte[] signed = [.. c.AuthenticatorData, .. SHA256.HashData(c.ClientData)];
            Assert.True(key is not null && key.Verify(signed, c.Signature), c.Name);
            for (var at = 0; at < c.Signature.Length; at++) Assert.False(key.Verify(signed, Flip(c.Signature, at)), $"{c} signature byte {at}");
            for (var at = 0; at < signed.Length; at++) Assert.False(key.Verify(Flip(signed, at), c.Signature), $"{c} signed byte {at}");
            Assert.False(key.Verify(signed, c.Signature.AsSpan(1)));
            Assert.False(key.Verify(signed, [.. c.Signature, 0]));
            Assert.False(key.Verify(signed, []));
        }
    }

    [Fact]
    public void No_altered_registration_is_accepted()
    {
        var accepted = PublishedCeremony.All().Where(c => Expected[c.Name].Registration is null).ToList();
        Assert.Equal(6, accepted.Count);
        foreach (var c in accepted)
        {
            Refuses(Why.BadSignature, Register(c with { RegistrationChallenge = Flip(c.RegistrationChallenge, 0) }));
            Refuses(Why.BadSignature, Register(c with { RegistrationChallenge = c.RegistrationChallenge[1..] }));
            Refuses(Why.WrongOrigin, Register(c, origin: "https://www.example.org"));
            Refuses(Why.WrongOrigin, Register(c, origin: "https://example.org/"));
            Refuses(Why.WrongOrigin, Register(c, rpId: "www.example.org"));
            Refuses(Why.NotVerified, Register(c with { AttestationObject = WithFlags(c, flags => (byte)(flags & ~UserVerified)) }));
            Refuses(Why.NotVerified, Register(c with { AttestationObject = WithFlags(c, flags => (byte)(flags & ~1)) }));
            Refuses(Why.Malformed, Register(c with { AttestationObject = WithFlags(c, flags => (byte)(flags & ~0x40)) })); // AT
            Refuses(Why.Malformed, Register(c with { AttestationObject = WithFlags(c, flags => (byte)(flags | 0x80)) })); // ED
            Refuses(Why.Malformed, Register(c with { AttestationObject = WithFlags(c, flags => (byte)((flags | 0x10) & ~0x08)) })); // BS without BE
            Refuses(Why.Malformed, Register(c with { AttestationObject = [.. c.AttestationObject, 0] }));
            Refuses(Why.WrongOrigin, Register(c with { RegistrationClientData = Replace(c.RegistrationClientData, "\"crossOrigin\":false", "\"crossOrigin\":true") }));
            Refuses(Why.WrongOrigin, Register(c with { RegistrationClientData = Replace(c.RegistrationClientData, "\"crossOrigin\":false", "\"crossOrigin\":false,\"topOrigin\":\"https://example.org\"") }));
            Refuses(Why.Malformed, Register(c with { RegistrationClientData = Replace(c.RegistrationClientData, "webauthn.create", "webauthn.get") }));
            for (var length = 0; length < c.AttestationObject.Length; length += 7) Refuses(Why.Malformed, Register(c with { AttestationObject = c.AttestationObject[..length] }));
        }
    }

    [Fact]
    public void No_altered_assertion_is_accepted()
    {
        var accepted = PublishedCeremony.All().Where(c => Expected[c.Name].Authentication is null).ToList();
        Assert.Equal(4, accepted.Count);
        foreach (var c in accepted)
        {
            Refuses(Why.BadSignature, Authenticate(c with { Challenge = Flip(c.Challenge, 0) }));
            Refuses(Why.WrongOrigin, Authenticate(c, origin: "http://example.org"));
            Refuses(Why.WrongOrigin, Authenticate(c, rpId: "example.com"));
            Refuses(Why.BadSignature, Authenticate(c with { Signature = Flip(c.Signature, c.Signature.Length - 1) }));
            Refuses(Why.NotVerified, Authenticate(c with { AuthenticatorData = WithFlag(c.AuthenticatorData, UserVerified, set: false) }));
            Refuses(Why.NotVerified, Authenticate(c with { AuthenticatorData = WithFlag(c.AuthenticatorData, 1, set: false) }));
            Refuses(Why.BadSignature, Authenticate(c, backupEligible: !BackupEligible(c.AuthenticatorData)));
            Refuses(Why.Malformed, Authenticate(c with { AuthenticatorData = c.AuthenticatorData[..^1] }));
            Refuses(Why.Malformed, Authenticate(c with { AuthenticatorData = [.. c.AuthenticatorData, 0] }));
            Refuses(Why.WrongOrigin, Authenticate(c with { ClientData = Replace(c.ClientData, "\"crossOrigin\":false", "\"crossOrigin\":true") }));
            Refuses(Why.WrongOrigin, Authenticate(c with { ClientData = Replace(c.ClientData, "\"crossOrigin\":false", "\"crossOrigin\":false,\"topOrigin\":\"https://example.com\"") }));
            Refuses(Why.BadSignature, Authenticate(c with { ClientData = Replace(c.ClientData, "\"crossOrigin\":false", "\"crossOrigin\":false ") }));
            Refuses(Why.Malformed, Authenticate(c with { ClientData = Replace(c.ClientData, "webauthn.get", "webauthn.create") }));
            Refuses(Why.Malformed, Authenticate(c with { Signature = [] }));
            Refuses(Why.Malformed, Authenticate(c with { Signature = new byte[1000] }));
            Refuses(Why.Replayed, Authenticate(c, storedSignCount: 1)); // the vectors' counter is 0
        }
    }

    private static RegistrationOutcome Register(PublishedCeremony c, string origin = PublishedCeremony.Origin, string rpId = PublishedCeremony.RpId) =>
        RegistrationCeremony.Verify(c.RegistrationChallenge, origin, rpId, c.AttestationObject, c.RegistrationClientData);

    private static AssertionOutcome Authenticate(
        PublishedCeremony c, string origin = PublishedCeremony.Origin, string rpId = PublishedCeremony.RpId, uint storedSignCount = 0, bool? backupEligible = null) =>
        AssertionCeremony.Verify(c.Challenge, origin, rpId, Stored(c).CosePublicKey, storedSignCount, backupEligible ?? BackupEligible(c.AuthenticatorData),
            c.AuthenticatorData, c.ClientData, c.Signature);

    private static AttestedCredential Stored(PublishedCeremony c) =>
        AuthenticatorData.Read(AttestationObject.Read(c.AttestationObject)!.AuthenticatorData)!.Credential!;

    private static bool BackupEligible(byte[] authenticatorData) => authenticatorData.Length > 32 && (authenticatorData[32] & 0x08) != 0;

    private static void Refuses(Why why, RegistrationOutcome outcome) => Assert.Equal(why, Assert.IsType<RegistrationOutcome.Refused>(outcome).Why);

    private static void Refuses(Why why, AssertionOutcome outcome) => Assert.Equal(why, Assert.IsType<AssertionOutcome.Refused>(outcome).Why);

    private static byte[] Flip(byte[] bytes, int at)
    {
        var flipped = bytes.ToArray();
        flipped[at] ^= 1;
        return flipped;
    }

    private static byte[] WithFlag(byte[] authenticatorData, byte flag, bool set)
    {
        var changed = authenticatorData.ToArray();
        changed[32] = (byte)(set ? changed[32] | flag : changed[32] & ~flag);
        return changed;
    }

    private static byte[] WithFlags(PublishedCeremony c, Func<byte, byte> change)
    {
        var changed = c.AttestationObject.ToArray();
        var at = changed.AsSpan().LastIndexOf(SHA256.HashData(Encoding.UTF8.GetBytes(PublishedCeremony.RpId))) + 32;
        changed[at] = change(changed[at]);
        return changed;
    }

    private static byte[] Replace(byte[] clientData, string text, string with) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(clientData).Replace(text, with, StringComparison.Ordinal));
}

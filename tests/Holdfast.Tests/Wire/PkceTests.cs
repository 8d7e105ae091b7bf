using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Wire;

public class PkceTests
{
    // RFC 7636 appendix B.
    private const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    private const string Challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    [Fact]
    public void The_RFCs_verifier_fits_its_challenge()
    {
        Assert.Equal(Challenge, Pkce.Challenge(Verifier));
        Assert.True(Pkce.Verify(Challenge, Verifier));
    }

    [Fact]
    public void What_a_client_makes_fits()
    {
        var verifier = Pkce.NewVerifier();
        Assert.True(Pkce.Verify(Pkce.Challenge(verifier), verifier));
        Assert.NotEqual(verifier, Pkce.NewVerifier());
    }

    [Theory]
    [InlineData("")]
    [InlineData("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXK")]
    [InlineData("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")] // "plain": the challenge itself
    public void Another_verifier_does_not_fit(string verifier) => Assert.False(Pkce.Verify(Challenge, verifier));

    [Theory]
    [InlineData(42, false)]
    [InlineData(43, true)]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public void A_verifier_has_43_to_128_characters(int length, bool accepted)
    {
        var verifier = new string('~', length);
        Assert.Equal(accepted, Pkce.Verify(Pkce.Challenge(verifier), verifier));
    }

    [Fact]
    public void Characters_outside_the_RFCs_set_are_refused_whatever_their_hash()
    {
        foreach (var c in "é +/=\n\0%")
        {
            var verifier = new string('a', 50) + c;
            Assert.False(Pkce.Verify(Pkce.Challenge(verifier), verifier));
        }
    }

    [Theory]
    [InlineData("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", true)]
    [InlineData("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cN", false)] // spare bits set
    [InlineData("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM=", false)]
    [InlineData("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw", false)]
    [InlineData("", false)]
    public void A_challenge_is_the_base64url_of_32_bytes(string challenge, bool accepted) => Assert.Equal(accepted, Pkce.IsChallenge(challenge));
}

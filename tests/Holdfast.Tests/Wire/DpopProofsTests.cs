using System.Security.Cryptography;
using System.Text;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Wire;

public sealed class DpopProofsTests : IDisposable
{
    private const string Token = "https://records.example.org/token";
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    // RFC 9449 §4.1 figure 2 and §7.1 figure 12.
    private const string RfcTokenProof =
        "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19"
        + ".eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ"
        + ".2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg";

    private const string RfcResourceProof =
        "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19"
        + ".eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGxlLm9yZy9wcm90ZWN0ZWRyZXNvdXJjZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNFc05yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFFbyJ9"
        + ".2oW9RP35yRqzhrtNP86L-Ey71EOptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA";

    private const string RfcAccessToken = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU";
    private const string RfcThumbprint = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I";

    private readonly DpopProofs _proofs = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose() => _key.Dispose();

    [Fact]
    public void The_RFCs_own_proofs_are_accepted()
    {
        var atToken = Accepted(_proofs.Verify(RfcTokenProof, "POST", "https://server.example.com/token", null, DateTimeOffset.FromUnixTimeSeconds(1562262616)));
        Assert.Equal((RfcThumbprint, "-BwC3ESc6acc2lTc"), (atToken.Jkt, atToken.Jti));
        var atResource = Accepted(_proofs.Verify(RfcResourceProof, "GET", "https://resource.example.org/protectedresource", RfcAccessToken, DateTimeOffset.FromUnixTimeSeconds(1562262618)));
        Assert.Equal(RfcThumbprint, atResource.Jkt);
    }

    [Fact]
    public void The_RFCs_own_proof_is_refused_for_another_token()
    {
        Refused(_proofs.Verify(RfcResourceProof, "GET", "https://resource.example.org/protectedresource", RfcAccessToken + "x", DateTimeOffset.FromUnixTimeSeconds(1562262618)));
        Refused(_proofs.Verify(RfcTokenProof, "POST", "https://server.example.com/token", RfcAccessToken, DateTimeOffset.FromUnixTimeSeconds(1562262616)));
    }

    [Fact]
    public void What_a_client_makes_is_accepted_once_and_again_by_the_kept_key()
    {
        for (var i = 0; i < 3; i++)
        {
            var accepted = Accepted(_proofs.Verify(DpopProofs.Make(_key, "POST", Token, null, Now), "POST", Token, null, Now));
            Assert.Equal(PublicKeyP256.Of(_key).Thumbprint(), accepted.Jkt);
            Assert.True(accepted.Expires > Now.AddSeconds(60));
        }
    }

    [Theory]
    [InlineData("https://records.example.org/fhir/Patient?name=x", true)]
    [InlineData("https://records.example.org/fhir/Patient#x", true)]
    [InlineData("HTTPS://Records.Example.org:443/fhir/Patient", true)]
    [InlineData("https://records.example.org/fhir/patient", false)]
    [InlineData("https://records.example.org/fhir/Patient/", false)]
    [InlineData("https://records.example.org/fhir", false)]
    [InlineData("http://records.example.org/fhir/Patient", false)]
    [InlineData("https://records.example.org:444/fhir/Patient", false)]
    [InlineData("https://evil@records.example.org/fhir/Patient", false)]
    [InlineData("https://records.example.com/fhir/Patient", false)]
    [InlineData("/fhir/Patient", false)]
    [InlineData("", false)]
    public void A_proof_is_for_one_address_without_its_query(string htu, bool accepted) =>
        Assert.Equal(accepted, _proofs.Verify(Proof(Payload(htu: htu)), "GET", "https://records.example.org/fhir/Patient?_id=1", null, Now) is DpopOutcome.Accepted);

    [Theory]
    [InlineData(-60, true)]
    [InlineData(60, true)]
    [InlineData(-61, false)]
    [InlineData(61, false)]
    public void A_proof_is_believed_for_a_minute(int seconds, bool accepted) =>
        Assert.Equal(accepted, Verify(Proof(Payload(iat: $"{Now.ToUnixTimeSeconds() + seconds}"))) is DpopOutcome.Accepted);

    [Fact]
    public void A_proof_for_another_method_is_refused()
    {
        Refused(_proofs.Verify(Proof(Payload()), "POST", "https://records.example.org/fhir", null, Now));
        Refused(_proofs.Verify(Proof(Payload()), "get", "https://records.example.org/fhir", null, Now));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"typ\":\"JWT\",\"alg\":\"ES256\",\"jwk\":J}")]
    [InlineData("{\"typ\":\"dpop+jwt\",\"alg\":\"none\",\"jwk\":J}")]
    [InlineData("{\"typ\":\"dpop+jwt\",\"alg\":\"HS256\",\"jwk\":J}")]
    [InlineData("{\"typ\":\"dpop+jwt\",\"alg\":\"RS256\",\"jwk\":J}")]
    [InlineData("{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\"}")]
    [InlineData("{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":null}")]
    [InlineData("{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":\"J\"}")]
    [InlineData("{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":J,\"kid\":\"1\"}")]
    [InlineData("{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":J,\"crit\":[\"x\"]}")]
    [InlineData("{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"alg\":\"ES256\",\"jwk\":J}")]
    [InlineData("{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":J} ")]
    [InlineData("{\"Typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":J}")]
    public void Any_other_header_is_refused(string header)
    {
        var outcome = Verify(Sign(header.Replace("J", PublicKeyP256.Of(_key).ToJwk(), StringComparison.Ordinal), Payload()));
        if (header.EndsWith("} ", StringComparison.Ordinal)) Accepted(outcome); // white space is JSON
        else Refused(outcome);
    }

    [Fact]
    public void A_header_that_holds_a_private_key_is_refused()
    {
        var p = _key.ExportParameters(includePrivateParameters: true);
        var jwk = $"{{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"{Base64Url.Encode(p.Q.X)}\",\"y\":\"{Base64Url.Encode(p.Q.Y)}\",\"d\":\"{Base64Url.Encode(p.D)}\"}}";
        Refused(Verify(Sign($"{{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":{jwk}}}", Payload())));
    }

    [Fact]
    public void What_a_browser_adds_to_its_public_key_does_no_harm()
    {
        var jwk = PublicKeyP256.Of(_key).ToJwk()[..^1] + ",\"key_ops\":[\"verify\"],\"ext\":true}";
        Assert.Equal(PublicKeyP256.Of(_key).Thumbprint(), Accepted(Verify(Sign($"{{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":{jwk}}}", Payload()))).Jkt);
    }

    [Theory]
    [InlineData("{\"htm\":\"GET\",\"htu\":\"https://records.example.org/fhir\",\"iat\":1800000000}")]
    [InlineData("{\"jti\":\"a\",\"htu\":\"https://records.example.org/fhir\",\"iat\":1800000000}")]
    [InlineData("{\"jti\":\"a\",\"htm\":\"GET\",\"iat\":1800000000}")]
    [InlineData("{\"jti\":\"a\",\"htm\":\"GET\",\"htu\":\"https://records.example.org/fhir\"}")]
    [InlineData("{\"jti\":\"\",\"htm\":\"GET\",\"htu\":\"https://records.example.org/fhir\",\"iat\":1800000000}")]
    [InlineData("{\"jti\":null,\"htm\":\"GET\",\"htu\":\"https://records.example.org/fhir\",\"iat\":1800000000}")]
    [InlineData("{\"jti\":\"a\",\"jti\":\"a\",\"htm\":\"GET\",\"htu\":\"https://records.example.org/fhir\",\"iat\":1800000000}")]
    [InlineData("{\"jti\":\"a\",\"htm\":\"GET\",\"htu\":\"https://records.example.org/fhir\",\"iat\":\"1800000000\"}")]
    [InlineData("{\"jti\":\"a\",\"htm\":\"GET\",\"htu\":\"https://records.example.org/fhir\",\"iat\":1e300}")]
    [InlineData("{\"jti\":\"a\",\"htm\":\"GET\",\"htu\":\"https://records.example.org/fhir\",\"iat\":-1}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("")]
    public void A_payload_without_its_claims_is_refused(string payload) => Refused(Verify(Proof(payload)));

    [Fact]
    public void A_jti_of_128_characters_is_the_longest()
    {
        Accepted(Verify(Proof(Payload(jti: new string('j', 128)))));
        Refused(Verify(Proof(Payload(jti: new string('j', 129)))));
    }

    [Fact]
    public void Claims_that_nobody_asked_for_are_ignored() => Accepted(Verify(Proof(Payload()[..^1] + ",\"nonce\":\"n\",\"more\":{\"a\":[1]}}")));

    [Fact]
    public void A_changed_letter_anywhere_is_refused()
    {
        var proof = Proof(Payload());
        for (var at = 0; at < proof.Length; at++)
        {
            var bent = proof.ToCharArray();
            bent[at] = bent[at] == 'A' ? 'B' : 'A';
            Refused(Verify(new string(bent)));
        }
    }

    [Fact]
    public void What_is_no_JWS_is_refused_and_never_thrown_at()
    {
        var proof = Proof(Payload());
        foreach (var text in new[] { "", ".", "..", "...", proof + ".", proof + "A", proof[..^1], "." + proof, proof.Replace('.', ' '), new string('A', 10_000), "é.é.é", $"{proof}\n" })
            Refused(Verify(text));
    }

    [Fact]
    public void Another_ones_signature_is_refused_also_once_the_key_is_known()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Accepted(Verify(Proof(Payload())));
        var header = $"{{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":{PublicKeyP256.Of(_key).ToJwk()}}}";
        Refused(Verify(Sign(header, Payload(), other)));
    }

    [Fact]
    public void Sixteen_threads_share_the_kept_keys()
    {
        var good = Enumerable.Range(0, 50).Select(_ => Proof(Payload())).ToList();
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var bad = good.Select(p => p[..^4] + "AAAA").ToList();
        Parallel.For(0, 1600, new ParallelOptions { MaxDegreeOfParallelism = 16 }, i =>
        {
            Accepted(Verify(good[i % good.Count]));
            Refused(Verify(bad[i % bad.Count]));
        });
    }

    private DpopOutcome Verify(string proof) => _proofs.Verify(proof, "GET", "https://records.example.org/fhir", null, Now);

    private static string Payload(string jti = "a", string htu = "https://records.example.org/fhir", string? iat = null) =>
        $"{{\"jti\":\"{jti}\",\"htm\":\"GET\",\"htu\":\"{htu}\",\"iat\":{iat ?? $"{Now.ToUnixTimeSeconds()}"}}}";

    private string Proof(string payload) => Sign($"{{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":{PublicKeyP256.Of(_key).ToJwk()}}}", payload);

    private string Sign(string header, string payload, ECDsa? key = null)
    {
        var signed = $"{Base64Url.Encode(Encoding.UTF8.GetBytes(header))}.{Base64Url.Encode(Encoding.UTF8.GetBytes(payload))}";
        return $"{signed}.{Base64Url.Encode((key ?? _key).SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }

    private static DpopOutcome.Accepted Accepted(DpopOutcome outcome) => Assert.IsType<DpopOutcome.Accepted>(outcome);

    private static void Refused(DpopOutcome outcome) => Assert.IsType<DpopOutcome.Refused>(outcome);
}

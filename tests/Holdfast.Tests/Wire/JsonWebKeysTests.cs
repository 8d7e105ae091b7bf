using System.Security.Cryptography;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Wire;

public class JsonWebKeysTests
{
    // RFC 9449: the key of §4.1 and its RFC 7638 thumbprint in §6.1.
    private const string X = "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs";
    private const string Y = "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA";

    [Fact]
    public void The_RFCs_key_has_the_RFCs_thumbprint()
    {
        var key = JsonWebKeys.Read($"{{\"kty\":\"EC\",\"x\":\"{X}\",\"y\":\"{Y}\",\"crv\":\"P-256\"}}")!;
        Assert.Equal("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I", key.Thumbprint());
        Assert.Equal($"{{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"{X}\",\"y\":\"{Y}\"}}", key.ToJwk());
    }

    [Fact]
    public void What_browsers_add_changes_nothing()
    {
        var key = JsonWebKeys.Read($"{{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"{X}\",\"y\":\"{Y}\",\"ext\":true,\"key_ops\":[\"verify\"],\"alg\":\"ES256\",\"use\":\"sig\",\"kid\":\"1\"}}")!;
        Assert.Equal("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I", key.Thumbprint());
    }

    [Fact]
    public void A_key_made_here_reads_back()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var jwk = PublicKeyP256.Of(key);
        Assert.Equal(jwk, JsonWebKeys.Read(jwk.ToJwk()));
    }

    [Theory]
    [InlineData("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"X\",\"y\":\"Y\",\"d\":\"X\"}")] // private
    [InlineData("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"X\",\"x\":\"X\",\"y\":\"Y\"}")]
    [InlineData("{\"kty\":\"EC\",\"crv\":\"P-384\",\"x\":\"X\",\"y\":\"Y\"}")]
    [InlineData("{\"kty\":\"RSA\",\"crv\":\"P-256\",\"x\":\"X\",\"y\":\"Y\"}")]
    [InlineData("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"X\"}")]
    [InlineData("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"Y\",\"y\":\"X\"}")] // off the curve
    [InlineData("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"X=\",\"y\":\"Y\"}")]
    [InlineData("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"\",\"y\":\"\"}")]
    [InlineData("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":null,\"y\":\"Y\"}")]
    [InlineData("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"X\",\"y\":\"Y\"} x")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("")]
    public void What_is_no_public_P_256_key_is_refused(string json) => Assert.Null(JsonWebKeys.Read(json.Replace("\"X", $"\"{X}", StringComparison.Ordinal).Replace("\"Y", $"\"{Y}", StringComparison.Ordinal)));

    [Fact]
    public void A_key_as_long_as_a_book_is_refused() =>
        Assert.Null(JsonWebKeys.Read($"{{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"{X}\",\"y\":\"{Y}\",\"kid\":\"{new string('k', 1000)}\"}}"));
}

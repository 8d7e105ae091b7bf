using System.Formats.Cbor;
using System.Text.Json;
using Holdfast.Keyholder.People.Passkeys;

namespace Holdfast.Tests.Keyholder.People.Passkeys;

/// <summary>Every kind of passkey's key, against Project Wycheproof's signatures, good and bad.</summary>
public class CredentialKeyTests
{
    [Theory]
    [InlineData("ecdsa_secp256r1_sha256_test", -7, 1, 32, 484)]
    [InlineData("ecdsa_secp384r1_sha384_test", -35, 2, 48, 0)]
    [InlineData("ecdsa_secp521r1_sha512_test", -36, 3, 66, 0)]
    public void Elliptic_signatures_are_good_exactly_where_Wycheproof_says_so(string file, int alg, int curve, int length, int count)
    {
        var tried = Signatures(file, group =>
        {
            var point = Hex(group.GetProperty("publicKey"), "uncompressed");
            return Cose((1, 2), (3, alg), (-1, curve), (-2, point[1..(length + 1)]), (-3, point[(length + 1)..]));
        });
        Assert.True(tried > 100 && (count == 0 || tried == count), $"{tried} tried");
    }

    [Fact]
    public void Ed25519_signatures_are_good_exactly_where_Wycheproof_says_so() =>
        Assert.Equal(151, Signatures("ed25519_test", group => Cose((1, 1), (3, -8), (-1, 6), (-2, Hex(group.GetProperty("publicKey"), "pk")))));

    [Theory]
    [InlineData("rsa_signature_2048_sha256_test")]
    [InlineData("rsa_signature_3072_sha256_test")]
    public void RSA_signatures_are_good_exactly_where_Wycheproof_says_so(string file)
    {
        var tried = Signatures(file, group =>
        {
            var key = group.GetProperty("publicKey");
            return Cose((1, 3), (3, -257), (-1, Hex(key, "modulus").SkipWhile(b => b == 0).ToArray()), (-2, Hex(key, "publicExponent").SkipWhile(b => b == 0).ToArray()));
        });
        Assert.True(tried > 200, $"{tried} tried");
    }

    [Fact]
    public void A_key_with_a_member_too_many_too_few_or_of_another_kind_is_refused()
    {
        var (x, y) = Point();
        Assert.NotNull(CredentialKey.Read(Cose((1, 2), (3, -7), (-1, 1), (-2, x), (-3, y))));
        Assert.Null(CredentialKey.Read(Cose((1, 2), (3, -7), (-1, 1), (-2, x))));
        Assert.Null(CredentialKey.Read(Cose((1, 2), (3, -7), (4, 1), (-1, 1), (-2, x), (-3, y))));
        Assert.Null(CredentialKey.Read(Cose((1, 2), (3, -7), (-1, 1), (-2, x), (-3, y), (-4, x))));
        Assert.Null(CredentialKey.Read(Cose((1, 2), (3, -7), (-1, 2), (-2, x), (-3, y))));
        Assert.Null(CredentialKey.Read(Cose((1, 2), (3, -35), (-1, 1), (-2, x), (-3, y))));
        Assert.Null(CredentialKey.Read(Cose((1, 1), (3, -7), (-1, 1), (-2, x), (-3, y))));
        Assert.Null(CredentialKey.Read(Cose((1, 2), (3, -65535), (-1, 1), (-2, x), (-3, y)))); // RS1
        Assert.Null(CredentialKey.Read(Cose((1, 2), (3, -7), (-1, 1), (-2, x), (-3, true)))); // compressed
        Assert.Null(CredentialKey.Read([.. Cose((1, 2), (3, -7), (-1, 1), (-2, x), (-3, y)), 0]));
        Assert.Null(CredentialKey.Read([]));
        Assert.Null(CredentialKey.Read(new byte[5000]));
    }

    [Fact]
    public void A_point_off_the_curve_or_of_another_length_is_refused()
    {
        var (x, y) = Point();
        y[31] ^= 1;
        Assert.Null(CredentialKey.Read(Cose((1, 2), (3, -7), (-1, 1), (-2, x), (-3, y))));
        Assert.Null(CredentialKey.Read(Cose((1, 2), (3, -7), (-1, 1), (-2, x[1..]), (-3, y))));
        Assert.Null(CredentialKey.Read(Cose((1, 2), (3, -7), (-1, 1), (-2, new byte[32]), (-3, new byte[32]))));
        Assert.Null(CredentialKey.Read(Cose((1, 1), (3, -8), (-1, 6), (-2, new byte[31]))));
        Assert.Null(CredentialKey.Read(Cose((1, 1), (3, -8), (-1, 7), (-2, new byte[57])))); // Ed448
    }

    [Theory]
    [InlineData(128, false)] // 1,024 bits
    [InlineData(255, false)]
    [InlineData(256, true)]
    [InlineData(512, true)]
    [InlineData(513, false)]
    public void RSA_keys_have_2048_to_4096_bits(int bytes, bool accepted)
    {
        var modulus = Enumerable.Repeat((byte)0xFF, bytes).ToArray();
        Assert.Equal(accepted, CredentialKey.Read(Cose((1, 3), (3, -257), (-1, modulus), (-2, new byte[] { 1, 0, 1 }))) is not null);
        modulus[0] = 0x7F;
        Assert.Equal(accepted && bytes > 256, CredentialKey.Read(Cose((1, 3), (3, -257), (-1, modulus), (-2, new byte[] { 1, 0, 1 }))) is not null);
        modulus[0] = 0;
        Assert.Null(CredentialKey.Read(Cose((1, 3), (3, -257), (-1, modulus), (-2, new byte[] { 1, 0, 1 }))));
        modulus[0] = 0xFF;
        Assert.Null(CredentialKey.Read(Cose((1, 3), (3, -257), (-1, modulus), (-2, new byte[] { 1 }))));
        Assert.Null(CredentialKey.Read(Cose((1, 3), (3, -257), (-1, modulus), (-2, new byte[] { 1, 0, 0 }))));
        Assert.Null(CredentialKey.Read(Cose((1, 3), (3, -257), (-1, modulus), (-2, Array.Empty<byte>()))));
    }

    /// <summary>Tries every signature of a file; returns how many there were.</summary>
    private static int Signatures(string file, Func<JsonElement, byte[]> coseKey)
    {
        using var vectors = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path($"wycheproof/{file}.json")));
        var tried = 0;
        foreach (var group in vectors.RootElement.GetProperty("testGroups").EnumerateArray())
        {
            var key = CredentialKey.Read(coseKey(group));
            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                tried++;
                var valid = key is not null && key.Verify(Hex(test, "msg"), Hex(test, "sig"));
                var expected = test.GetProperty("result").GetString();
                var id = $"{file} tcId {test.GetProperty("tcId")} ({test.GetProperty("comment")}) is {expected}";
                if (expected == "acceptable") continue; // an encoding of old that either answer suits
                Assert.True(valid == (expected == "valid"), id);
            }
        }

        return tried;
    }

    private static (byte[] X, byte[] Y) Point()
    {
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var q = key.ExportParameters(false).Q;
        return (q.X!, q.Y!);
    }

    private static byte[] Hex(JsonElement element, string member) => Convert.FromHexString(element.GetProperty(member).GetString()!);

    private static byte[] Cose(params (int Label, object Value)[] members)
    {
        var writer = new CborWriter(CborConformanceMode.Ctap2Canonical);
        writer.WriteStartMap(members.Length);
        foreach (var (label, value) in members)
        {
            writer.WriteInt32(label);
            switch (value)
            {
                case int number: writer.WriteInt32(number); break;
                case bool flag: writer.WriteBoolean(flag); break;
                default: writer.WriteByteString((byte[])value); break;
            }
        }

        writer.WriteEndMap();
        return writer.Encode();
    }
}

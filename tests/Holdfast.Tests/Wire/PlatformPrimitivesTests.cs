using System.Security.Cryptography;
using System.Text.Json;

namespace Holdfast.Tests.Wire;

/// <summary>The platform's primitives that sealed records stand on, against Project Wycheproof: .NET's answer depends on the OpenSSL that it finds.</summary>
public class PlatformPrimitivesTests
{
    [Fact]
    public void AES_GCM_encrypts_and_refuses_as_Wycheproof_says()
    {
        var tried = 0;
        foreach (var (group, test) in Tests("aes_gcm_test"))
        {
            // The format uses 96-bit nonces and 128-bit tags; .NET takes no other nonces.
            if (group.GetProperty("ivSize").GetInt32() != 96 || group.GetProperty("tagSize").GetInt32() != 128) continue;
            tried++;
            var (message, tag) = (Hex(test, "msg"), Hex(test, "tag"));
            using var aes = new AesGcm(Hex(test, "key"), 16);
            var opened = new byte[message.Length];
            if (test.GetProperty("result").GetString() == "valid")
            {
                aes.Decrypt(Hex(test, "iv"), Hex(test, "ct"), tag, opened, Hex(test, "aad"));
                Assert.Equal(message, opened);
                var (ciphertext, newTag) = (new byte[message.Length], new byte[16]);
                aes.Encrypt(Hex(test, "iv"), message, ciphertext, newTag, Hex(test, "aad"));
                Assert.Equal(Hex(test, "ct"), ciphertext);
                Assert.Equal(tag, newTag);
            }
            else
            {
                Assert.Throws<AuthenticationTagMismatchException>(() => aes.Decrypt(Hex(test, "iv"), Hex(test, "ct"), tag, opened, Hex(test, "aad")));
                Assert.All(opened, b => Assert.Equal(0, b)); // nothing of it is shown
            }
        }

        Assert.True(tried == 197, $"{tried} tried");
    }

    [Fact]
    public void HKDF_SHA_256_derives_as_Wycheproof_says()
    {
        var tried = 0;
        foreach (var (_, test) in Tests("hkdf_sha256_test"))
        {
            tried++;
            var (secret, salt, info, size) = (Hex(test, "ikm"), Hex(test, "salt"), Hex(test, "info"), test.GetProperty("size").GetInt32());
            if (test.GetProperty("result").GetString() != "valid")
            {
                Assert.ThrowsAny<ArgumentException>(() => HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, size, salt, info));
                continue;
            }

            Assert.Equal(Hex(test, "okm"), HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, size, salt, info));
            var extracted = HKDF.Extract(HashAlgorithmName.SHA256, secret, salt);
            Assert.Equal(Hex(test, "okm"), HKDF.Expand(HashAlgorithmName.SHA256, extracted, size, info)); // the step that the format uses
        }

        Assert.Equal(86, tried);
    }

    [Fact]
    public void HMAC_SHA_256_is_Wycheproofs()
    {
        var tried = 0;
        foreach (var (group, test) in Tests("hmac_sha256_test"))
        {
            tried++;
            var tag = HMACSHA256.HashData(Hex(test, "key"), Hex(test, "msg")).AsSpan(0, group.GetProperty("tagSize").GetInt32() / 8);
            Assert.Equal(test.GetProperty("result").GetString() == "valid", tag.SequenceEqual(Hex(test, "tag")));
        }

        Assert.True(tried > 100, $"{tried} tried");
    }

    [Fact]
    public void ES256_signatures_of_64_bytes_are_good_where_Wycheproof_says_so()
    {
        var tried = 0;
        foreach (var (group, test) in Tests("ecdsa_secp256r1_sha256_p1363_test"))
        {
            tried++;
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(Hex(group, "publicKeyDer"), out _);
            var signature = Hex(test, "sig");
            // Statements and DPoP proofs demand 64 bytes before they ask the platform.
            var good = signature.Length == 64 && key.VerifyData(Hex(test, "msg"), signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
            Assert.True(good == (test.GetProperty("result").GetString() == "valid"), $"tcId {test.GetProperty("tcId")}");
        }

        Assert.True(tried > 200, $"{tried} tried");
    }

    private static IEnumerable<(JsonElement Group, JsonElement Test)> Tests(string file)
    {
        using var vectors = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path($"wycheproof/{file}.json")));
        foreach (var group in vectors.RootElement.GetProperty("testGroups").EnumerateArray())
            foreach (var test in group.GetProperty("tests").EnumerateArray())
                yield return (group, test);
    }

    private static byte[] Hex(JsonElement element, string member) => Convert.FromHexString(element.GetProperty(member).GetString()!);
}

using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Wire;

public sealed class StatementsTests : IDisposable
{
    private const string Launch = "{\"chart\":\"00000000000000000000000000000001\",\"client\":\"holdfast-chart\",\"statement\":\"launch\",\"installation\":\"i\",\"session\":\"s\",\"counter\":7}";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static LaunchStatement Statement() => new() { Statement = "launch", Installation = "i", Session = "s", Counter = 7, Chart = new string('0', 31) + "1", Client = "holdfast-chart" };

    public void Dispose() => _key.Dispose();

    [Fact]
    public void What_a_session_signed_is_read_and_verified()
    {
        var unverified = SignedStatements.Parse<LaunchStatement>(SignedStatements.Sign(Statement(), _key));
        Assert.Equal(Statement(), unverified!.Claimed);
        Assert.True(unverified.VerifiedBy(_key));
    }

    [Fact]
    public void Another_sessions_key_does_not_verify_it()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.False(SignedStatements.Parse<LaunchStatement>(SignedStatements.Sign(Statement(), other))!.VerifiedBy(_key));
    }

    [Fact]
    public void A_changed_letter_anywhere_is_not_read_or_not_verified()
    {
        var jws = SignedStatements.Sign(Statement(), _key);
        for (var at = 0; at < jws.Length; at++)
        {
            var bent = jws.ToCharArray();
            bent[at] = bent[at] == 'A' ? 'B' : 'A';
            var parsed = SignedStatements.Parse<LaunchStatement>(new string(bent));
            Assert.True(parsed is null || !parsed.VerifiedBy(_key), $"letter {at}");
        }
    }

    // RFC 7515 appendix A.3: the same algorithm and signature form under another header.
    [Fact]
    public void The_RFCs_ES256_signature_is_good_under_its_key()
    {
        var key = JsonWebKeys.Read("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\",\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}")!;
        const string Signed = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
        const string Signature = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
        Assert.True(Base64Url.TryDecode(Signature, 64, out var signature));
        using var imported = key.Import();
        Assert.True(new UnverifiedStatement<LaunchStatement>(Statement(), Encoding.ASCII.GetBytes(Signed), signature).VerifiedBy(imported));
        Assert.Null(SignedStatements.Parse<LaunchStatement>($"{Signed}.{Signature}"));
    }

    [Theory]
    [InlineData("{\"alg\":\"none\"}")]
    [InlineData("{\"alg\":\"HS256\",\"typ\":\"holdfast+jws\"}")]
    [InlineData("{\"alg\":\"ES256\",\"typ\":\"dpop+jwt\"}")]
    [InlineData("{\"typ\":\"holdfast+jws\",\"alg\":\"ES256\"}")] // the same in another order
    [InlineData("{\"alg\":\"ES256\",\"typ\":\"holdfast+jws\",\"kid\":\"1\"}")]
    [InlineData("{\"alg\": \"ES256\",\"typ\":\"holdfast+jws\"}")]
    [InlineData("")]
    public void A_header_of_any_other_bytes_is_refused(string header) => Assert.Null(SignedStatements.Parse<LaunchStatement>(Signed(header, Launch)));

    [Fact]
    public void What_is_no_JWS_is_refused_and_never_thrown_at()
    {
        var jws = SignedStatements.Sign(Statement(), _key);
        foreach (var text in new[] { "", ".", "..", "...", jws + ".", jws + "A", jws + "=", jws[..^1], jws[..^2], "." + jws, jws + "\n", new string('A', 1_000_000), "é.é.é" })
            Assert.Null(SignedStatements.Parse<LaunchStatement>(text));
    }

    [Theory]
    [InlineData(Launch, true)]
    [InlineData(" {\"counter\": 7, \"session\":\"s\",\"installation\":\"i\",\"statement\":\"launch\",\"client\":\"holdfast-chart\",\"chart\":\"0\"} ", true)] // order and white space are the browser's
    [InlineData("{\"chart\":\"0\",\"chart\":\"0\",\"client\":\"c\",\"statement\":\"launch\",\"installation\":\"i\",\"session\":\"s\",\"counter\":7}", false)] // twice
    [InlineData("{\"chart\":\"0\",\"Chart\":\"1\",\"client\":\"c\",\"statement\":\"launch\",\"installation\":\"i\",\"session\":\"s\",\"counter\":7}", false)] // another spelling
    [InlineData("{\"chart\":\"0\",\"client\":\"c\",\"statement\":\"launch\",\"installation\":\"i\",\"session\":\"s\",\"counter\":7,\"more\":1}", false)] // unknown
    [InlineData("{\"chart\":\"0\",\"statement\":\"launch\",\"installation\":\"i\",\"session\":\"s\",\"counter\":7}", false)] // missing
    [InlineData("{\"chart\":null,\"client\":\"c\",\"statement\":\"launch\",\"installation\":\"i\",\"session\":\"s\",\"counter\":7}", false)] // null
    [InlineData("{\"chart\":\"0\",\"client\":\"c\",\"statement\":\"launch\",\"installation\":\"i\",\"session\":\"s\",\"counter\":\"7\"}", false)] // a number as text
    [InlineData("{\"chart\":\"0\",\"client\":\"c\",\"statement\":\"launch\",\"installation\":\"i\",\"session\":\"s\",\"counter\":7.5}", false)]
    [InlineData("{\"chart\":\"0\",\"client\":\"c\",\"statement\":\"launch\",\"installation\":\"i\",\"session\":\"s\",\"counter\":99999999999999999999}", false)]
    [InlineData("{\"chart\":{\"a\":1},\"client\":\"c\",\"statement\":\"launch\",\"installation\":\"i\",\"session\":\"s\",\"counter\":7}", false)]
    [InlineData("{\"chart\":\"0\",\"client\":\"c\",\"statement\":\"launch\",\"installation\":\"i\",\"session\":\"s\",\"counter\":7}x", false)] // trailing
    [InlineData("{\"chart\":\"0\",\"client\":\"c\",\"statement\":\"launch\",\"installation\":\"i\",\"session\":\"s\",\"counter\":7}{}", false)]
    [InlineData("{\"chart\":\"0\",\"client\":\"c\",\"statement\":\"launch\",\"installation\":\"i\",\"session\":\"s\",\"counter\":7,}", false)]
    [InlineData("{\"chart\":\"\\ud800\",\"client\":\"c\",\"statement\":\"launch\",\"installation\":\"i\",\"session\":\"s\",\"counter\":7}", false)] // half a character
    [InlineData("{\"$type\":\"x\",\"chart\":\"0\",\"client\":\"c\",\"statement\":\"launch\",\"installation\":\"i\",\"session\":\"s\",\"counter\":7}", false)]
    [InlineData("[]", false)]
    [InlineData("null", false)]
    [InlineData("", false)]
    public void A_statement_has_its_members_and_no_others(string payload, bool read)
    {
        Assert.Equal(read, StatementJson.Read<LaunchStatement>(Encoding.UTF8.GetBytes(payload)) is not null);
        Assert.Equal(read, SignedStatements.Parse<LaunchStatement>(Signed(Encoding.UTF8.GetString(Decode(SignedStatements.Header)), payload)) is not null);
    }

    [Fact]
    public void A_statement_of_invalid_UTF_8_is_refused()
    {
        var bytes = Encoding.UTF8.GetBytes(Launch);
        bytes[Array.IndexOf(bytes, (byte)'h')] = 0xFF;
        Assert.Null(StatementJson.Read<LaunchStatement>(bytes));
        bytes = Encoding.UTF8.GetBytes(Launch);
        bytes[Launch.IndexOf("holdfast", StringComparison.Ordinal)] = 0xFF;
        Assert.Null(StatementJson.Read<LaunchStatement>(bytes));
    }

    [Fact]
    public void A_statement_too_large_or_too_deep_is_refused()
    {
        var huge = Launch.Replace("holdfast-chart", new string('c', StatementJson.MaximumBytes), StringComparison.Ordinal);
        Assert.Null(StatementJson.Read<LaunchStatement>(Encoding.UTF8.GetBytes(huge)));
        Assert.Null(SignedStatements.Parse<LaunchStatement>(Signed(Encoding.UTF8.GetString(Decode(SignedStatements.Header)), huge)));
        foreach (var depth in new[] { 9, 100, 60_000 })
            Assert.Null(StatementJson.Read<AssignStatement>(Encoding.UTF8.GetBytes($"{{\"items\":{new string('[', depth)}{new string(']', depth)}}}")));
    }

    [Fact]
    public void A_schedule_of_500_visits_fits()
    {
        var item = new AssignmentItem(new string('a', 32), null, "1234567897", "visit", 1_800_000_000_000, 1_800_003_600_000);
        var statement = new AssignStatement { Statement = "assign", Installation = new string('a', 32), Session = new string('b', 32), Counter = long.MaxValue, Items = [.. Enumerable.Repeat(item, 500)] };
        var jws = SignedStatements.Sign(statement, _key);
        Assert.Equal(500, SignedStatements.Parse<AssignStatement>(jws)!.Claimed.Items.Length);
    }

    [Fact]
    public void A_statement_of_one_kind_is_not_read_as_another()
    {
        var jws = SignedStatements.Sign(Statement(), _key);
        Assert.Null(SignedStatements.Parse<PlainStatement>(jws));
        Assert.Null(SignedStatements.Parse<OpenStatement>(jws));
        Assert.Null(SignedStatements.Parse<FindStatement>(jws));
    }

    [Fact]
    public void Names_survive_whatever_their_letters() => Gen.String[Gen.Char.Where(c => !char.IsSurrogate(c)), 0, 40].Sample(name =>
    {
        var statement = new FindStatement { Statement = "find", Installation = "i", Session = "s", Counter = 1, Name = name, HealthNumber = null, BirthDate = null };
        Assert.Equal(statement, StatementJson.Read<FindStatement>(StatementJson.Write(statement)));
    });

    [Fact]
    public void Random_text_is_refused_and_never_thrown_at() => Gen.String[0, 200].Sample(text => Assert.Null(SignedStatements.Parse<LaunchStatement>(text)));

    private string Signed(string header, string payload)
    {
        var signed = $"{Base64Url.Encode(Encoding.UTF8.GetBytes(header))}.{Base64Url.Encode(Encoding.UTF8.GetBytes(payload))}";
        return $"{signed}.{Base64Url.Encode(_key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }

    private static byte[] Decode(string text)
    {
        Assert.True(Base64Url.TryDecode(text, 1000, out var bytes));
        return bytes;
    }
}

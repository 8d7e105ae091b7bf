using System.Text;
using Holdfast.Keyholder.People.Passwords;

namespace Holdfast.Tests.Keyholder.People.Passwords;

public class TotpTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");

    /// <summary>RFC 6238, appendix B, SHA-1, the last six of eight digits.</summary>
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void The_codes_are_those_of_the_specification(long seconds, string code) => Assert.Equal(code, Totp.Code(Secret, seconds / 30));

    [Theory]
    [InlineData("287082", 0, 1L)]
    [InlineData("287 082", 0, 1L)]
    [InlineData("287082", 1, null)]  // used before
    [InlineData("287083", 0, null)]
    [InlineData("28708", 0, null)]
    [InlineData("2870821", 0, null)]
    [InlineData("", 0, null)]
    [InlineData("２８７０８２", 0, null)]
    public void A_code_works_once(string code, long last, long? step) => Assert.Equal(step, Totp.Match(Secret, code, DateTimeOffset.FromUnixTimeSeconds(59), last));

    [Theory]
    [InlineData(29, true)]
    [InlineData(30, true)]
    [InlineData(89, true)]
    [InlineData(90, false)]
    public void A_telephones_clock_may_be_half_a_minute_off(long at, bool fits) => Assert.Equal(fits, Totp.Match(Secret, "287082", DateTimeOffset.FromUnixTimeSeconds(at), 0) is not null);

    /// <summary>RFC 4648, section 10.</summary>
    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void The_text_for_typing_is_base32(string bytes, string text) => Assert.Equal(text, Totp.Text(Encoding.ASCII.GetBytes(bytes)));
}

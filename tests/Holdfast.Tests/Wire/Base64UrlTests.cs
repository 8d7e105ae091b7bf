using CsCheck;
using Holdfast.Wire;

namespace Holdfast.Tests.Wire;

public class Base64UrlTests
{
    // RFC 4648 §10, without padding.
    [Theory]
    [InlineData("", "")]
    [InlineData("f", "Zg")]
    [InlineData("fo", "Zm8")]
    [InlineData("foo", "Zm9v")]
    [InlineData("foob", "Zm9vYg")]
    [InlineData("fooba", "Zm9vYmE")]
    [InlineData("foobar", "Zm9vYmFy")]
    public void The_RFCs_examples_come_out(string text, string encoded)
    {
        var bytes = System.Text.Encoding.ASCII.GetBytes(text);
        Assert.Equal(encoded, Base64Url.Encode(bytes));
        Assert.True(Base64Url.TryDecode(encoded, 6, out var decoded));
        Assert.Equal(bytes, decoded);
    }

    [Theory]
    [InlineData("Zg==")] // padding
    [InlineData("Zh")] // spare bits set
    [InlineData("Zm9=")]
    [InlineData("Zm8 ")]
    [InlineData(" Zm8")]
    [InlineData("Zm\n8")]
    [InlineData("Z")] // no byte has six bits
    [InlineData("Zm9vY")]
    [InlineData("+/+/")] // the other alphabet
    [InlineData("Zm9é")]
    [InlineData("Zm9\0")]
    public void What_is_not_the_one_encoding_of_its_bytes_is_refused(string text) => Assert.False(Base64Url.TryDecode(text, 100, out _));

    [Fact]
    public void Longer_than_asked_for_is_refused()
    {
        Assert.True(Base64Url.TryDecode(Base64Url.Encode(new byte[32]), 32, out _));
        Assert.False(Base64Url.TryDecode(Base64Url.Encode(new byte[33]), 32, out _));
        Assert.False(Base64Url.TryDecode(new string('A', 1_000_000), 32, out _));
    }

    [Fact]
    public void Bytes_come_back_as_they_went()
    {
        Gen.Byte.Array[0, 300].Sample(bytes =>
        {
            Assert.True(Base64Url.TryDecode(Base64Url.Encode(bytes), 300, out var decoded));
            Assert.Equal(bytes, decoded);
        });
    }

    [Fact]
    public void Two_texts_never_decode_to_the_same_bytes()
    {
        Gen.String[Gen.Char["ABCDwxyz0189-_=+ "], 0, 12].Sample(text =>
        {
            if (Base64Url.TryDecode(text, 100, out var bytes)) Assert.Equal(text, Base64Url.Encode(bytes));
        });
    }
}

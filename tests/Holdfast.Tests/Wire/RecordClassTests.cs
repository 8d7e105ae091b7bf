using Holdfast.Wire.Records;

namespace Holdfast.Tests.Wire;

public class RecordClassTests
{
    [Theory]
    [InlineData("identity", "identity")]
    [InlineData("clinical", "clinical")]
    [InlineData("documents", "documents")]
    [InlineData("clinical@import", "clinical")]
    [InlineData("documents@hospital-7", "documents")]
    public void A_class_is_one_of_three_or_a_services_own_of_these(string text, string content)
    {
        Assert.True(RecordClass.TryParse(text, out var parsed));
        Assert.Equal(text, parsed.ToString());
        Assert.Equal(content, parsed.Content);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Identity")]
    [InlineData("billing")]
    [InlineData("clinical@")]
    [InlineData("@import")]
    [InlineData("clinical@Import")]
    [InlineData("clinical@im port")]
    [InlineData("clinical@a@b")]
    [InlineData("clinical@../x")]
    [InlineData("clinical@été")]
    [InlineData("clinical@123456789012345678901234567890123")] // 33
    [InlineData("clinical ")]
    public void Anything_else_is_refused(string text)
    {
        Assert.False(RecordClass.TryParse(text, out _));
        Assert.Throws<FormatException>(() => RecordClass.Parse(text));
    }

    [Fact]
    public void A_services_class_keeps_the_content() => Assert.Equal("clinical@import", RecordClass.Parse("clinical@other").Of("import").Text);

    [Fact]
    public void The_longest_class_fits_its_length_byte()
    {
        var longest = RecordClass.Documents.Of(new string('s', 32));
        Assert.True(longest.Text.Length <= RecordClass.MaximumLength);
    }
}

using CsCheck;
using Google.Protobuf;
using Holdfast.Wire;

namespace Holdfast.Tests.Wire;

public class IdsTests
{
    [Fact]
    public void An_id_is_written_as_32_lower_case_digits_and_as_the_same_16_bytes()
    {
        byte[] bytes = [0x00, 0x01, .. Enumerable.Range(2, 14).Select(i => (byte)(i * 17))];
        var id = ChartId.From(bytes);
        Assert.Equal(Convert.ToHexStringLower(bytes), id.ToString());
        Assert.Equal(bytes, id.ToBytes());
        Assert.Equal(id, ChartId.From(ByteString.CopyFrom(bytes)));
        Assert.True(ChartId.TryParse(id.ToString(), out var parsed));
        Assert.Equal(id, parsed);
    }

    [Fact]
    public void Every_kind_of_id_reads_back() => Gen.Byte.Array[16].Sample(bytes =>
    {
        var text = Convert.ToHexStringLower(bytes);
        Assert.True(PersonId.TryParse(text, out var person) && person.ToBytes().SequenceEqual(bytes) && person == PersonId.From(bytes));
        Assert.True(SessionId.TryParse(text, out var session) && session.ToBytes().SequenceEqual(bytes));
        Assert.True(GrantId.TryParse(text, out var grant) && grant.ToBytes().SequenceEqual(bytes));
        Assert.True(NodeInstanceId.TryParse(text, out var node) && node.ToBytes().SequenceEqual(bytes));
        Assert.True(InstallationId.TryParse(text, out var installation) && installation.ToBytes().SequenceEqual(bytes));
        Assert.True(RecordId.TryParse(text, out var record) && record.ToBytes().SequenceEqual(bytes));
    });

    [Theory]
    [InlineData("")]
    [InlineData("0123456789abcdef0123456789abcde")]
    [InlineData("0123456789abcdef0123456789abcdef0")]
    [InlineData("0123456789ABCDEF0123456789ABCDEF")] // one spelling only
    [InlineData("0123456789abcdef0123456789abcdeg")]
    [InlineData("+123456789abcdef0123456789abcdef")]
    [InlineData(" 123456789abcdef0123456789abcdef")]
    [InlineData("0x23456789abcdef0123456789abcdef")]
    [InlineData("../../../../../../etc/passwd/abc")]
    public void Another_spelling_is_no_id(string text) => Assert.False(ChartId.TryParse(text, out _));

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(17)]
    public void Another_length_is_no_id(int length) => Assert.Throws<FormatException>(() => ChartId.From(new byte[length]));

    [Fact]
    public void New_ids_do_not_repeat() => Assert.Equal(10_000, Enumerable.Range(0, 10_000).Select(_ => ChartId.New()).ToHashSet().Count);
}

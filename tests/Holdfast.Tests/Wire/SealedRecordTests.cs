using System.Text;
using Holdfast.Wire;
using Holdfast.Wire.Records;

namespace Holdfast.Tests.Wire;

public class SealedRecordTests
{
    private static readonly InstallationId Installation = InstallationId.New();
    private static readonly ChartId Chart = ChartId.New();
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    private static RecordHeader Header() => new(RecordClass.Clinical, 202611, GrantId.New(), RecordId.New(), 7, new byte[32]);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(100_000)]
    public void What_was_sealed_is_what_opens(int length)
    {
        var content = Encoding.UTF8.GetBytes(new string('x', length));
        using var subkey = new Subkey(Key);
        var row = SealedRecord.Seal(Installation, Chart, Header(), subkey, content);
        Assert.Equal(content, SealedRecord.Open(Installation, Chart, subkey, row));
    }

    [Fact]
    public void One_changed_bit_anywhere_opens_nothing()
    {
        using var subkey = new Subkey(Key);
        var row = SealedRecord.Seal(Installation, Chart, Header(), subkey, "wound care, left heel"u8);
        for (var at = 0; at < row.Length; at++)
        {
            row[at] ^= 1;
            Assert.Null(SealedRecord.Open(Installation, Chart, subkey, row));
            row[at] ^= 1;
        }
    }

    [Fact]
    public void A_row_of_another_chart_installation_or_key_does_not_open()
    {
        using var subkey = new Subkey(Key);
        using var other = new Subkey([.. Key.Reverse()]);
        var row = SealedRecord.Seal(Installation, Chart, Header(), subkey, "x"u8);
        Assert.Null(SealedRecord.Open(Installation, ChartId.New(), subkey, row));
        Assert.Null(SealedRecord.Open(InstallationId.New(), Chart, subkey, row));
        Assert.Null(SealedRecord.Open(Installation, Chart, other, row));
    }

    [Fact]
    public void A_cut_row_does_not_open()
    {
        using var subkey = new Subkey(Key);
        var row = SealedRecord.Seal(Installation, Chart, Header(), subkey, "x"u8);
        for (var length = 0; length < row.Length; length++) Assert.Null(SealedRecord.Open(Installation, Chart, subkey, row.AsSpan(0, length)));
    }

    [Fact]
    public void A_disposed_key_opens_nothing()
    {
        var subkey = new Subkey(Key);
        subkey.Dispose();
        Assert.Throws<ObjectDisposedException>(() => SealedRecord.Seal(Installation, Chart, Header(), subkey, "x"u8));
    }
}

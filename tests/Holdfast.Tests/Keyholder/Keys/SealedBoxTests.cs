using Holdfast.Keyholder.Keys;
using Holdfast.Wire;

namespace Holdfast.Tests.Keyholder.Keys;

public class SealedBoxTests
{
    private static UseKey Key(byte fill) => new([.. Enumerable.Repeat(fill, 32)]);

    [Fact]
    public void Every_bit_of_a_box_counts()
    {
        using var key = Key(1);
        var box = SealedBox.Seal(key, "label"u8, "context"u8, "words"u8);
        Assert.Equal("words"u8.ToArray(), SealedBox.Open(key, "label"u8, "context"u8, box));
        for (var i = 0; i < box.Length * 8; i++)
        {
            box[i / 8] ^= (byte)(1 << (i % 8));
            Assert.Null(SealedBox.Open(key, "label"u8, "context"u8, box));
            box[i / 8] ^= (byte)(1 << (i % 8));
        }

        for (var length = 0; length < box.Length; length++) Assert.Null(SealedBox.Open(key, "label"u8, "context"u8, box.AsSpan(0, length)));
    }

    [Fact]
    public void Another_key_label_or_context_opens_nothing()
    {
        using var key = Key(1);
        using var other = Key(2);
        var box = SealedBox.Seal(key, "label"u8, "context"u8, "words"u8);

        Assert.Null(SealedBox.Open(other, "label"u8, "context"u8, box));
        Assert.Null(SealedBox.Open(key, "labex"u8, "context"u8, box));
        Assert.Null(SealedBox.Open(key, "label"u8, "contexx"u8, box));
    }

    [Fact]
    public void Two_boxes_of_the_same_words_have_nothing_in_common()
    {
        using var key = Key(1);
        Assert.NotEqual(SealedBox.Seal(key, "l"u8, [], "words"u8), SealedBox.Seal(key, "l"u8, [], "words"u8));
    }

    [Fact]
    public void A_chart_root_unwraps_for_its_own_chart_installation_and_epoch_only()
    {
        var (installation, chart) = (InstallationId.New(), ChartId.New());
        using var epoch = new EpochKey([.. Enumerable.Repeat((byte)1, 32)]);
        using var other = new EpochKey([.. Enumerable.Repeat((byte)2, 32)]);
        using var root = ChartRoot.New(installation, chart);
        var wrapped = root.WrapUnder(epoch);

        using (var again = ChartRoot.Unwrap(epoch, installation, chart, wrapped)) Assert.NotNull(again);
        Assert.Null(ChartRoot.Unwrap(other, installation, chart, wrapped));
        Assert.Null(ChartRoot.Unwrap(epoch, InstallationId.New(), chart, wrapped));
        Assert.Null(ChartRoot.Unwrap(epoch, installation, ChartId.New(), wrapped));
    }

    [Fact]
    public void A_key_that_was_disposed_of_opens_nothing()
    {
        var key = Key(1);
        key.Dispose();

        Assert.Throws<ObjectDisposedException>(() => SealedBox.Seal(key, "l"u8, [], "words"u8));
        Assert.DoesNotContain("01", key.ToString()!, StringComparison.Ordinal);
    }
}

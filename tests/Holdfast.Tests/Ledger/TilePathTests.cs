using Holdfast.Ledger;

namespace Holdfast.Tests.Ledger;

public sealed class TilePathTests
{
    [Theory]
    [InlineData(0, 0, 256, "tile/0/000")]
    [InlineData(0, 1000, 256, "tile/0/x001/000")]
    [InlineData(3, 1234067, 256, "tile/3/x001/x234/067")]
    [InlineData(0, 273, 112, "tile/0/273.p/112")]
    [InlineData(TilePath.Entries, 0, 1, "tile/entries/000.p/1")]
    public void Paths_are_those_of_the_specification(int level, long number, int width, string text)
    {
        var path = new TilePath(level, number, width);
        Assert.Equal(text, path.ToString());
        Assert.True(TilePath.TryParse(text, out var parsed));
        Assert.Equal(path, parsed);
    }

    [Fact]
    public void Partial_widths_are_those_of_the_specification()
    {
        Assert.Equal("tile/0/273.p/112", TilePath.Of(0, 69_999, 70_000).ToString());
        Assert.Equal("tile/0/272", TilePath.Of(0, 272 * 256, 70_000).ToString());
        Assert.Equal("tile/1/001.p/17", TilePath.Of(1, 272, 70_000).ToString());
        Assert.Equal("tile/2/000.p/1", TilePath.Of(2, 0, 70_000).ToString());
        Assert.Equal("tile/1/000.p/1", TilePath.Of(1, 0, 256).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("tile/")]
    [InlineData("tile/0")]
    [InlineData("tile/0/")]
    [InlineData("tile/00/000")]
    [InlineData("tile/8/000")]
    [InlineData("tile/-1/000")]
    [InlineData("tile/ 1/000")]
    [InlineData("tile/0/0")]
    [InlineData("tile/0/0000")]
    [InlineData("tile/0/x000/001")]
    [InlineData("tile/0/001/000")]
    [InlineData("tile/0/X001/000")]
    [InlineData("tile/0/000.p")]
    [InlineData("tile/0/000.p/")]
    [InlineData("tile/0/000.p/0")]
    [InlineData("tile/0/000.p/01")]
    [InlineData("tile/0/000.p/256")]
    [InlineData("tile/0/000.p/1/2")]
    [InlineData("tile/0/../../journal")]
    [InlineData("tile/../checkpoint")]
    [InlineData("tile/0/x..")]
    [InlineData("tile/0//000")]
    [InlineData("tile/entries/000/")]
    [InlineData("/tile/0/000")]
    [InlineData("tile/0/\u0660\u0660\u0660")]
    [InlineData("tile/0/x999/x999/x999/x999/x999/x999/999")]
    public void No_other_path_is_one(string text) => Assert.False(TilePath.TryParse(text, out _));

    [Fact]
    public void A_bundle_that_is_cut_or_padded_is_none()
    {
        var bytes = EntryBundle.Write([[1, 2, 3], [], [4]]);
        Assert.Equal(3, EntryBundle.Read(bytes, 3)!.Count);
        Assert.Null(EntryBundle.Read(bytes, 2));
        Assert.Null(EntryBundle.Read(bytes, 4));
        Assert.Null(EntryBundle.Read(bytes.AsSpan(..^1), 3));
        Assert.Null(EntryBundle.Read([.. bytes, 0], 3));
    }
}

using System.Numerics;
using CsCheck;
using Holdfast.Wire.Records;

namespace Holdfast.Tests.Wire;

public class PadmeTests
{
    // Worked from the function in the paper (Nikitin et al., PURBs, 2019, algorithm 1), above our smallest length.
    [Theory]
    [InlineData(0, 256)]
    [InlineData(255, 256)]
    [InlineData(256, 256)]
    [InlineData(257, 272)]
    [InlineData(272, 272)]
    [InlineData(273, 288)]
    [InlineData(1000, 1024)]
    [InlineData(1024, 1024)]
    [InlineData(1025, 1088)]
    [InlineData(65_536, 65_536)]
    [InlineData(65_537, 67_584)]
    [InlineData(1_048_577, 1_081_344)]
    [InlineData(8_388_608, 8_388_608)]
    public void Lengths_are_the_papers(int length, int padded) => Assert.Equal(padded, Padme.Pad(length));

    [Fact]
    public void Padding_never_shortens_costs_at_most_12_percent_and_is_its_own_padding() => Gen.Int[257, 1 << 30].Sample(length =>
    {
        var padded = Padme.Pad(length);
        Assert.True(padded >= length);
        Assert.True(padded <= length * 1.12, $"{length} became {padded}");
        Assert.Equal(padded, Padme.Pad(padded));
    });

    [Fact]
    public void A_length_says_little()
    {
        var lengths = new HashSet<int>();
        for (var length = 1 << 16; length < 1 << 17; length++) lengths.Add(Padme.Pad(length));
        Assert.Equal(1 << (BitOperations.Log2(16) + 1), lengths.Count - 1); // 32 steps, and the next power of two
    }

    [Fact]
    public void There_is_no_negative_length() => Assert.Throws<ArgumentOutOfRangeException>(() => Padme.Pad(-1));
}

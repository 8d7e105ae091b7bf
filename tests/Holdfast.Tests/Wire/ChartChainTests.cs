using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Holdfast.Wire;
using Holdfast.Wire.Records;

namespace Holdfast.Tests.Wire;

public class ChartChainTests
{
    private static readonly InstallationId Installation = InstallationId.From([.. Enumerable.Range(0, 16).Select(i => (byte)i)]);
    private static readonly ChartId Chart = ChartId.From([.. Enumerable.Range(16, 16).Select(i => (byte)i)]);

    [Fact]
    public void The_first_head_is_the_hash_of_label_installation_and_chart()
    {
        var head = ChartChain.Start(Installation, Chart);
        Assert.Equal(0, head.Sequence);
        Assert.Equal(SHA256.HashData([.. Encoding.ASCII.GetBytes("holdfast/chain/v1"), .. Installation.ToBytes(), .. Chart.ToBytes()]), head.Hash.ToArray());
    }

    [Fact]
    public void Each_head_is_the_hash_of_label_former_head_sequence_and_body()
    {
        var start = ChartChain.Start(Installation, Chart);
        var body = SHA256.HashData("body"u8);
        var head = ChartChain.Append(start, body);
        Assert.Equal(1, head.Sequence);
        Assert.Equal(SHA256.HashData([.. Encoding.ASCII.GetBytes("holdfast/link/v1"), .. start.Hash.Span, 0, 0, 0, 0, 0, 0, 0, 1, .. body]), head.Hash.ToArray());
    }

    [Fact]
    public void A_missing_swapped_or_changed_row_gives_another_head() => Gen.Byte.Array[32].Array[2, 12].Sample(bodies =>
    {
        var whole = Head(bodies);
        Assert.Equal(whole, Head(bodies));
        for (var at = 0; at < bodies.Length; at++)
        {
            Assert.NotEqual(whole, Head([.. bodies[..at], .. bodies[(at + 1)..]]));
            var changed = bodies.Select(b => b.ToArray()).ToArray();
            changed[at][0] ^= 1;
            Assert.NotEqual(whole, Head(changed));
            if (at == 0 || bodies[at].SequenceEqual(bodies[at - 1])) continue;
            var swapped = bodies.ToArray();
            (swapped[at - 1], swapped[at]) = (swapped[at], swapped[at - 1]);
            Assert.NotEqual(whole, Head(swapped));
        }
    }, iter: 50);

    [Fact]
    public void Two_charts_and_two_installations_never_share_a_head()
    {
        Assert.NotEqual(ChartChain.Start(Installation, Chart), ChartChain.Start(Installation, ChartId.New()));
        Assert.NotEqual(ChartChain.Start(Installation, Chart), ChartChain.Start(InstallationId.New(), Chart));
        Assert.NotEqual(ChartChain.Start(Installation, Chart), ChartChain.Start(InstallationId.From(Chart.ToBytes()), ChartId.From(Installation.ToBytes())));
    }

    [Fact]
    public void A_head_survives_the_wire()
    {
        var head = ChartChain.Append(ChartChain.Start(Installation, Chart), new byte[32]);
        Assert.Equal(head, ChainHead.From(head.ToMessage(Chart)));
        Assert.Equal(head.GetHashCode(), ChainHead.From(head.ToMessage(Chart)).GetHashCode());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void A_body_hash_has_32_bytes(int length) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ChartChain.Append(ChartChain.Start(Installation, Chart), new byte[length]));

    private static ChainHead Head(byte[][] bodies) => bodies.Aggregate(ChartChain.Start(Installation, Chart), (head, body) => ChartChain.Append(head, body));
}

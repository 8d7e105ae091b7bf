using CsCheck;
using Holdfast.Keyholder.Keys;
using Holdfast.Keyholder.Ledger;

namespace Holdfast.Tests.Keyholder.Ledger;

public class StoreDigestTests
{
    private static readonly Gen<Sum256> Sums = Gen.Byte.Array[32].Select(bytes => Sum256.Read(bytes));

    [Fact]
    public void Sums_are_a_group() => Gen.Select(Sums, Sums, Sums).Sample((a, b, c) =>
    {
        Assert.Equal(a, a + b - b);
        Assert.Equal(a + b, b + a);
        Assert.Equal(a + (b + c), a + b + c);
    });

    [Fact]
    public void A_sum_carries_into_its_upper_half() =>
        Assert.Equal(new Sum256(1, 0), new Sum256(0, UInt128.MaxValue) + new Sum256(0, 1));

    [Fact]
    public void The_digest_is_of_the_set_and_not_of_the_way_there()
    {
        using var key = new UseKey(new byte[32]);
        var (forth, back) = (new StoreDigest(key), new StoreDigest(key));
        var rows = Enumerable.Range(0, 20).Select(i => forth.RowOf("kind", $"key{i}", [(byte)i])).ToList();
        foreach (var row in rows) forth.Add(row);
        foreach (var row in Enumerable.Reverse(rows)) back.Add(row);
        back.Add(back.RowOf("kind", "key", []));
        Assert.NotEqual(forth.Published(), back.Published());
        back.Remove(back.RowOf("kind", "key", []));
        Assert.Equal(forth.Published(), back.Published());
    }

    [Fact]
    public void Where_one_part_ends_and_the_next_begins_counts()
    {
        using var key = new UseKey(new byte[32]);
        var digest = new StoreDigest(key);
        Assert.NotEqual(digest.RowOf("ab", "c", "d"u8), digest.RowOf("a", "bc", "d"u8));
        Assert.NotEqual(digest.RowOf("a", "bc", "d"u8), digest.RowOf("a", "b", "cd"u8));
    }

    [Fact]
    public void A_list_of_changes_that_is_cut_short_is_refused()
    {
        byte[] list = [0, 0, 1, (byte)'k', 0, 1, (byte)'x', 0, 0, 0, 2, 1, 2];
        Assert.Equal([1, 2], Assert.Single(ChangeList.Read(list)).Row);
        for (var length = 1; length < list.Length; length++) Assert.Throws<FormatException>(() => ChangeList.Read(list.AsSpan(0, length)));
        list[0] = 2;
        Assert.Throws<FormatException>(() => ChangeList.Read(list));
    }
}

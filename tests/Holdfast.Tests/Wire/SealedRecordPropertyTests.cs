using System.Security.Cryptography;
using CsCheck;
using Holdfast.Wire;
using Holdfast.Wire.Records;

namespace Holdfast.Tests.Wire;

public class SealedRecordPropertyTests
{
    private static readonly InstallationId Installation = InstallationId.New();
    private static readonly ChartId Chart = ChartId.New();

    private static readonly Gen<RecordHeader> Headers = Gen.Select(Gen.Int[0, 5], Gen.Int[190001, 999912], Gen.Long[1, long.MaxValue], Gen.Byte.Array[32], (c, generation, sequence, predecessor) =>
        new RecordHeader(c < 3 ? RecordClass.Own[c] : RecordClass.Own[c - 3].Of("import-7"), generation, GrantId.New(), RecordId.New(), sequence, predecessor));

    private static readonly Gen<byte[]> Contents = Gen.OneOf(
        Gen.Byte.Array[0, 2000],
        Gen.Select(Gen.Byte, Gen.Int[0, 20_000]).Select((value, length) => Enumerable.Repeat(value, length).ToArray()));

    [Fact]
    public void Whatever_was_sealed_opens_and_says_where_it_belongs() => Gen.Select(Headers, Contents, Gen.Byte.Array[32]).Sample((header, content, key) =>
    {
        using var subkey = new Subkey(key);
        var row = SealedRecord.Seal(Installation, Chart, header, subkey, content);
        Assert.Equal(content, SealedRecord.Open(Installation, Chart, subkey, row));
        Assert.True(SealedRecord.TryReadHeader(row, out var read));
        Assert.Equal((header.Class, header.Generation, header.Grant, header.Record, header.Sequence), (read.Class, read.Generation, read.Grant, read.Record, read.Sequence));
        Assert.Equal(header.Predecessor.ToArray(), read.Predecessor.ToArray());
    }, iter: 300);

    [Fact]
    public void The_length_of_a_row_is_a_Padme_length_and_its_headers() => Gen.Select(Headers, Contents).Sample((header, content) =>
    {
        using var subkey = new Subkey(new byte[32]);
        var row = SealedRecord.Seal(Installation, Chart, header, subkey, content);
        var ciphertext = row.Length - (129 + header.Class.Text.Length) - 16;
        Assert.Equal(ciphertext, Padme.Pad(ciphertext));
    }, iter: 300);

    [Fact]
    public void The_same_content_never_looks_the_same_twice()
    {
        using var subkey = new Subkey(new byte[32]);
        var header = Headers.Single();
        var rows = Enumerable.Range(0, 100).Select(_ => Convert.ToHexString(SealedRecord.Seal(Installation, Chart, header, subkey, "the same"u8))).ToHashSet();
        Assert.Equal(100, rows.Count);
    }

    [Fact]
    public void A_row_with_its_commitment_replaced_for_another_key_does_not_open()
    {
        using var subkey = new Subkey(new byte[32]);
        using var other = new Subkey(Enumerable.Repeat((byte)1, 32).ToArray());
        var header = Headers.Single();
        var row = SealedRecord.Seal(Installation, Chart, header, subkey, "x"u8);
        var theirs = SealedRecord.Seal(Installation, Chart, header, other, "x"u8);
        var end = 129 + header.Class.Text.Length;
        theirs.AsSpan(end - 32, 32).CopyTo(row.AsSpan(end - 32));
        Assert.Null(SealedRecord.Open(Installation, Chart, subkey, row));
        Assert.Null(SealedRecord.Open(Installation, Chart, other, row));
    }

    [Fact]
    public void Random_bytes_open_nothing_and_are_never_thrown_at()
    {
        using var subkey = new Subkey(new byte[32]);
        Gen.Byte.Array[0, 800].Sample(bytes => Assert.Null(SealedRecord.Open(Installation, Chart, subkey, bytes)));
        Gen.Byte.Array[0, 800].Sample(bytes => Assert.Null(SealedRecord.Open(Installation, Chart, subkey, [.. "HFR1"u8, 8, .. "clinical"u8, .. bytes])));
    }

    [Fact]
    public void Content_larger_than_a_row_is_refused()
    {
        using var subkey = new Subkey(new byte[32]);
        Assert.Throws<ArgumentException>(() => SealedRecord.Seal(Installation, Chart, Headers.Single(), subkey, new byte[SealedRecord.MaximumContent + 1]));
        var largest = RandomNumberGenerator.GetBytes(SealedRecord.MaximumContent);
        Assert.Equal(largest, SealedRecord.Open(Installation, Chart, subkey, SealedRecord.Seal(Installation, Chart, Headers.Single(), subkey, largest)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void A_subkey_has_32_bytes(int length) => Assert.Throws<ArgumentOutOfRangeException>(() => new Subkey(new byte[length]));
}

using System.Text;
using CsCheck;
using Holdfast.Records.Store;
using Holdfast.Wire;

namespace Holdfast.Tests.Records.Store;

public class RowContentTests
{
    private static readonly Gen<ContentEntry> Entries =
        from put in Gen.Bool
        from type in Gen.Int[0, 2].Select(i => new[] { "Patient", "Observation", "MedicationAdministration" }[i])
        from id in Gen.String[Gen.Char.AlphaNumeric, 1, 64]
        from updated in Gen.Long[0, 4_000_000_000_000]
        from authored in Gen.Bool
        from meta in Gen.String[0, 40]
        from rest in Gen.String[0, 400]
        select new ContentEntry(put ? RowOperation.Put : RowOperation.Delete, type, id, updated, authored ? PersonId.New() : null, updated / 2, Encoding.UTF8.GetBytes(meta), Encoding.UTF8.GetBytes(rest));

    [Fact]
    public void What_is_written_is_what_is_read() => Entries.Array[0, 20].Sample(entries =>
    {
        var read = RowContent.Read(RowContent.Write(entries))!;
        Assert.Equal(entries.Length, read.Count);
        foreach (var (before, after) in entries.Zip(read))
        {
            Assert.Equal(before with { Meta = default, Rest = default }, after with { Meta = default, Rest = default });
            Assert.True(before.Meta.Span.SequenceEqual(after.Meta.Span) && before.Rest.Span.SequenceEqual(after.Rest.Span));
        }
    }, iter: 300);

    [Fact]
    public void Bytes_that_are_not_exactly_the_format_are_refused()
    {
        var whole = RowContent.Write([new ContentEntry(RowOperation.Put, "Patient", "x", 1, null, 0, default, "\"active\":true"u8.ToArray())]);
        for (var length = 0; length < whole.Length; length++) Assert.Null(RowContent.Read(whole.AsMemory(0, length)));
        Assert.Null(RowContent.Read((byte[])[.. whole, 0]));
        Assert.Null(RowContent.Read((byte[])[2, .. whole[1..]]));
        Assert.Null(RowContent.Read((byte[])[1, 0x7F, 0xFF, 0xFF, 0xFF, .. whole[5..]]));
        Assert.Null(RowContent.Read((byte[])[.. whole[..5], 9, .. whole[6..]]));
        Gen.Byte.Array[0, 200].Sample(bytes => RowContent.Read(bytes));
    }

    /// <summary>The format by hand, as docs/KEYS.md draws it.</summary>
    [Fact]
    public void The_bytes_are_those_of_the_document()
    {
        PersonId.TryParse("000102030405060708090a0b0c0d0e0f", out var author);
        var bytes = RowContent.Write([new ContentEntry(RowOperation.Put, "Flag", "a", 0x0102, author, 0x0304, "\"tag\":[]"u8.ToArray(), "\"status\":\"active\""u8.ToArray())]);
        Assert.Equal("01" + "00000001" + "01" + "04466c6167" + "0161" + "0000000000000102" + "000102030405060708090a0b0c0d0e0f" + "0000000000000304"
            + "00000008" + Convert.ToHexStringLower("\"tag\":[]"u8) + "00000011" + Convert.ToHexStringLower("\"status\":\"active\""u8), Convert.ToHexStringLower(bytes));
    }
}

using System.Security.Cryptography;
using System.Text.Json;
using Holdfast.Records.Store;
using Holdfast.Wire;
using Holdfast.Wire.Records;

namespace Holdfast.Tests.Wire;

/// <summary>docs/vectors/documents.json.</summary>
public class DocumentVectorTests
{
    private readonly JsonElement _vectors = DocVectors.Read("documents");

    private ChunkPlace Place(JsonElement chunk) => new(
        InstallationId.From(_vectors.Hex("installation")), ChartId.From(_vectors.Hex("chart")), RecordClass.Parse(_vectors.Text("class")), _vectors.GetProperty("generation").GetInt32(),
        BlobId.From(_vectors.Hex("blob")), chunk.GetProperty("index").GetInt64(), chunk.GetProperty("last").GetBoolean());

    [Fact]
    public void Every_piece_opens_in_its_place_and_is_sealed_to_the_same_bytes()
    {
        using var subkey = new Subkey(_vectors.Hex("subkey"));
        foreach (var vector in _vectors.GetProperty("chunks").EnumerateArray())
        {
            var content = new byte[vector.Hex("content").Length];
            Assert.True(SealedChunk.Open(Place(vector), subkey, vector.Hex("chunk"), content));
            Assert.Equal(vector.Hex("content"), content);
            var made = new byte[content.Length + SealedChunk.Overhead];
            SealedChunk.Seal(Place(vector), subkey, content, made, vector.Hex("salt"));
            Assert.Equal(vector.Hex("chunk"), made);
        }
    }

    [Fact]
    public void No_refused_piece_opens()
    {
        using var subkey = new Subkey(_vectors.Hex("subkey"));
        foreach (var vector in _vectors.GetProperty("refused").EnumerateArray())
        {
            var chunk = vector.Hex("chunk");
            Assert.False(SealedChunk.Open(Place(vector), subkey, chunk, new byte[Math.Max(0, chunk.Length - SealedChunk.Overhead)]), vector.Text("why"));
        }
    }

    [Fact]
    public void A_row_says_in_the_open_and_inside_which_document_it_has()
    {
        var row = _vectors.GetProperty("row");
        using var subkey = new Subkey(_vectors.Hex("subkey"));
        var (installation, chart) = (InstallationId.From(_vectors.Hex("installation")), ChartId.From(_vectors.Hex("chart")));
        var hashes = _vectors.GetProperty("chunks").EnumerateArray().SelectMany(c => SHA256.HashData(c.Hex("chunk"))).ToArray();
        var seal = BlobSeal.Of(BlobId.From(_vectors.Hex("blob")), hashes);
        Assert.Equal(_vectors.Hex("digest"), seal.Digest.ToArray());

        Assert.True(SealedRecord.TryReadHeader(row.Hex("row"), out var header));
        Assert.Equal([seal], header.Blobs);
        Assert.Equal(row.Hex("content"), SealedRecord.Open(installation, chart, subkey, row.Hex("row")));
        var entry = Assert.Single(RowContent.Read(row.Hex("content"))!);
        Assert.Equal((RowOperation.PutWithBlob, "Binary", row.GetProperty("length").GetInt64()), (entry.Operation, entry.Type, entry.Blob!.Length));
        Assert.Equal((row.Text("sha256"), row.Text("sha1")), (Convert.ToHexStringLower(entry.Blob.Sha256.Span), Convert.ToHexStringLower(entry.Blob.Sha1.Span)));
        Assert.Equal(seal, entry.Blob.Seal);
        Assert.Equal(row.Hex("content"), RowContent.Write([entry]));

        var sealedAgain = SealedRecord.Seal(installation, chart, header, subkey, row.Hex("content"));
        Assert.Equal(row.Hex("content"), SealedRecord.Open(installation, chart, subkey, sealedAgain));
        Assert.True(SealedRecord.TryReadHeader(sealedAgain, out var again));
        Assert.Equal(header.Blobs, again.Blobs);
    }

    [Fact]
    public void A_row_whose_documents_were_exchanged_in_the_open_does_not_open()
    {
        var row = _vectors.GetProperty("row").Hex("row");
        using var subkey = new Subkey(_vectors.Hex("subkey"));
        row[5 + _vectors.Text("class").Length + 4 + 16 + 16 + 8 + 32 + 5] ^= 1; // in the blob's id
        Assert.True(SealedRecord.TryReadHeader(row, out _));
        Assert.Null(SealedRecord.Open(InstallationId.From(_vectors.Hex("installation")), ChartId.From(_vectors.Hex("chart")), subkey, row));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    [InlineData(255)]
    public void A_row_with_no_document_or_too_many_in_its_header_is_none(byte count)
    {
        var row = _vectors.GetProperty("row").Hex("row");
        row[5 + _vectors.Text("class").Length + 4 + 16 + 16 + 8 + 32] = count;
        Assert.False(SealedRecord.TryReadHeader(row, out _));
    }
}

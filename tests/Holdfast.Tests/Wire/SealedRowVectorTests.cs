using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Holdfast.Wire;
using Holdfast.Wire.Records;

namespace Holdfast.Tests.Wire;

/// <summary>docs/vectors/sealed-rows.json.</summary>
public class SealedRowVectorTests
{
    private readonly JsonElement _vectors = DocVectors.Read("sealed-rows");
    private readonly InstallationId _installation;
    private readonly ChartId _chart;

    public SealedRowVectorTests() => (_installation, _chart) = (InstallationId.From(_vectors.Hex("installation")), ChartId.From(_vectors.Hex("chart")));

    [Fact]
    public void Every_row_opens_to_its_content()
    {
        foreach (var vector in _vectors.GetProperty("rows").EnumerateArray())
        {
            using var subkey = new Subkey(vector.Hex("subkey"));
            Assert.Equal(vector.Hex("content"), SealedRecord.Open(_installation, _chart, subkey, vector.Hex("row")));
            Assert.True(SealedRecord.TryReadHeader(vector.Hex("row"), out var header));
            Assert.Equal(Header(vector) with { Predecessor = header.Predecessor }, header);
            Assert.Equal(vector.Hex("predecessor"), header.Predecessor.ToArray());
        }
    }

    [Fact]
    public void Sealing_the_content_with_the_salt_gives_the_row()
    {
        foreach (var vector in _vectors.GetProperty("rows").EnumerateArray())
        {
            if (vector.GetProperty("compressed").GetBoolean()) continue; // two compressors need not agree
            using var subkey = new Subkey(vector.Hex("subkey"));
            Assert.Equal(vector.Text("row"), Convert.ToHexStringLower(SealedRecord.Seal(_installation, _chart, Header(vector), subkey, vector.Hex("content"), vector.Hex("salt"))));
        }
    }

    [Fact]
    public void The_chain_over_the_rows_has_the_documents_heads()
    {
        var head = ChartChain.Start(_installation, _chart);
        var heads = _vectors.GetProperty("heads").EnumerateArray().ToList();
        Assert.Equal(heads[0].Hex("hash"), head.Hash.ToArray());
        foreach (var (row, after) in _vectors.GetProperty("rows").EnumerateArray().Zip(heads.Skip(1)))
        {
            Assert.Equal(row.Hex("bodyHash"), SHA256.HashData(row.Hex("row")));
            Assert.Equal(row.Hex("predecessor"), head.Hash.ToArray());
            head = ChartChain.Append(head, row.Hex("bodyHash"));
            Assert.Equal((after.GetProperty("sequence").GetInt64(), after.Text("hash")), (head.Sequence, Convert.ToHexStringLower(head.Hash.Span)));
        }
    }

    [Fact]
    public void No_refused_row_opens()
    {
        var refused = _vectors.GetProperty("refused").EnumerateArray().ToList();
        Assert.Equal(14, refused.Count);
        foreach (var vector in refused)
        {
            using var subkey = new Subkey(vector.Hex("subkey"));
            Assert.True(SealedRecord.Open(_installation, _chart, subkey, vector.Hex("row")) is null, vector.Text("name"));
        }
    }

    /// <summary>What this implementation seals, opened by thirty lines written from docs/KEYS.md.</summary>
    [Fact]
    public void An_outsider_who_read_the_document_opens_what_is_sealed_here()
    {
        foreach (var content in new[] { "", "Bonjour, Mme Côté.", string.Concat(Enumerable.Repeat("wound care, left heel; ", 500)) })
        {
            var key = RandomNumberGenerator.GetBytes(32);
            using var subkey = new Subkey(key);
            var header = new RecordHeader(RecordClass.Clinical.Of("import"), 202611, GrantId.New(), RecordId.New(), 3, ChartChain.Start(_installation, _chart).Hash);
            var row = SealedRecord.Seal(_installation, _chart, header, subkey, Encoding.UTF8.GetBytes(content));
            Assert.Equal(content, Encoding.UTF8.GetString(OutsidersOpen(_installation.ToBytes(), _chart.ToBytes(), key, row)));
        }
    }

    private static byte[] OutsidersOpen(byte[] installation, byte[] chart, byte[] subkey, byte[] row)
    {
        var label = "holdfast/record/v1"u8.ToArray();
        Assert.Equal("HFR1"u8.ToArray(), row[..4]);
        var fields = 5 + row[4]; // generation 4, grant 16, record 16, sequence 8, predecessor 32, salt 16, commitment 32
        byte[] record = row[(fields + 20)..(fields + 36)], sequence = row[(fields + 36)..(fields + 44)], salt = row[(fields + 76)..(fields + 92)], commitment = row[(fields + 92)..(fields + 124)];
        var header = row[..(fields + 124)];
        var derived = HKDF.Expand(HashAlgorithmName.SHA256, subkey, 64, [.. label, .. salt, .. chart, .. record, .. sequence]);
        Assert.Equal(commitment, derived[32..]);
        var frame = new byte[row.Length - header.Length - 16];
        using var aes = new AesGcm(derived[..32], 16);
        byte[] associated = [.. label, .. installation, .. chart, .. header];
        aes.Decrypt(new byte[12], row[header.Length..^16], row[^16..], frame, associated);
        var stored = frame[9..(9 + BinaryPrimitives.ReadInt32BigEndian(frame.AsSpan(5)))];
        if (frame[0] == 0) return stored;
        using var text = new MemoryStream();
        using (var brotli = new BrotliStream(new MemoryStream(stored), CompressionMode.Decompress)) brotli.CopyTo(text);
        Assert.Equal(BinaryPrimitives.ReadInt32BigEndian(frame.AsSpan(1)), text.Length);
        return text.ToArray();
    }

    private static RecordHeader Header(JsonElement vector) => new(
        RecordClass.Parse(vector.Text("class")), vector.GetProperty("generation").GetInt32(), GrantId.From(vector.Hex("grant")), RecordId.From(vector.Hex("record")),
        vector.GetProperty("sequence").GetInt64(), vector.Hex("predecessor"));
}

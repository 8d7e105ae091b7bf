using System.Security.Cryptography;
using System.Buffers.Binary;
using Holdfast.Wire;
using Holdfast.Wire.Records;
using Microsoft.Data.Sqlite;

namespace Holdfast.Drill.Searching;

/// <summary>One row of the record store as a thief reads it.</summary>
internal sealed record StolenRow(ChartId Chart, long Sequence, byte[] Hash, byte[] Body);

/// <summary>The record store read from outside, and the question whether 32 bytes are the key to some of it.</summary>
internal static class SealedRows
{
    public static IReadOnlyList<StolenRow> Read(string database)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = database, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "select chart, sequence, hash, body from rows order by chart, sequence";
        using var reader = command.ExecuteReader();
        var rows = new List<StolenRow>();
        while (reader.Read()) rows.Add(new StolenRow(ChartId.From(reader.GetFieldValue<byte[]>(0)), reader.GetInt64(1), reader.GetFieldValue<byte[]>(2), reader.GetFieldValue<byte[]>(3)));
        return rows;
    }

    /// <summary>One lock for each key that there is: the smallest row of each chart, class and generation.</summary>
    public static IReadOnlyList<RowLock> Locks(IEnumerable<StolenRow> rows) =>
    [
        .. rows.Select(r => (Row: r, Header: SealedRecord.TryReadHeader(r.Body, out var header) ? header : null))
            .Where(r => r.Header is not null)
            .GroupBy(r => (r.Row.Chart, r.Header!.Class, r.Header.Generation))
            .Select(g => g.MinBy(r => r.Row.Body.Length))
            .Select(r => new RowLock(r.Row, r.Header!)),
    ];
}

/// <summary>
/// A sealed row to try keys on. The commitment in its header (docs/KEYS.md) tells in a few microseconds whether a key
/// fits, so that a whole memory can be tried.
/// </summary>
internal sealed class RowLock
{
    private const int SaltLength = 16;
    private const int CommitmentLength = 32;
    private readonly byte[] _info;
    private readonly byte[] _commitment;

    public RowLock(StolenRow row, RecordHeader header)
    {
        Row = row;
        Header = header;
        var end = 4 + 1 + header.Class.Text.Length + 4 + 16 + 16 + 8 + 32 + SaltLength + CommitmentLength;
        _info = new byte[18 + SaltLength + 16 + 16 + 8];
        "holdfast/record/v1"u8.CopyTo(_info);
        row.Body.AsSpan(end - CommitmentLength - SaltLength, SaltLength).CopyTo(_info.AsSpan(18));
        row.Chart.WriteTo(_info.AsSpan(34));
        header.Record.WriteTo(_info.AsSpan(50));
        BinaryPrimitives.WriteInt64BigEndian(_info.AsSpan(66), header.Sequence);
        _commitment = row.Body[(end - CommitmentLength)..end];
    }

    public StolenRow Row { get; }

    public RecordHeader Header { get; }

    public bool Fits(ReadOnlySpan<byte> key)
    {
        Span<byte> derived = stackalloc byte[64];
        HKDF.Expand(HashAlgorithmName.SHA256, key, derived, _info);
        return derived[32..].SequenceEqual(_commitment);
    }
}

using System.Security.Cryptography;
using Holdfast.Drill.Searching;
using Holdfast.Wire;
using Microsoft.Data.Sqlite;

namespace Holdfast.Drill.Attacks;

/// <summary>What somebody who administers the record database did to one chart.</summary>
internal enum Edit
{
    /// <summary>One bit of a body changed, its hash as it was.</summary>
    Changed,

    /// <summary>One bit of a body changed, and the hash beside it brought along.</summary>
    ChangedWithHash,

    /// <summary>A row in the middle is gone.</summary>
    Deleted,

    /// <summary>Two charts' rows of the same place exchanged.</summary>
    Swapped,

    /// <summary>The newest rows are gone: the chart as it was some days ago.</summary>
    RolledBack,

    /// <summary>An older row stands in the place of the newest.</summary>
    Replayed,
}

/// <summary>The database administrator's hand: changes rows of the record store while nobody looks.</summary>
internal sealed class RowEditor(string database)
{
    /// <summary>Changes the chart; a swap also changes <paramref name="other"/>.</summary>
    public void Do(Edit edit, ChartId chart, ChartId other)
    {
        var rows = SealedRows.Read(database);
        var own = rows.Where(r => r.Chart == chart).ToList();
        var middle = own[own.Count / 2];
        switch (edit)
        {
            case Edit.Changed:
                Replace(middle, middle with { Body = OneBitOff(middle.Body) });
                break;
            case Edit.ChangedWithHash:
                var changed = OneBitOff(middle.Body);
                Replace(middle, middle with { Body = changed, Hash = SHA256.HashData(changed) });
                break;
            case Edit.Deleted:
                Delete(middle);
                break;
            case Edit.Swapped:
                var theirs = rows.First(r => r.Chart == other && r.Sequence == middle.Sequence);
                Replace(middle, middle with { Body = theirs.Body, Hash = theirs.Hash });
                Replace(theirs, theirs with { Body = middle.Body, Hash = middle.Hash });
                break;
            case Edit.RolledBack:
                foreach (var row in own.TakeLast(2)) Delete(row);
                break;
            case Edit.Replayed:
                Replace(own[^1], own[^1] with { Body = middle.Body, Hash = middle.Hash });
                break;
        }
    }

    private static byte[] OneBitOff(byte[] body)
    {
        byte[] changed = [.. body];
        changed[^20] ^= 1;
        return changed;
    }

    private void Delete(StolenRow row) => Execute(
        "delete from rows where chart = $chart and sequence = $sequence and hash = $hash",
        ("$chart", row.Chart.ToBytes()), ("$sequence", row.Sequence), ("$hash", row.Hash));

    private void Replace(StolenRow before, StolenRow after)
    {
        Delete(before);
        Execute(
            "insert or replace into rows (chart, sequence, hash, body) values ($chart, $sequence, $hash, $body)",
            ("$chart", after.Chart.ToBytes()), ("$sequence", after.Sequence), ("$hash", after.Hash), ("$body", after.Body));
    }

    private void Execute(string sql, params (string Name, object Value)[] parameters)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = database, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters) command.Parameters.AddWithValue(name, value);
        command.ExecuteNonQuery();
    }
}

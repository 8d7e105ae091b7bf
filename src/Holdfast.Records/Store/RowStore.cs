using System.Collections.Concurrent;
using System.Threading.Channels;
using Holdfast.Wire;
using Microsoft.Data.Sqlite;

namespace Holdfast.Records.Store;

/// <summary>
/// The rows of all charts. Reads run side by side; writes queue for one writer that puts all that wait into one
/// transaction, so that concurrent callers share one fsync. A write that has completed is on the disk.
/// </summary>
internal sealed class RowStore : IAsyncDisposable
{
    /// <summary>Beyond this the next writer waits: a bound on the memory that a burst can take.</summary>
    private const int LongestQueue = 256;

    /// <summary>Bytes of bodies in one transaction, so that a commit stays short beside the readers.</summary>
    private const int LargestTransaction = 16 * 1024 * 1024;

    private readonly string _connectionText;
    private readonly ConcurrentBag<SqliteConnection> _readers = [];
    private readonly Channel<Write> _queue = Channel.CreateBounded<Write>(LongestQueue);
    private readonly Task _writer;

    private sealed record Write(IReadOnlyList<ChartRow> Rows, bool Delete, TaskCompletionSource Done);

    private RowStore(string connectionText)
    {
        _connectionText = connectionText;
        _writer = Task.Factory.StartNew(WriteLoop, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <exception cref="Wire.Connections.SettingsException">The store is missing or of another schema.</exception>
    public static RowStore Open(string folder)
    {
        Migrations.Require(folder);
        return new RowStore(Migrations.ConnectionText(Path.Combine(folder, Migrations.StoreFile)));
    }

    /// <summary>Completes when the rows are durable. A row that is there already is left as it is.</summary>
    public Task Insert(IReadOnlyList<ChartRow> rows) => Enqueue(rows, delete: false);

    /// <summary>Takes away rows that are on no chain.</summary>
    public Task Sweep(IReadOnlyList<ChartRow> rows) => Enqueue(rows, delete: true);

    /// <summary>All rows of a chart, adopted or not, with from &lt; sequence ≤ to, in order of sequence.</summary>
    public List<ChartRow> Read(ChartId chart, long from, long to)
    {
        var connection = Borrow();
        try
        {
            using var command = connection.CreateCommand();
            command.CommandText = "select sequence, hash, body from rows where chart = @chart and sequence > @from and sequence <= @to order by sequence, hash";
            command.Parameters.AddWithValue("@chart", chart.ToBytes());
            command.Parameters.AddWithValue("@from", from);
            command.Parameters.AddWithValue("@to", to);
            var rows = new List<ChartRow>();
            using var reader = command.ExecuteReader();
            while (reader.Read()) rows.Add(new ChartRow(chart, reader.GetInt64(0), (byte[])reader[1], (byte[])reader[2]));
            return rows;
        }
        finally
        {
            _readers.Add(connection);
        }
    }

    /// <summary>Has any row, on the chain or not, this content?</summary>
    public bool HasBlob(ChartId chart, BlobId blob)
    {
        var connection = Borrow();
        try
        {
            using var command = connection.CreateCommand();
            command.CommandText = "select count(*) from blobs where chart = @chart and blob = @blob";
            command.Parameters.AddWithValue("@chart", chart.ToBytes());
            command.Parameters.AddWithValue("@blob", blob.ToBytes());
            return Convert.ToInt64(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture) > 0;
        }
        finally
        {
            _readers.Add(connection);
        }
    }

    /// <summary>Every chart that has a row. For verification.</summary>
    public List<ChartId> Charts()
    {
        var connection = Borrow();
        try
        {
            using var command = connection.CreateCommand();
            command.CommandText = "select distinct chart from rows order by chart";
            var charts = new List<ChartId>();
            using var reader = command.ExecuteReader();
            while (reader.Read())
                if (reader[0] is byte[] { Length: 16 } bytes) charts.Add(ChartId.From(bytes));
            return charts;
        }
        finally
        {
            _readers.Add(connection);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _writer;
        foreach (var reader in _readers) await reader.DisposeAsync();
    }

    private async Task Enqueue(IReadOnlyList<ChartRow> rows, bool delete)
    {
        if (rows.Count == 0) return;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _queue.Writer.WriteAsync(new Write(rows, delete, done));
        await done.Task;
    }

    private SqliteConnection Borrow() => _readers.TryTake(out var connection) ? connection : Connect();

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection(_connectionText);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = Dialect.PrepareConnection;
        command.ExecuteNonQuery();
        return connection;
    }

    private void WriteLoop()
    {
        using var connection = Connect();
        using var insert = Command(connection, "insert into rows (chart, sequence, hash, body) values (@chart, @sequence, @hash, @body) on conflict do nothing");
        using var delete = Command(connection, "delete from rows where chart = @chart and sequence = @sequence and hash = @hash");
        using var insertBlob = Command(connection, "insert into blobs (chart, blob, sequence, hash) values (@chart, @blob, @sequence, @hash) on conflict do nothing");
        using var deleteBlobs = Command(connection, "delete from blobs where chart = @chart and sequence = @sequence and hash = @hash");
        var batch = new List<Write>();
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            batch.Clear();
            long size = 0;
            while (size < LargestTransaction && _queue.Reader.TryRead(out var write))
            {
                batch.Add(write);
                size += write.Rows.Sum(r => (long)r.Body.Length);
            }

            try
            {
                Commit(connection, new Statements(insert, delete, insertBlob, deleteBlobs), batch);
                foreach (var write in batch) write.Done.SetResult();
            }
            catch (Exception e) when (e is SqliteException or InvalidOperationException)
            {
                foreach (var write in batch) write.Done.SetException(new StoreException($"The record store refused a write: {e.Message}", e));
            }
        }
    }

    private sealed record Statements(SqliteCommand Insert, SqliteCommand Delete, SqliteCommand InsertBlob, SqliteCommand DeleteBlobs);

    private static void Commit(SqliteConnection connection, Statements statements, List<Write> batch)
    {
        using var transaction = connection.BeginTransaction();
        var (insert, delete, insertBlob, deleteBlobs) = statements;
        insert.Transaction = delete.Transaction = insertBlob.Transaction = deleteBlobs.Transaction = transaction;
        foreach (var write in batch)
            foreach (var row in write.Rows)
            {
                Bind(write.Delete ? delete : insert, row, withBody: !write.Delete).ExecuteNonQuery();
                if (row.Blobs.Count == 0) continue;
                if (write.Delete) Bind(deleteBlobs, row, withBody: false).ExecuteNonQuery();
                else foreach (var blob in row.Blobs)
                {
                    Bind(insertBlob, row, withBody: false).Parameters.AddWithValue("@blob", blob.Blob.ToBytes());
                    insertBlob.ExecuteNonQuery();
                }
            }

        transaction.Commit();
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }

    private static SqliteCommand Bind(SqliteCommand command, ChartRow row, bool withBody)
    {
        command.Parameters.Clear();
        command.Parameters.AddWithValue("@chart", row.Chart.ToBytes());
        command.Parameters.AddWithValue("@sequence", row.Sequence);
        command.Parameters.AddWithValue("@hash", row.Hash);
        if (withBody) command.Parameters.AddWithValue("@body", row.Body);
        return command;
    }
}

/// <summary>The disk or the database does not do as told. Nothing was acknowledged.</summary>
internal sealed class StoreException(string message, Exception inner) : Exception(message, inner);

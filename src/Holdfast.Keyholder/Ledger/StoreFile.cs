using Holdfast.Wire.Connections;
using Microsoft.Data.Sqlite;

namespace Holdfast.Keyholder.Ledger;

/// <summary>
/// store.db: the rows as they were after entry <c>next_index - 1</c> of the ledger. It is a copy of the state that the
/// keyholder holds in memory, brought up to date in batches; what it lacks is in the ledger's write-ahead file.
/// </summary>
internal sealed class StoreFile : IDisposable
{
    public const string FileName = "store.db";

    private const int Format = 1;

    private readonly SqliteConnection _connection;

    private StoreFile(SqliteConnection connection) => _connection = connection;

    /// <summary>Makes an empty store. Refuses to overwrite one.</summary>
    public static void Create(string folder)
    {
        var path = Path.Combine(folder, FileName);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = Keys.DurableFile.OwnerOnly };
        using (new FileStream(path, options))
        {
        }

        using var store = new StoreFile(Connect(path));
        store.Execute($"""
            PRAGMA user_version = {Format};
            CREATE TABLE state (kind TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID, STRICT;
            CREATE TABLE applied (one INTEGER PRIMARY KEY CHECK (one = 1), next_index INTEGER NOT NULL) STRICT;
            INSERT INTO applied VALUES (1, 0);
            """);
    }

    /// <exception cref="SettingsException">Missing, or of another format.</exception>
    public static StoreFile Open(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) throw new SettingsException($"{path} is missing. Bring it back from the newest backup; the ledger's journal then brings it up to date.");
        try
        {
            var store = new StoreFile(Connect(path));
            return store.Number("PRAGMA user_version") == Format ? store
                : throw new SettingsException($"{path} is not of format {Format}. Start the version of the keyholder that wrote it.");
        }
        catch (SqliteException e)
        {
            throw new SettingsException($"{path} cannot be read ({e.Message}). Bring it back from the newest backup.");
        }
    }

    private static SqliteConnection Connect(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        connection.Open();
        using var pragmas = connection.CreateCommand();
        // FULL: what is applied here is forgotten by the journal, so it must be on the disk. secure_delete: a removed wrapped root is gone from the file.
        pragmas.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA cell_size_check = ON;";
        pragmas.ExecuteNonQuery();
        return connection;
    }

    /// <summary>The first ledger entry that is not in the rows.</summary>
    public long NextIndex() => Number("SELECT next_index FROM applied WHERE one = 1");

    public IEnumerable<(string Kind, string Key, byte[] Row)> Rows()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT kind, key, value FROM state ORDER BY kind, key";
        using var reader = command.ExecuteReader();
        while (reader.Read()) yield return (reader.GetString(0), reader.GetString(1), reader.GetFieldValue<byte[]>(2));
    }

    /// <summary>All or nothing: rows put or removed (null), and how far that brings the store.</summary>
    public void Apply(IReadOnlyDictionary<(string Kind, string Key), byte[]?> rows, long nextIndex)
    {
        using var transaction = _connection.BeginTransaction();
        using var put = Prepare(transaction, "INSERT INTO state (kind, key, value) VALUES ($kind, $key, $value) ON CONFLICT (kind, key) DO UPDATE SET value = excluded.value");
        using var remove = Prepare(transaction, "DELETE FROM state WHERE kind = $kind AND key = $key");
        foreach (var ((kind, key), row) in rows)
        {
            var command = row is null ? remove : put;
            command.Parameters["$kind"].Value = kind;
            command.Parameters["$key"].Value = key;
            if (row is not null) command.Parameters["$value"].Value = row;
            command.ExecuteNonQuery();
        }

        using var applied = _connection.CreateCommand();
        applied.Transaction = transaction;
        applied.CommandText = "UPDATE applied SET next_index = $next WHERE one = 1";
        applied.Parameters.AddWithValue("$next", nextIndex);
        applied.ExecuteNonQuery();
        transaction.Commit();
    }

    private SqliteCommand Prepare(SqliteTransaction transaction, string sql)
    {
        var command = _connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        command.Parameters.Add("$kind", SqliteType.Text);
        command.Parameters.Add("$key", SqliteType.Text);
        if (sql.Contains("$value", StringComparison.Ordinal)) command.Parameters.Add("$value", SqliteType.Blob);
        return command;
    }

    private long Number(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public void Dispose() => _connection.Dispose();
}

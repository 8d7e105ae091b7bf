using Holdfast.Wire.Connections;
using Microsoft.Data.Sqlite;

namespace Holdfast.Records.Store;

/// <summary>The numbered, forward-only changes of the store's schema. <c>init</c> runs them; <c>run</c> refuses a store that lacks one.</summary>
internal static class Migrations
{
    public const string StoreFile = "store.db";

    /// <summary>
    /// 1: the rows. The key begins with the chart, as every statement does, so that the table can be distributed by it.
    /// 2: which row has which content outside (docs/KEYS.md, "Documents"): a file that no row has is left over, and swept.
    /// </summary>
    private static readonly IReadOnlyList<string> Steps =
    [
        $"""
        create table rows (
            chart {Dialect.Bytes} not null,
            sequence {Dialect.Long} not null,
            hash {Dialect.Bytes} not null,
            body {Dialect.Bytes} not null,
            primary key (chart, sequence, hash));
        """,
        $"""
        create table blobs (
            chart {Dialect.Bytes} not null,
            blob {Dialect.Bytes} not null,
            sequence {Dialect.Long} not null,
            hash {Dialect.Bytes} not null,
            primary key (chart, blob, sequence, hash));
        """,
    ];

    /// <summary>Makes the store when it is not there and brings it up to date. Answers what it did, in words.</summary>
    public static string Apply(string folder)
    {
        var path = Path.Combine(folder, StoreFile);
        var isNew = !File.Exists(path);
        if (isNew) CreateOwnerOnly(path);
        using var connection = Connect(path, isNew);
        Execute(connection, $"create table if not exists schema_version (version {Dialect.Long} not null)");
        var version = Version(connection);
        for (var step = version; step < Steps.Count; step++)
        {
            using var transaction = connection.BeginTransaction();
            Execute(connection, Steps[step]);
            Execute(connection, $"insert into schema_version (version) values ({step + 1})");
            transaction.Commit();
        }

        return version == Steps.Count ? $"{path} is up to date (schema {version})." : $"{path}: schema {version} → {Steps.Count}.";
    }

    /// <exception cref="SettingsException">There is no store, or it is of another version than this program.</exception>
    public static void Require(string folder)
    {
        var path = Path.Combine(folder, StoreFile);
        if (!File.Exists(path)) throw new SettingsException($"{path} is missing. `Holdfast.Records init {folder}` makes it.");
        using var connection = Connect(path, isNew: false);
        var version = Version(connection);
        if (version < Steps.Count) throw new SettingsException($"{path} has schema {version}, this program needs {Steps.Count}. Run `Holdfast.Records init {folder}`.");
        if (version > Steps.Count) throw new SettingsException($"{path} has schema {version}, written by a newer program than this ({Steps.Count}). Update this program.");
    }

    internal static string ConnectionText(string path) =>
        new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString();

    private static void CreateOwnerOnly(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var made = new FileStream(path, options);
    }

    private static SqliteConnection Connect(string path, bool isNew)
    {
        var connection = new SqliteConnection(ConnectionText(path));
        connection.Open();
        if (isNew) Execute(connection, Dialect.PrepareEmptyStore);
        Execute(connection, Dialect.PrepareConnection);
        return connection;
    }

    private static int Version(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "select count(*) from schema_version";
        try
        {
            return Convert.ToInt32(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (SqliteException e) when (e.SqliteErrorCode == SQLitePCL.raw.SQLITE_ERROR)
        {
            return 0;
        }
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}

namespace Holdfast.Records.Store;

/// <summary>
/// Everything in which SQLite differs from the next database. All other SQL in this folder is one text for both: named
/// parameters with @, <c>on conflict do nothing</c>, no function of either.
/// </summary>
internal static class Dialect
{
    /// <summary>Bytes. PostgreSQL: bytea.</summary>
    public const string Bytes = "blob";

    /// <summary>64-bit signed. The same word in both.</summary>
    public const string Long = "bigint";

    /// <summary>
    /// Once, on an empty file. Bodies are tens of kilobytes, so a larger page spares most of the overflow chains.
    /// PostgreSQL: nothing.
    /// </summary>
    public const string PrepareEmptyStore = "pragma page_size = 8192; pragma journal_mode = wal;";

    /// <summary>
    /// On every connection. FULL: a commit is on the disk when it returns; a row that was acknowledged survives a power
    /// cut. PostgreSQL: synchronous_commit is on by default.
    /// </summary>
    public const string PrepareConnection = "pragma synchronous = full; pragma busy_timeout = 20000; pragma cache_size = -8192;";
}

namespace Holdfast.Ledger;

/// <summary>What following a log once came to.</summary>
public abstract record CopyResult
{
    private CopyResult()
    {
    }

    /// <summary>The log has published nothing new.</summary>
    public sealed record UpToDate(Checkpoint Checkpoint) : CopyResult;

    /// <summary>Entries <see cref="From"/> up to the checkpoint's size were checked and are kept.</summary>
    public sealed record Advanced(long From, Checkpoint Checkpoint, string Note) : CopyResult;

    /// <summary>Something could not be fetched. Nothing is known; try again.</summary>
    public sealed record Unavailable(string Detail) : CopyResult;

    /// <summary>What the log serves as its checkpoint is none, or is not signed by the log.</summary>
    public sealed record NotSigned(string Detail) : CopyResult;

    /// <summary>The log signed fewer entries than it signed before. Both notes are the evidence.</summary>
    public sealed record RolledBack(string Ours, string Theirs) : CopyResult;

    /// <summary>The log signed two histories: the entries it serves now do not continue those it served before, or do not give the root that it signed.</summary>
    /// <param name="Index">The first entry that differs from ours; null when only the root does.</param>
    public sealed record Forked(string? Ours, string Theirs, long? Index) : CopyResult;

    /// <summary>What is served does not fit the log's own tiles; the signed tree may be whole. Damage on the way or at the log.</summary>
    public sealed record Altered(string Path, long? Index, string Detail) : CopyResult;
}

/// <summary>The bytes below a log's URL prefix at <paramref name="path"/>, or null when it has no such file.</summary>
public delegate Task<byte[]?> LedgerFetch(string path, CancellationToken cancellation);

namespace Holdfast.Watch.Alerts;

/// <summary>What is wrong with the ledger itself. No entry can say it, so the follower does.</summary>
internal enum FindingKind
{
    /// <summary>The keyholder signed two histories.</summary>
    Forked,

    /// <summary>The keyholder serves fewer entries than it had signed.</summary>
    RolledBack,

    /// <summary>What is served is not what was signed.</summary>
    Altered,

    /// <summary>What is served as the checkpoint is not signed by the ledger's key.</summary>
    NotSigned,

    /// <summary>The keyholder does not answer.</summary>
    Silent,
}

/// <summary>One such fact, with its evidence: two signed notes prove to anybody that the keyholder's key signed both.</summary>
/// <param name="At">Unix milliseconds, by the watch's own clock.</param>
/// <param name="Detail">In English, for the log and the evidence.</param>
/// <param name="Index">The entry that differs, when one is known.</param>
/// <param name="Ours">The checkpoint note that we hold.</param>
/// <param name="Theirs">The checkpoint note that was served.</param>
internal sealed record Finding(FindingKind Kind, long At, string Detail, long? Index = null, string? Ours = null, string? Theirs = null);

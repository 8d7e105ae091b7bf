using Holdfast.Ledger;

namespace Holdfast.Watch.Follow;

internal enum LedgerCondition
{
    /// <summary>The keyholder has not answered yet since this watch started.</summary>
    Starting,

    /// <summary>Its newest checkpoint continues our copy; every entry was hashed.</summary>
    Consistent,

    /// <summary>Its checkpoints continue our copy, but older files of it are no longer what it had served.</summary>
    Damaged,

    /// <summary>It does not answer.</summary>
    Silent,

    /// <summary>What it serves contradicts our copy, or is not signed.</summary>
    Inconsistent,
}

/// <param name="Latest">The newest checkpoint that was checked; null while nothing is copied.</param>
/// <param name="CheckedMs">When the keyholder's checkpoint was last found to fit, Unix milliseconds; null while it never was.</param>
/// <param name="Detail">What is wrong and the mend, in English; empty when all is well.</param>
internal sealed record FollowStatus(LedgerCondition Condition, Checkpoint? Latest, long? CheckedMs, string Detail)
{
    public long Size => Latest?.Size ?? 0;
}

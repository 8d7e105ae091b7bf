using Holdfast.Keyholder.Budgets;

namespace Holdfast.Keyholder.Grants;

/// <summary>Bounds of grants that are nobody's budget.</summary>
internal static class GrantLimits
{
    /// <summary>A session's charts of a day, each opened twice. The oldest grant ends when one more is made.</summary>
    public const int LivePerSession = 2 * Limits.ChartsPerPerson;

    /// <summary>An ended grant is told to a node that comes back until its last access token has expired, and a little longer.</summary>
    public static readonly long EndedKeptMs = (long)(Limits.AccessToken + TimeSpan.FromMinutes(5)).TotalMilliseconds;

    /// <summary>Codes and launches that wait at one time, then the oldest goes: more than a few sessions gone mad can make in a minute. About 300 bytes each.</summary>
    public const int Waiting = 100_000;

    /// <summary>A beat a second on every stream of endings.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Charts whose heads one commit may move, and rows that it may append: one Bundle of patients with the provider's part.
    /// Its one ledger entry takes some 150 bytes a chart and at most 114 a row, and must stay below 64 KiB.
    /// </summary>
    public const int ChartsPerCommit = 128;
    public const int RowsPerCommit = 3 * ChartsPerCommit;

    /// <summary>Commits of a chart that are remembered by their idempotency keys: a writer retries within seconds.</summary>
    public const int CommitsRemembered = 16;

    /// <summary>Views in one report, and views that one node may report in a minute: a page shows at most some hundred resources.</summary>
    public const int ViewsPerReport = 1_000;
    public const int ViewsPerMinute = 60_000;
}

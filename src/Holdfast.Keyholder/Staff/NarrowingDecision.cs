using Holdfast.Wire;

namespace Holdfast.Keyholder.Employment;

/// <summary>
/// Is this leave, or this parting, only ever less than before? Then one administrator may enter it alone. Its promise,
/// held by a property test: at no moment may somebody work afterwards who might not have worked before.
/// </summary>
internal static class NarrowingDecision
{
    /// <summary>Further ahead is a slip of the finger.</summary>
    public static readonly TimeSpan Furthest = TimeSpan.FromDays(5 * 366);

    /// <param name="to">When they are back; null: until two people say so.</param>
    /// <returns>Null when it narrows; else why it does not.</returns>
    public static Why? Leave(WorkFacts before, DateTimeOffset from, DateTimeOffset? to, DateTimeOffset now)
    {
        if (from - now > Furthest || to <= from || to <= now || to - now > Furthest) return Why.Malformed;
        if (before.LeaveFrom is not { } leave || before.LeaveTo <= now) return null;
        // One leave is kept: a new one must hold all that is left of it.
        var covers = from <= (leave > now ? leave : now) && (to is null || (before.LeaveTo is { } back && to >= back));
        return covers ? null : Why.NotAllowed;
    }

    /// <returns>Null when it narrows; else why it does not.</returns>
    public static Why? Part(WorkFacts before, DateTimeOffset until, DateTimeOffset now)
    {
        if (until - now > Furthest) return Why.Malformed;
        return before.Until is { } already && until > already ? Why.NotAllowed : null;
    }
}

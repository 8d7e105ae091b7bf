using Holdfast.Wire;

namespace Holdfast.Keyholder.Employment;

/// <summary>How a member of staff stands towards the provider at one moment.</summary>
internal enum Standing
{
    Working,

    /// <summary>Hired; the first day is still to come.</summary>
    NotYet,
    OnLeave,

    /// <summary>Not used for too long, and disabled by that: a forgotten account is the way in that nobody watches.</summary>
    Dormant,
    Left,
}

/// <summary>All that decides whether somebody may work. Times are moments; a null end is an open one.</summary>
/// <param name="Disabled">Was found dormant, and nobody has brought the account back since.</param>
/// <param name="LastUse">The last sign-in; before the first one, when the person was hired or brought back.</param>
/// <param name="DormantAfter">So long without use disables.</param>
internal sealed record WorkFacts(
    DateTimeOffset From, DateTimeOffset? Until, DateTimeOffset? LeaveFrom, DateTimeOffset? LeaveTo,
    bool Disabled, DateTimeOffset LastUse, TimeSpan DormantAfter);

/// <summary>
/// May this member of staff do anything at all now? Asked before every session, statement, link, opening, redemption,
/// refresh and approval. Pure; an end is an end from its very millisecond on.
/// </summary>
internal static class WorkDecision
{
    /// <summary>Null when they may; else why not. Somebody of whom nothing is known may not.</summary>
    public static Why? MayWork(WorkFacts? facts, DateTimeOffset now) => facts is null ? Why.NotYet : Of(facts, now) switch
    {
        Standing.Working => null,
        Standing.NotYet => Why.NotYet,
        Standing.OnLeave => Why.OnLeave,
        Standing.Dormant => Why.Dormant,
        _ => Why.Left,
    };

    public static Standing Of(WorkFacts facts, DateTimeOffset now)
    {
        if (facts.Until is { } until && now >= until) return Standing.Left;
        if (now < facts.From) return Standing.NotYet;
        if (facts.LeaveFrom is { } leave && now >= leave && (facts.LeaveTo is not { } back || now < back)) return Standing.OnLeave;
        // A leave does not stop this clock: whoever was away for that long comes back by two people's word.
        return facts.Disabled || now - Later(facts.LastUse, facts.From) >= facts.DormantAfter ? Standing.Dormant : Standing.Working;
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}

using Holdfast.Keyholder.Grants;
using Holdfast.Wire;

namespace Holdfast.Keyholder.Budgets;

/// <summary>
/// How many of the people that a search found may be shown. A name on one's own schedule is no look-up; everybody else
/// counts once per <see cref="Limits.Window"/>. Every further search with nothing left is refused, also one that would
/// find nobody: a "no" is information too.
/// </summary>
internal abstract record SearchDecision
{
    private SearchDecision()
    {
    }

    /// <param name="Show">Indexes into the found, in their order.</param>
    /// <param name="Count">Indexes into the found that count against the budget now.</param>
    /// <param name="Withheld">Some of the found are not shown because the budget ends.</param>
    /// <param name="Left">Identities left after these.</param>
    internal sealed record Allowed(IReadOnlyList<int> Show, IReadOnlyList<int> Count, bool Withheld, int Left) : SearchDecision;

    internal sealed record Refused(Why Why) : SearchDecision;

    /// <param name="shownInWindow">Distinct identities shown to this person in the window, own schedule not counted.</param>
    /// <param name="identities">How many may be shown in the window.</param>
    /// <param name="found">For each found patient: is it on the asker's own schedule, and was it shown in the window already?</param>
    /// <param name="most">How many this search shows at the most.</param>
    public static SearchDecision Decide(int shownInWindow, IReadOnlyList<FoundFact> found, int identities = Limits.IdentitiesPerPerson, int most = Limits.FoundPerSearch)
    {
        var left = identities - shownInWindow;
        if (left <= 0) return new Refused(Why.BudgetIdentities);
        var show = new List<int>();
        var count = new List<int>();
        for (var i = 0; i < found.Count && show.Count < most; i++)
        {
            var free = found[i].OnOwnSchedule || found[i].CountedAlready;
            if (!free && count.Count == left) continue;
            show.Add(i);
            if (!free) count.Add(i);
        }

        return new Allowed(show, count, Withheld: show.Count < Math.Min(found.Count, most), left - count.Count);
    }

    /// <summary>May a person let an application search in their name now? Null when they may. While the witness is silent nothing new is opened.</summary>
    /// <param name="asksToSearch">The client is registered to search, and asks for nothing else.</param>
    public static Why? MayOpen(bool asksToSearch, WitnessState witness, int shownInWindow, int identities)
    {
        if (!asksToSearch) return Why.ScopeRefused;
        if (witness == WitnessState.Ahead) return Why.WitnessAhead;
        if (witness != WitnessState.Present) return Why.WitnessSilent;
        return shownInWindow >= identities ? Why.BudgetIdentities : null;
    }
}

internal sealed record FoundFact(bool OnOwnSchedule, bool CountedAlready);

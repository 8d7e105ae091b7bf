using Holdfast.Keyholder.Budgets;
using Holdfast.Keyholder.Grants;

namespace Holdfast.WeakHost;

/// <summary>Control of attack 9: nothing opened so far counts, and no chart is a canary.</summary>
internal static class NoLimits
{
    public static OpenDecision Decide(OpenFacts facts) => OpenDecision.Decide(facts with { Canary = false, Budget = OpenBudget.Untouched });
}

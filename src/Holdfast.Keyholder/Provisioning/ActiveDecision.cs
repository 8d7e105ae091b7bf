using Holdfast.Keyholder.Employment;
using Holdfast.Wire;

namespace Holdfast.Keyholder.Provisioning;

/// <param name="Active">What the source says.</param>
/// <param name="Standing">Of the linked person; null: nobody is linked.</param>
/// <param name="AwayUntilCalledBack">On leave without an end: nothing is left to take.</param>
/// <param name="Wanted">Who must be there first before the person may go; null: they may.</param>
/// <param name="DisabledInWindow">People whom all sources together sent home in the last day.</param>
internal sealed record ActiveFacts(bool Active, Standing? Standing, bool AwayUntilCalledBack, string? Wanted, int DisabledInWindow);

/// <summary>
/// What follows when a source says that somebody is active, or no longer is? Pure. It only ever takes away, within the cap
/// and never the last guards; of "active" nothing follows but a suggestion that two people may take up.
/// </summary>
internal abstract record ActiveDecision
{
    private ActiveDecision()
    {
    }

    internal sealed record Nothing : ActiveDecision;

    /// <summary>On leave from now on, until two people call them back.</summary>
    internal sealed record Disable : ActiveDecision;

    /// <summary>The administrator is shown that the source has them active.</summary>
    internal sealed record SuggestReturn : ActiveDecision;

    /// <summary>Not done; the administrator is shown that the source wanted it.</summary>
    internal sealed record Refused(Why Why, string Detail) : ActiveDecision;

    public static ActiveDecision Decide(ActiveFacts facts)
    {
        if (facts.Standing is not { } standing) return new Nothing();
        var atWork = standing is Standing.Working or Standing.NotYet;
        if (facts.Active) return atWork ? new Nothing() : new SuggestReturn();
        if (standing == Standing.Left || (standing == Standing.OnLeave && facts.AwayUntilCalledBack)) return new Nothing();
        if (facts.Wanted is { } wanted) return new Refused(Why.NotAllowed, wanted);
        if (facts.DisabledInWindow >= ProvisioningLimits.DisabledPerDay)
            return new Refused(Why.SourceCap, $"at most {ProvisioningLimits.DisabledPerDay} people a day are sent home like this: an administrator enters the rest at the desk");
        return new Disable();
    }
}

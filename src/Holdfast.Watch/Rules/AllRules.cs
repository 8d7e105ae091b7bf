using Holdfast.Watch.Alerts;
using Holdfast.Watch.Events;

namespace Holdfast.Watch.Rules;

/// <summary>Every rule: a pure function of one entry and of what came before it. To add one, write its file and name it here.</summary>
internal static class AllRules
{
    private static readonly IReadOnlyList<Func<LedgerEvent, RuleState, Sign?>> Rules =
    [
        CanaryTouched.See, BudgetUsedUp.See, FrozenSubject.See, EmergencyAccess.See, RefusedOpening.See, ManyRefusals.See, ReplayedSecret.See,
        ChartGap.See, WitnessTrouble.See, UnknownNode.See, ImportWatched.See, NewPasskey.See, AwayPerson.See, RecoveredSignIn.See, PasswordCampaign.See, ClockBackwards.See, DoubtfulEntry.See,
        PaperUsed.See, RequestFailed.See, ExportWatched.See, SourceDisables.See,
    ];

    public static IEnumerable<Sign> See(LedgerEvent entry, RuleState state) =>
        Rules.Select(rule => rule(entry, state)).OfType<Sign>();
}

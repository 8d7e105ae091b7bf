using System.Globalization;
using Holdfast.Watch.Alerts;
using Holdfast.Watch.Events;

namespace Holdfast.Watch.Rules;

/// <summary>An entry that claims to be older than the one before it by more than clocks differ: the keyholder's clock was set back.</summary>
internal static class ClockBackwards
{
    /// <summary>A synchronised clock steps by seconds at most; two minutes need a hand.</summary>
    public static readonly TimeSpan Tolerated = TimeSpan.FromMinutes(2);

    public static Sign? See(LedgerEvent entry, RuleState state)
    {
        if (entry.Kind == EventKind.Unreadable || state.Latest - entry.At <= (long)Tolerated.TotalMilliseconds) return null;
        return new Sign($"clock:{(state.Latest / 3_600_000).ToString(CultureInfo.InvariantCulture)}", "clock", Severity.Medium,
            new Wording("The keyholder’s clock went backwards", "L’horloge du gardien a reculé"),
            new Wording(
                "{count} entries are dated before the ones that precede them. Budgets and expiries rest on this clock: set it right and find out who changed it.",
                "{count} entrées sont datées d’avant celles qui les précèdent. Les plafonds et les échéances reposent sur cette horloge : réglez-la et cherchez qui l’a changée."));
    }
}

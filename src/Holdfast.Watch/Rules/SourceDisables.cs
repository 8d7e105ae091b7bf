using System.Globalization;
using Holdfast.Watch.Alerts;
using Holdfast.Watch.Events;

namespace Holdfast.Watch.Rules;

/// <summary>
/// A provisioning source sends people home. One is somebody's leaving, or a mistake; at the cap of a day, or beyond it, its
/// token may be in strange hands.
/// </summary>
internal static class SourceDisables
{
    /// <summary>The keyholder's cap of a day (ProvisioningLimits.DisabledPerDay); it refuses the next.</summary>
    private const int Cap = 5;

    public static Sign? See(LedgerEvent entry, RuleState state)
    {
        var beyond = entry.Kind == EventKind.Refused && entry.Why == "SOURCE_CAP";
        if (!beyond && entry is not { Kind: EventKind.Provisioning, What: "disabled" }) return null;
        var index = entry.Index.ToString(CultureInfo.InvariantCulture);
        return beyond || entry.Count >= Cap
            ? new Sign($"source-cap:{index}", "source-cap", Severity.High,
                new Wording("A system disables as many people as a day allows", "Un système désactive autant de personnes qu’un jour le permet"),
                new Wording(
                    "Whoever has its token can send no more people home today. Ask whoever keeps that system whether so many really leave; if not, an administrator retires it under Staff, and those sent home are called back by two people.",
                    "Qui détient son jeton ne peut désactiver plus de personnes aujourd’hui. Demandez aux responsables de ce système si tant de gens partent vraiment; sinon, l’administration le retire sous Personnel, et deux personnes rappellent les absents."))
            {
                Person = entry.Person,
            }
            : new Sign($"source-disabled:{index}", "source-disabled", Severity.Low,
                new Wording("A system disabled somebody", "Un système a désactivé quelqu’un"),
                new Wording(
                    $"“{entry.Service}” says that {{person}} works here no more. If that is wrong, two people call {{person}} back.",
                    $"« {entry.Service} » indique que {{person}} ne travaille plus ici. Si c’est faux, deux personnes rappellent {{person}}."))
            {
                Person = entry.Person,
            };
    }
}

using System.Globalization;
using Holdfast.Watch.Alerts;
using Holdfast.Watch.Events;

namespace Holdfast.Watch.Rules;

/// <summary>A budget of charts or names is crossed: more than any shift needs. The refusals and the freeze are one alert.</summary>
internal static class BudgetUsedUp
{
    public static Sign? See(LedgerEvent entry, RuleState state)
    {
        if (!Refusals.IsBudget(entry) && !Refusals.FrozenFor(entry, "budget") && entry.Kind != EventKind.Thawed) return null;
        var organisation = Refusals.Why(entry) == "BUDGET_ORGANISATION";
        return new Sign(
            $"budget:{RuleState.SubjectOf(entry)}:{state.Episode(entry).ToString(CultureInfo.InvariantCulture)}", "budget", Severity.High,
            new Wording("A budget is used up", "Un plafond est atteint"),
            organisation
                ? new Wording(
                    "The organisation’s cap for a day is reached; {person} asked for more. Several accounts may be at work together: look at the last day’s openings.",
                    "Le plafond quotidien de l’organisation est atteint; {person} en demandait plus. Plusieurs comptes agissent peut-être ensemble : examinez les ouvertures de la journée.")
                : new Wording(
                    "{person} asked for more charts or names than any shift needs. See what was opened (exposure), then ask {person}.",
                    "{person} a demandé plus de dossiers ou de noms qu’aucun quart de travail n’en exige. Voyez ce qui a été ouvert (exposition), puis parlez-lui."))
        {
            Person = entry.Person, Chart = entry.Chart, Node = entry.Node, Settles = entry.Kind == EventKind.Thawed,
        };
    }
}

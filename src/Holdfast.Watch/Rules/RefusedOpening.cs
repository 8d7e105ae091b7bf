using Holdfast.Watch.Alerts;
using Holdfast.Watch.Events;

namespace Holdfast.Watch.Rules;

/// <summary>Every single refusal to open a chart is listed, low: one is a mistyped name, and also how snooping begins.</summary>
internal static class RefusedOpening
{
    public static Sign? See(LedgerEvent entry, RuleState state)
    {
        if (!Refusals.IsOfOpening(entry) || !Refusals.AreSuspicious(entry)) return null;
        if (Refusals.IsBudget(entry) || Refusals.IsCanary(entry) || ReplayedSecret.Shows(entry)) return null;
        return new Sign($"refused-opening:{entry.Index}", "refused-opening", Severity.Low,
            new Wording("A chart was not opened", "Un dossier n’a pas été ouvert"),
            new Wording(
                $"{{person}} was refused a chart: {RefusalWords.English(entry)}. Nothing was released.",
                $"{{person}} s’est vu refuser un dossier : {RefusalWords.French(entry)}. Rien n’a été remis."))
        {
            Person = entry.Person, Chart = entry.Chart, Node = entry.Node ?? entry.Caller,
        };
    }
}

using System.Globalization;
using Holdfast.Watch.Alerts;
using Holdfast.Watch.Events;

namespace Holdfast.Watch.Rules;

/// <summary>Rows that do not fit the head that the keyholder holds: somebody changed the record store behind its back.</summary>
internal static class ChartGap
{
    public static Sign? See(LedgerEvent entry, RuleState state)
    {
        if (entry.Kind != EventKind.Gap) return null;
        var (english, french) = entry.Gap switch
        {
            "missing" => ("is missing", "manque"),
            "edited" => ("was changed", "a été modifiée"),
            "foreign" => ("belongs to another chart", "appartient à un autre dossier"),
            _ => ("does not fit", "ne correspond pas"),
        };
        var row = entry.Sequence.ToString(CultureInfo.InvariantCulture);
        return new Sign($"gap:{entry.Chart}:{row}:{entry.Gap}", "gap", Severity.High,
            new Wording("A chart has a gap", "Un dossier a une lacune"),
            new Wording(
                $"Row {row} of a chart {english} in the record store, found by {{node}}. What is left is shown under a banner. Restore the row from a backup and look for who changed the store.",
                $"La ligne {row} d’un dossier {french} dans la base, constaté par {{node}}. Le reste s’affiche sous un avertissement. Rétablissez la ligne depuis une sauvegarde et cherchez qui a modifié la base."))
        {
            Chart = entry.Chart, Node = entry.Node,
        };
    }
}

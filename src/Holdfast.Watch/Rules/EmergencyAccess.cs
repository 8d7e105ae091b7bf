using System.Globalization;
using Holdfast.Watch.Alerts;
using Holdfast.Watch.Events;

namespace Holdfast.Watch.Rules;

/// <summary>Every emergency access is reviewed by a person: it opens what no assignment explains.</summary>
internal static class EmergencyAccess
{
    public static Sign? See(LedgerEvent entry, RuleState state) => !entry.IsEmergency ? null : new Sign(
        $"emergency:{entry.Index.ToString(CultureInfo.InvariantCulture)}", "emergency", Severity.Medium,
        new Wording("Emergency access, to be reviewed", "Accès d’urgence, à vérifier"),
        new Wording(
            "{person} opened a chart by emergency access. Read the reason, and ask whether care explains it.",
            "{person} a ouvert un dossier par accès d’urgence. Lisez le motif et vérifiez que les soins l’expliquent."))
    {
        Person = entry.Person, Chart = entry.Chart, Reason = entry.Reason,
    };
}

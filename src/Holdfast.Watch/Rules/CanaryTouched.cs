using System.Globalization;
using Holdfast.Watch.Alerts;
using Holdfast.Watch.Events;

namespace Holdfast.Watch.Rules;

/// <summary>A canary is a chart of nobody: no care opens it. The refusal and the freeze that follows are one alert.</summary>
internal static class CanaryTouched
{
    /// <summary>The set that two people approved for a service has a canary in it: put there by mistake, or by whoever chose the set without knowing anybody in it.</summary>
    private static readonly Wording OfExport = new(
        "An export at {node} reached a chart that belongs to nobody, which was not given out. Find out who chose the charts of {service}: nobody who knows the patients names this one.",
        "Une exportation sur {node} a atteint un dossier qui n’appartient à personne; il n’a pas été remis. Cherchez qui a choisi les dossiers de {service} : qui connaît les patients ne nomme pas celui-là.");
    private static readonly Wording OfASchedule = new(
        "A service that sends schedules put somebody on a chart that belongs to nobody; it was not entered. No schedule knows this patient: suspect its key or its list stolen, and retire it.",
        "Un service d’horaires a affecté quelqu’un à un dossier qui n’appartient à personne; rien n’a été inscrit. Aucun horaire ne connaît ce patient : songez au vol de sa clé ou de sa liste, et retirez-le.");

    public static Sign? See(LedgerEvent entry, RuleState state)
    {
        if (!Refusals.IsCanary(entry) && !Refusals.FrozenFor(entry, "canary") && entry.Kind != EventKind.Thawed) return null;
        return new Sign(
            $"canary:{RuleState.SubjectOf(entry)}:{state.Episode(entry).ToString(CultureInfo.InvariantCulture)}", "canary", Severity.Critical,
            new Wording("A canary was touched", "Un canari a été touché"),
            entry.What == "roster" ? OfASchedule : entry.Person is null && entry.What == "release-exported" ? OfExport : new Wording(
                "{person} tried to open a chart that belongs to nobody and was frozen at once. Whoever did this was not caring for a patient: ask {person}, and suspect a stolen device.",
                "{person} a tenté d’ouvrir un dossier qui n’appartient à personne; son accès a été gelé aussitôt. Aucun soin ne l’explique : parlez à {person} et songez à un appareil volé."))
        {
            Person = entry.Person, Chart = entry.Chart, Node = entry.Node, Service = entry.Service, Settles = entry.Kind == EventKind.Thawed,
        };
    }
}

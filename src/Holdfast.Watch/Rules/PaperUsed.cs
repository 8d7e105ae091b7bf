using System.Globalization;
using Holdfast.Watch.Alerts;
using Holdfast.Watch.Events;

namespace Holdfast.Watch.Rules;

/// <summary>The sealed paper stood for a second person: one person alone did what takes two.</summary>
internal static class PaperUsed
{
    public static Sign? See(LedgerEvent entry, RuleState state) => entry is not { Kind: EventKind.Approved, Paper: true } ? null : new Sign(
        $"paper:{entry.Index.ToString(CultureInfo.InvariantCulture)}", "paper", Severity.High,
        new Wording("The sealed paper was used", "Le papier scellé a été utilisé"),
        new Wording(
            $"{{person}} opened the envelope and approved alone ({ApprovalWords.KindOf(entry).English}). See that this was needed; if it lets somebody enrol, it can be stopped under Approvals for a day. Look where the envelope is, and have a new paper made: this one works no more.",
            $"{{person}} a ouvert l’enveloppe et approuvé sans deuxième personne ({ApprovalWords.KindOf(entry).French}). Vérifiez que c’était nécessaire; si cela permet une inscription, les approbations permettent de l’arrêter pendant un jour. Cherchez l’enveloppe et faites faire un nouveau papier : celui-ci ne vaut plus."))
    {
        Person = entry.Person,
    };
}

using System.Globalization;
using Holdfast.Watch.Alerts;
using Holdfast.Watch.Events;

namespace Holdfast.Watch.Rules;

/// <summary>Somebody asked for more reach, and a second person said no, or nobody said anything.</summary>
internal static class RequestFailed
{
    public static Sign? See(LedgerEvent entry, RuleState state)
    {
        if (entry.Kind is not (EventKind.Declined or EventKind.Lapsed)) return null;
        var (english, french) = ApprovalWords.KindOf(entry);
        return new Sign($"request:{entry.Index.ToString(CultureInfo.InvariantCulture)}", "request", entry.Kind == EventKind.Declined ? Severity.Medium : Severity.Low,
            entry.Kind == EventKind.Declined ? new Wording("A request was declined", "Une demande a été refusée") : new Wording("A request lapsed", "Une demande a expiré"),
            entry.Kind == EventKind.Declined
                ? new Wording($"{{person}} said no to a request ({english}). Read the reason; whoever asked may have been made to, or may not have asked at all.",
                    $"{{person}} a refusé une demande ({french}). Lisez le motif; la personne qui demandait y était peut-être contrainte, ou n’a rien demandé.")
                : new Wording($"A request waited three days and nobody approved it ({english}). Are there enough approvers at work?",
                    $"Une demande a attendu trois jours sans approbation ({french}). Y a-t-il assez de personnes qui approuvent?"))
        {
            Person = entry.Person ?? entry.By, Reason = entry.Reason,
        };
    }
}

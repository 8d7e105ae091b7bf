using System.Globalization;
using Holdfast.Watch.Alerts;
using Holdfast.Watch.Events;

namespace Holdfast.Watch.Rules;

/// <summary>A person or node was frozen for a cause that has no alert of its own (a canary and a budget have).</summary>
internal static class FrozenSubject
{
    public static Sign? See(LedgerEvent entry, RuleState state)
    {
        if (entry.Kind is not (EventKind.Frozen or EventKind.Thawed)) return null;
        if (Refusals.FrozenFor(entry, "canary") || Refusals.FrozenFor(entry, "budget")) return null;
        return new Sign(
            $"frozen:{RuleState.SubjectOf(entry)}:{state.Episode(entry).ToString(CultureInfo.InvariantCulture)}", "frozen", Severity.High,
            entry.Person is null ? new Wording("A node was frozen", "Un nœud a été gelé") : new Wording("A person was frozen", "Un accès a été gelé"),
            entry.Person is null
                ? new Wording(
                    $"{{node}} gets no key until it is thawed. Cause: {CauseWords.English(entry)}. Treat the machine as broken into until you know better.",
                    $"{{node}} n’obtient plus aucune clé jusqu’au dégel. Cause : {CauseWords.French(entry)}. Tenez la machine pour compromise tant que rien ne dit le contraire.")
                : new Wording(
                    $"{{person}} can open nothing until thawed. Cause: {CauseWords.English(entry)}.",
                    $"{{person}} ne peut rien ouvrir jusqu’au dégel. Cause : {CauseWords.French(entry)}."))
        {
            Person = entry.Person, Node = entry.Node, Settles = entry.Kind == EventKind.Thawed,
        };
    }
}

using System.Globalization;
using Holdfast.Watch.Alerts;
using Holdfast.Watch.Events;

namespace Holdfast.Watch.Rules;

/// <summary>A code, token, statement or proof that works once was shown twice: somebody holds a copy. Of a refresh token it is grave.</summary>
internal static class ReplayedSecret
{
    public static bool Shows(LedgerEvent entry) =>
        (entry.Kind == EventKind.Refused && Refusals.Why(entry) == "REPLAYED")
        || (entry.Kind == EventKind.GrantEnded && entry.Why is { } why && (Has(why, "reuse") || Has(why, "replay")));

    public static Sign? See(LedgerEvent entry, RuleState state)
    {
        if (!Shows(entry)) return null;
        var refresh = entry.Kind == EventKind.GrantEnded || (entry.What is { } what && Has(what, "refresh"));
        var subject = entry.Grant?.ToString() ?? entry.Session?.ToString() ?? entry.Index.ToString(CultureInfo.InvariantCulture);
        var severity = refresh ? Severity.Critical : Refusals.IsOfOpening(entry) ? Severity.High : Severity.Medium;
        return new Sign($"replayed:{subject}", "replayed", severity,
            refresh
                ? new Wording("A refresh token was used twice", "Un jeton de renouvellement a servi deux fois")
                : new Wording("Something that works once was used twice", "Un élément à usage unique a servi deux fois"),
            refresh
                ? new Wording(
                    "Two parties hold the same secret of {person}’s. The copy got nothing and the grant is over. Find out which device or network it was copied from.",
                    "Deux parties détiennent le même secret de {person}. La copie n’a rien obtenu et l’autorisation a pris fin. Cherchez de quel appareil ou réseau vient la copie.")
                : new Wording(
                    "What {person} had sent was sent again. The copy got nothing. Once may be a network that repeats itself; more than once is somebody who listens.",
                    "Ce que {person} avait envoyé l’a été de nouveau. La copie n’a rien obtenu. Une fois, ce peut être un réseau qui se répète; plus d’une, quelqu’un écoute."))
        {
            Person = entry.Person, Chart = entry.Chart, Node = entry.Node ?? entry.Caller,
        };
    }

    private static bool Has(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);
}

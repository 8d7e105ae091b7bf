using Holdfast.Watch.Alerts;
using Holdfast.Watch.Events;

namespace Holdfast.Watch.Rules;

/// <summary>An entry that is not in the form this version knows: a newer keyholder, or something that writes in its place.</summary>
internal static class DoubtfulEntry
{
    public static Sign? See(LedgerEvent entry, RuleState state)
    {
        if (entry.Kind is not (EventKind.Unreadable or EventKind.Other) && entry.Doubt is null) return null;
        var kind = entry.KindText.Length == 0 ? "?" : entry.KindText;
        return new Sign($"doubtful:{kind}", "doubtful", entry.Kind == EventKind.Unreadable ? Severity.Medium : Severity.Low,
            new Wording("Entries that the watch cannot read in full", "Des entrées que la vigie ne lit pas en entier"),
            new Wording(
                $"{{count}} entries of kind “{kind}”: {entry.Doubt ?? "the kind is not known to this version"}. If the keyholder was not just updated, find out what writes them.",
                $"{{count}} entrées du genre « {kind} » : {entry.Doubt ?? "genre inconnu de cette version"}. Si le gardien ne vient pas d’être mis à jour, cherchez ce qui les écrit."));
    }
}

using System.Globalization;
using Holdfast.Watch.Alerts;
using Holdfast.Watch.Events;

namespace Holdfast.Watch.Rules;

/// <summary>Many refusals of one person or node, each soon after the one before: somebody, or something, is trying doors.</summary>
internal static class ManyRefusals
{
    /// <summary>Nobody mistypes five times in a row and goes on; lower, and every new nurse alarms in her first week.</summary>
    public const int Noticed = 5;

    /// <summary>At this many a program is at work, or somebody who does not stop.</summary>
    public const int Grave = 20;

    /// <summary>A node carries everybody's requests, stale tabs and strangers among them: what one person may do counts less there.</summary>
    public const int OfNode = 4;

    public static Sign? See(LedgerEvent entry, RuleState state)
    {
        if (!Refusals.AreSuspicious(entry)) return null;
        var subject = RuleState.SubjectOf(entry);
        var noticed = entry.Person is null ? Noticed * OfNode : Noticed;
        if (state.BurstOf(subject, entry.At) is not { } burst) return null;
        var count = burst.Count + Burst.WeightOf(entry);
        if (count < noticed) return null;
        return new Sign($"many-refusals:{subject}:{burst.First.ToString(CultureInfo.InvariantCulture)}", "many-refusals",
            count >= (entry.Person is null ? Grave * OfNode : Grave) ? Severity.High : Severity.Medium,
            new Wording("Many refusals in a short time", "Beaucoup de refus en peu de temps"),
            entry.Person is null
                ? new Wording(
                    "Requests that came through {node} were refused again and again. Somebody outside may be trying doors there, or something runs on it that should not.",
                    "Des demandes passant par {node} ont été refusées à répétition. Quelqu’un y essaie peut-être des portes, ou quelque chose s’y exécute indûment.")
                : new Wording(
                    "{person} was refused {count} times, each within ten minutes of the one before. Ask {person} what happened.",
                    "{person} a essuyé {count} refus, chacun à moins de dix minutes du précédent. Demandez-lui ce qui s’est passé."))
        {
            Person = entry.Person, Node = entry.Node ?? entry.Caller, Earlier = burst.Count < noticed ? burst.Opening : [],
        };
    }
}

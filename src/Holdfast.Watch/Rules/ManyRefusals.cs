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

    public static Sign? See(LedgerEvent entry, RuleState state)
    {
        if (!Refusals.AreSuspicious(entry)) return null;
        var subject = RuleState.SubjectOf(entry);
        if (state.BurstOf(subject, entry.At) is not { } burst || burst.Count + 1 < Noticed) return null;
        return new Sign($"many-refusals:{subject}:{burst.First.ToString(CultureInfo.InvariantCulture)}", "many-refusals",
            burst.Count + 1 >= Grave ? Severity.High : Severity.Medium,
            new Wording("Many refusals in a short time", "Beaucoup de refus en peu de temps"),
            entry.Person is null
                ? new Wording(
                    "{node} was refused {count} times, each within ten minutes of the one before. Find out what runs there.",
                    "{node} a essuyé {count} refus, chacun à moins de dix minutes du précédent. Cherchez ce qui s’y exécute.")
                : new Wording(
                    "{person} was refused {count} times, each within ten minutes of the one before. Ask {person} what happened.",
                    "{person} a essuyé {count} refus, chacun à moins de dix minutes du précédent. Demandez-lui ce qui s’est passé."))
        {
            Person = entry.Person, Node = entry.Node ?? entry.Caller, Earlier = burst.Count + 1 == Noticed ? burst.Opening : [],
        };
    }
}

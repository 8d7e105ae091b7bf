using System.Globalization;
using Holdfast.Watch.Alerts;
using Holdfast.Watch.Events;

namespace Holdfast.Watch.Rules;

/// <summary>Somebody who has left, is on leave or was disabled tried to get in: with a passkey that is still theirs, or somebody else's with it.</summary>
internal static class AwayPerson
{
    public static Sign? See(LedgerEvent entry, RuleState state)
    {
        if (entry is not { Kind: EventKind.Refused, Person: { } person } || Refusals.Why(entry) is not ("LEFT" or "ON_LEAVE" or "DORMANT")) return null;
        var left = Refusals.Why(entry) == "LEFT";
        return new Sign($"away:{person}:{entry.Index.ToString(CultureInfo.InvariantCulture)}", "away", left ? Severity.High : Severity.Medium,
            left ? new Wording("Somebody who has left tried to get in", "Une personne partie a tenté d’entrer")
                : new Wording("Somebody who is away tried to get in", "Une personne absente a tenté d’entrer"),
            new Wording(
                $"{{person}} was refused: {RefusalWords.English(entry)}. Nothing was released. Ask {{person}}, and where their devices are.",
                $"{{person}} a essuyé un refus : {RefusalWords.French(entry)}. Rien n’a été remis. Demandez-lui ce qui s’est passé, et où sont ses appareils."))
        {
            Person = person, Node = entry.Node ?? entry.Caller,
        };
    }
}

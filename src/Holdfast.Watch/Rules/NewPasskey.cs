using System.Globalization;
using Holdfast.Watch.Alerts;
using Holdfast.Watch.Events;

namespace Holdfast.Watch.Rules;

/// <summary>A second passkey for somebody who has one on the same origin: a new telephone, or somebody who took over an enrolment link. An approver's first one on the watch is none.</summary>
internal static class NewPasskey
{
    public static Sign? See(LedgerEvent entry, RuleState state)
    {
        if (entry is not { Kind: EventKind.Enrolled, Person: { } person } || !state.HasPasskey(person, entry.Origin)) return null;
        return new Sign($"passkey:{person}:{entry.Index.ToString(CultureInfo.InvariantCulture)}", "passkey", Severity.Medium,
            new Wording("Another passkey was enrolled", "Une autre clé d’accès a été enregistrée"),
            new Wording(
                "{person} had a passkey and has enrolled another. Ask {person} whether it was them.",
                "{person} avait une clé d’accès et en a enregistré une autre. Demandez-lui si c’est bien le cas."))
        {
            Person = person,
        };
    }
}

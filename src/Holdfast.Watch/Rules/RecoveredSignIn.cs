using System.Globalization;
using Holdfast.Watch.Alerts;
using Holdfast.Watch.Events;

namespace Holdfast.Watch.Rules;

/// <summary>Somebody's sign-in was recovered by two colleagues, or a code was guessed at its link: the way in for whoever has talked two people round.</summary>
internal static class RecoveredSignIn
{
    public static Sign? See(LedgerEvent entry, RuleState state) => entry switch
    {
        { Kind: EventKind.Recovered, Person: { } person } => new Sign($"recovered:{person}:{entry.Index.ToString(CultureInfo.InvariantCulture)}", "recovered", Severity.Medium,
            new Wording("A sign-in was recovered", "Une connexion a été rétablie"),
            new Wording(
                "Two colleagues let {person} make a new passkey. Call {person} on a number that you know, and ask.",
                "Deux collègues ont permis à {person} de créer une nouvelle clé d’accès. Appelez {person} à un numéro que vous connaissez, et demandez."))
        {
            Person = person,
        },
        { Kind: EventKind.LinkCodeWrong, Person: { } person, Count: >= 3 } => new Sign($"link-code:{person}:{entry.Index.ToString(CultureInfo.InvariantCulture)}", "link-code", Severity.High,
            new Wording("A recovery code is being guessed", "Un code de récupération est deviné"),
            new Wording(
                "Somebody who has the enrolment link of {person} does not have its code. Ask who was given the link.",
                "Quelqu’un qui a le lien d’inscription de {person} n’en a pas le code. Demandez à qui le lien a été remis."))
        {
            Person = person,
        },
        _ => null,
    };
}

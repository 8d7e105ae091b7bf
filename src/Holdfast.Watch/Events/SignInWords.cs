namespace Holdfast.Watch.Events;

/// <summary>What people do about their own passkeys and sessions, as sentences.</summary>
internal static class SignInWords
{
    public static Wording Of(LedgerEvent entry) => entry.Kind switch
    {
        EventKind.IdentityLinked => new("{person} linked their account at the identity provider", "{person} a lié son compte chez le fournisseur d’identité"),
        EventKind.IdentityUnlinked => new("{person} was unlinked from their account at the identity provider, as {by} asked", "{person} a été délié·e de son compte chez le fournisseur d’identité, à la demande de {by}"),
        EventKind.MySignIn => new("{person} looked at their own passkeys and sessions", "{person} a consulté ses propres clés d’accès et sessions"),
        EventKind.StepUp => new(
            $"{{person}} touched a passkey again ({ActionWords.English(entry.Purpose)})",
            $"{{person}} a de nouveau utilisé une clé d’accès ({ActionWords.French(entry.Purpose)})"),
        EventKind.Locked => new("The session of {person} was locked: nobody used it", "La session de {person} a été verrouillée : personne ne l’utilisait"),
        EventKind.Unlocked => new("{person} unlocked their session", "{person} a déverrouillé sa session"),
        EventKind.PasskeyRenamed => new("{person} renamed a passkey", "{person} a renommé une clé d’accès"),
        EventKind.PasskeyRemoved => new("{person} removed a passkey", "{person} a retiré une clé d’accès"),
        EventKind.Recovered => new(
            "{by} and a second colleague let {person} make a new passkey; the former ones stopped working",
            "{by} et un second collègue ont permis à {person} de créer une nouvelle clé d’accès; les anciennes ont cessé de fonctionner"),
        EventKind.PasswordSet => new("{person} set a password and a code generator", "{person} a défini un mot de passe et un générateur de codes"),
        EventKind.PasswordRemoved => new("{person} removed their password", "{person} a retiré son mot de passe"),
        EventKind.SignInFailed when entry.Person is not null => new(
            $"A sign-in by password as {{person}} failed, {Number(entry.Failures)} in a row", $"Une connexion par mot de passe au nom de {{person}} a échoué, {Number(entry.Failures)} de suite"),
        EventKind.SignInFailed when entry.Source is not null => new(
            "A sign-in by password with a name that nobody has failed", "Une connexion par mot de passe sous un nom que personne ne porte a échoué"),
        EventKind.SignInFailed => new(
            $"{Number(entry.Count)} more sign-ins by password through {{node}} came too soon and were not heard",
            $"{Number(entry.Count)} autres connexions par mot de passe passant par {{node}} sont arrivées trop tôt et n’ont pas été entendues"),
        EventKind.LinkCodeWrong => new("Somebody typed a wrong code at the enrolment link of {person}", "Quelqu’un a saisi un mauvais code au lien d’inscription de {person}"),
        _ => new(entry.KindText, entry.KindText),
    };

    private static string Number(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

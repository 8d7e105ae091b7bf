namespace Holdfast.Watch.Events;

/// <summary>What people do about their own passkeys and sessions, as sentences.</summary>
internal static class SignInWords
{
    public static Wording Of(LedgerEvent entry) => entry.Kind switch
    {
        EventKind.MySignIn => new("{person} looked at their own passkeys and sessions", "{person} a consulté ses propres clés d’accès et sessions"),
        EventKind.StepUp => new(
            $"{{person}} touched a passkey again ({ActionWords.English(entry.Purpose)})",
            $"{{person}} a de nouveau utilisé une clé d’accès ({ActionWords.French(entry.Purpose)})"),
        EventKind.Locked => new("The session of {person} was locked: nobody used it", "La session de {person} a été verrouillée : personne ne l’utilisait"),
        EventKind.Unlocked => new("{person} unlocked their session", "{person} a déverrouillé sa session"),
        EventKind.PasskeyRenamed => new("{person} renamed a passkey", "{person} a renommé une clé d’accès"),
        EventKind.PasskeyRemoved when entry.Session is null => new("A passkey of {person} was taken away by an approved recovery", "Une clé d’accès de {person} a été retirée par une récupération approuvée"),
        EventKind.PasskeyRemoved => new("{person} removed a passkey", "{person} a retiré une clé d’accès"),
        _ => new(entry.KindText, entry.KindText),
    };
}

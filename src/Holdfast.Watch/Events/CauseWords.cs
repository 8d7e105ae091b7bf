namespace Holdfast.Watch.Events;

/// <summary>Why a session or a right ended, or somebody was frozen: the ledger's words in the reader's. One that is not known stands as it is.</summary>
internal static class CauseWords
{
    private static readonly Dictionary<string, (string English, string French)> Known = new(StringComparer.Ordinal)
    {
        ["signed out"] = ("signed out", "déconnexion"),
        ["signed out everywhere"] = ("signed out everywhere", "déconnexion partout"),
        ["ended from another device"] = ("ended from another device", "mise à fin depuis un autre appareil"),
        ["overall limit"] = ("its time was over", "durée écoulée"),
        ["expired"] = ("its time was over", "durée écoulée"),
        ["locked"] = ("the session was locked", "session verrouillée"),
        ["superseded"] = ("a newer one took its place", "remplacement par un plus récent"),
        ["revoked"] = ("given back", "restitution"),
        ["done"] = ("done", "terminé"),
        ["frozen"] = ("frozen", "gel"),
        ["node frozen"] = ("its node was frozen", "gel du nœud"),
        ["desk frozen"] = ("the desk was frozen", "gel du poste de soins"),
        ["role changed"] = ("the role changed", "changement de rôle"),
        ["approver changed"] = ("no approver any more", "n’approuve plus"),
        ["password changed"] = ("the password changed", "changement de mot de passe"),
        ["passkey removed"] = ("a passkey was removed", "retrait d’une clé d’accès"),
        ["recovered"] = ("the sign-in was recovered", "connexion rétablie"),
        ["client retired"] = ("the application was retired", "retrait de l’application"),
        ["refresh token reused"] = ("a refresh token was used twice", "jeton de renouvellement utilisé deux fois"),
        ["code replayed"] = ("a code was used twice", "code utilisé deux fois"),
        ["not-yet"] = ("the first day is still to come", "premier jour à venir"),
        ["on-leave"] = ("on leave", "congé"),
        ["dormant"] = ("not used for long", "longue inactivité"),
        ["left"] = ("works here no more", "départ"),
        ["CANARY"] = ("a canary was asked for", "un canari a été demandé"),
        ["BUDGET_PERSON"] = ("the budget of charts is used up", "le plafond de dossiers est épuisé"),
        ["BUDGET_ORGANISATION"] = ("the organisation’s cap is reached", "le plafond de l’organisation est atteint"),
        ["misuse"] = ("did what an honest node never does", "a fait ce qu’un nœud honnête ne fait jamais"),
    };

    public static string English(LedgerEvent entry) => entry.Why is { } why && Known.TryGetValue(why, out var words) ? words.English : entry.Why ?? "?";

    public static string French(LedgerEvent entry) => entry.Why is { } why && Known.TryGetValue(why, out var words) ? words.French : entry.Why ?? "?";
}

namespace Holdfast.Watch.Events;

/// <summary>What somebody wanted to do when they were refused, in words.</summary>
internal static class ActionWords
{
    public static string English(string? what) => what switch
    {
        "open" => "opening a chart",
        "launch" => "choosing a chart",
        "redeem" => "getting a chart’s keys",
        "refresh" => "renewing access to a chart",
        "commit" => "writing to a chart",
        "my-day" => "My day",
        "find" => "searching for a patient",
        "admit" => "admitting a patient",
        "assign" => "assigning visits",
        "staff" => "the list of staff",
        "begin-sign-in" or "finish-sign-in" => "signing in",
        "sign-out" or "sign-out-everywhere" or "end-session" => "signing out",
        "my-sign-in" => "their own sign-in",
        "unlock" => "unlocking a session",
        "begin-passkey" or "add-passkey" => "adding a passkey",
        "remove-passkey" => "removing a passkey",
        "rename-passkey" => "renaming a passkey",
        "begin-enrolment" or "finish-enrolment" => "enrolling a passkey",
        "look" => "looking at the watch",
        "thaw" => "thawing",
        "canary" => "marking canaries",
        "reason" => "reading a reason",
        "begin-import" or "admit-imported" => "importing",
        "report-views" or "report-gap" => "reporting",
        _ => what ?? "something",
    };

    public static string French(string? what) => what switch
    {
        "open" => "ouvrir un dossier",
        "launch" => "choisir un dossier",
        "redeem" => "obtenir les clés d’un dossier",
        "refresh" => "renouveler l’accès à un dossier",
        "commit" => "écrire dans un dossier",
        "my-day" => "Ma journée",
        "find" => "chercher un patient",
        "admit" => "admettre un patient",
        "assign" => "attribuer des visites",
        "staff" => "la liste du personnel",
        "begin-sign-in" or "finish-sign-in" => "se connecter",
        "sign-out" or "sign-out-everywhere" or "end-session" => "se déconnecter",
        "my-sign-in" => "sa propre connexion",
        "unlock" => "déverrouiller une session",
        "begin-passkey" or "add-passkey" => "ajouter une clé d’accès",
        "remove-passkey" => "retirer une clé d’accès",
        "rename-passkey" => "renommer une clé d’accès",
        "begin-enrolment" or "finish-enrolment" => "enregistrer une clé d’accès",
        "look" => "consulter la vigie",
        "thaw" => "dégeler",
        "canary" => "marquer des canaris",
        "reason" => "lire un motif",
        "begin-import" or "admit-imported" => "importer",
        "report-views" or "report-gap" => "faire rapport",
        _ => what ?? "quelque chose",
    };
}

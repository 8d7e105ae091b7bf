
namespace Holdfast.Watch.Events;

/// <summary>The keyholder's reasons for a refusal, in words that go after a colon.</summary>
internal static class RefusalWords
{
    public static string English(LedgerEvent entry) => Refusals.Why(entry) switch
    {
        "NOT_ASSIGNED" => "no visit and no place on the care team explains it",
        "NOT_ALLOWED" => "this role may not do that",
        "FROZEN" => "frozen",
        "CANARY" => "the chart is a canary",
        "BUDGET_PERSON" => "the person’s budget of charts is used up",
        "BUDGET_ORGANISATION" => "the organisation’s cap is reached",
        "BUDGET_IDENTITIES" => "the person’s budget of names is used up",
        "REPLAYED" => "it was used before",
        "BAD_SIGNATURE" => "the signature does not fit",
        "PROOF_REFUSED" => "the proof of the device’s key does not fit",
        "UNKNOWN" => "no such session, launch, code or chart",
        "EXPIRED" => "it had expired",
        "REASON_MISSING" => "the reason was missing",
        "CLIENT_UNKNOWN" => "the application is not registered",
        "WRONG_ORIGIN" => "it came from another site",
        "NOT_VERIFIED" => "the passkey did not verify its user",
        "CONFLICT" => "somebody else was faster",
        "DUPLICATE" => "likely duplicates exist",
        "MALFORMED" => "it was not in the right form",
        "TOO_LARGE" => "it was too large",
        "LOCKED" => "the session was locked",
        "STEP_UP" => "the passkey’s touch was for something else, or too old",
        "POLICY" => "the provider’s policy does not allow it",
        "LAST_PASSKEY" => "it is the person’s last passkey",
        "CODE_NEEDED" or "WRONG_CODE" => "the link’s code was missing or wrong",
        "WITNESS_SILENT" => "the witness is silent",
        "WITNESS_AHEAD" => "the witness has seen more than the keyholder holds",
        _ => entry.Why ?? "no reason given",
    };

    public static string French(LedgerEvent entry) => Refusals.Why(entry) switch
    {
        "NOT_ASSIGNED" => "aucune visite ni place dans l’équipe de soins ne l’explique",
        "NOT_ALLOWED" => "ce rôle n’y a pas droit",
        "FROZEN" => "accès gelé",
        "CANARY" => "le dossier est un canari",
        "BUDGET_PERSON" => "le plafond de dossiers de la personne est atteint",
        "BUDGET_ORGANISATION" => "le plafond de l’organisation est atteint",
        "BUDGET_IDENTITIES" => "le plafond de noms de la personne est atteint",
        "REPLAYED" => "déjà utilisé",
        "BAD_SIGNATURE" => "la signature ne correspond pas",
        "PROOF_REFUSED" => "la preuve de la clé de l’appareil ne correspond pas",
        "UNKNOWN" => "session, lancement, code ou dossier inconnu",
        "EXPIRED" => "expiré",
        "REASON_MISSING" => "le motif manquait",
        "CLIENT_UNKNOWN" => "l’application n’est pas enregistrée",
        "WRONG_ORIGIN" => "venu d’un autre site",
        "NOT_VERIFIED" => "la clé d’accès n’a pas vérifié son utilisateur",
        "CONFLICT" => "quelqu’un d’autre a été plus rapide",
        "DUPLICATE" => "des doublons probables existent",
        "MALFORMED" => "forme incorrecte",
        "TOO_LARGE" => "trop volumineux",
        "LOCKED" => "la session était verrouillée",
        "STEP_UP" => "la clé d’accès a servi pour autre chose, ou il y a trop longtemps",
        "POLICY" => "la politique de l’organisme ne le permet pas",
        "LAST_PASSKEY" => "c’est la dernière clé d’accès de la personne",
        "CODE_NEEDED" or "WRONG_CODE" => "le code du lien manquait ou était faux",
        "WITNESS_SILENT" => "le témoin est muet",
        "WITNESS_AHEAD" => "le témoin en a vu plus que le gardien n’en détient",
        _ => entry.Why ?? "sans motif",
    };
}

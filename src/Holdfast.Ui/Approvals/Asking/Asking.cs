namespace Holdfast.Ui.Approvals.Asking;

/// <summary>A kind of request that has a form: what it is called, and what it is for.</summary>
/// <param name="Kind">As docs/KEYS.md names it.</param>
/// <param name="Elsewhere">The page that has the form; null: this one.</param>
internal sealed record Offer(string Kind, string English, string French, string EnglishFor, string FrenchFor, string? Elsewhere = null)
{
    /// <summary>In the order of the page. Which of them somebody sees, the keyholder says ("askable").</summary>
    public static IReadOnlyList<Offer> All(bool desk) =>
    [
        .. desk ? [new Offer("hire", "Hire somebody", "Embaucher quelqu’un", "A new colleague, from a day on.", "Un nouveau collègue, à partir d’un jour.", "/people")] : Array.Empty<Offer>(),
        new("change-role", "Another role", "Un autre rôle", "What somebody may see and do changes.", "Ce qu’une personne peut voir et faire change."),
        new("return", "Somebody comes back", "Le retour de quelqu’un", "From leave, from leaving, or after long disuse.", "D’un congé, d’un départ ou après une longue inactivité."),
        new("recover", "A lost device", "Un appareil perdu", "A colleague has no passkey left.", "Un collègue n’a plus de clé d’accès."),
        new("budget", "A budget", "Un plafond", "More or fewer charts or people for a time.", "Plus ou moins de dossiers ou de personnes, pour un temps."),
        new("thaw", "Lift a freeze", "Lever un gel", "Somebody, or a node, may open charts again.", "Une personne, ou un nœud, peut de nouveau ouvrir des dossiers."),
        new("roster", "Who enters schedules", "Qui saisit les horaires", "What they enter explains who opens which chart.", "Ces saisies expliquent qui ouvre quel dossier."),
        new("approver", "Who approves", "Qui approuve", "Who gives the second approval on the watch.", "Qui donne la deuxième approbation à la vigie."),
        new("register-client", "Register an application", "Inscrire une application", "Or a service that exchanges data without a person.", "Ou un service qui échange des données sans personne."),
        new("retire-client", "Retire an application", "Retirer une application", "From then on it opens nothing.", "Dès lors, plus rien ne lui est ouvert."),
        new("export", "A bulk export", "Une exportation en masse", "Approved charts, for a service that asked for them.", "Des dossiers approuvés, pour un service qui les a demandés.", "/exports"),
        .. desk ? Array.Empty<Offer>() : [new Offer("canaries", "Canaries", "Canaris", "Charts that nobody has a reason to open.", "Des dossiers que personne n’a de raison d’ouvrir.", "/canaries")],
        new("new-paper", "A new sealed paper", "Un nouveau papier scellé", "It stands for an absent second person, once.", "Il remplace une fois la deuxième personne absente."),
    ];
}

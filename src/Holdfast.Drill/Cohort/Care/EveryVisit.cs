namespace Holdfast.Drill.Cohort.Care;

/// <summary>The first and the last words of a note: how the door opened, and what comes next.</summary>
internal static class EveryVisit
{
    public static readonly string[] EnglishOpenings =
    [
        "Visit as planned.", "Up and dressed when I came.", "In bed on arrival, slept poorly.", "Says it was a better week.", "Daughter present for the visit.", "Neighbour let me in.",
        "Cheerful, had a visit from the grandchildren.", "Worried about the appointment at the hospital.", "Late by twenty minutes because of the road work; called ahead.", "Watching the news, glad of company.",
        "Son phoned during the visit with questions.", "No new concerns.",
    ];

    public static readonly string[] EnglishNext =
    [
        "Next visit as scheduled.", "Will call the office if it gets worse before the next visit.", "To be weighed again next time.", "Supplies for a week left in the home.", "Family physician to be updated by fax.",
        "Coordinator asked for a longer visit next week.", "Plan unchanged.", "To review at the team call on Thursday.",
    ];

    public static readonly string[] FrenchOpenings =
    [
        "Visite comme prévu.", "Déjà debout à mon arrivée.", "Au lit à l'arrivée, a mal dormi.", "Dit que la semaine a été meilleure.", "Fille présente pendant la visite.", "Le voisin m'a ouvert.",
        "De bonne humeur, a eu la visite des petits-enfants.", "Inquiétude pour le rendez-vous à l'hôpital.", "En retard de vingt minutes à cause des travaux routiers; j'ai téléphoné avant.", "Regardait les nouvelles, aime avoir de la compagnie.",
        "Le fils a appelé pendant la visite avec des questions.", "Aucune nouvelle préoccupation.",
    ];

    public static readonly string[] FrenchNext =
    [
        "Prochaine visite à l'horaire.", "Appellera le bureau si la situation empire d'ici là.", "À peser de nouveau la prochaine fois.", "Fournitures laissées pour une semaine.", "Médecin de famille à informer par télécopieur.",
        "Coordonnatrice avisée : visite plus longue la semaine prochaine.", "Plan inchangé.", "À revoir à l'appel d'équipe de jeudi.",
    ];

    public static readonly Text[] Alerts =
    [
        new("Dog in the home: ask that it be put in another room", "Chien à la maison : demander qu'il soit dans une autre pièce"),
        new("Very hard of hearing: knock loudly, use the side door", "Très dur d'oreille : frapper fort, porte de côté"),
        new("Falls risk", "Risque de chute"),
        new("Icy steps in winter: use the ramp", "Marches glacées l'hiver : prendre la rampe"),
        new("Smokes indoors", "Fume à l'intérieur"),
    ];

    public static readonly (Text Substance, Text Reaction)[] Allergies =
    [
        (new("Penicillin", "Pénicilline"), new("Hives", "Urticaire")),
        (new("Sulfonamide antibiotics", "Antibiotiques sulfamidés"), new("Rash", "Éruption cutanée")),
        (new("Codeine", "Codéine"), new("Vomiting", "Vomissements")),
        (new("Latex", "Latex"), new("Contact dermatitis", "Dermatite de contact")),
        (new("Peanuts", "Arachides"), new("Anaphylaxis", "Anaphylaxie")),
        (new("Adhesive tape", "Ruban adhésif"), new("Blistering of the skin", "Cloques cutanées")),
        (new("Iodinated contrast", "Produit de contraste iodé"), new("Flushing and itching", "Rougeur et démangeaisons")),
        (new("Acetylsalicylic acid", "Acide acétylsalicylique"), new("Wheezing", "Sifflements")),
    ];
}

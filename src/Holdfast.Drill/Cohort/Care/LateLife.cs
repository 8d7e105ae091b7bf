namespace Holdfast.Drill.Cohort.Care;

/// <summary>Dying at home, with as little pain as can be.</summary>
internal static class LateLife
{
    public static readonly CareProfile Palliative = new(
        new("Palliative care at home", "Soins palliatifs à domicile"), 50, 92, 2,
        [new("Lung cancer with bone metastases", "Cancer du poumon avec métastases osseuses"), new("Cancer pain", "Douleur cancéreuse"), new("Cachexia", "Cachexie"), new("Deep vein thrombosis, treated", "Thrombose veineuse profonde, traitée")],
        [new("Lobectomy of lung, right upper", "Lobectomie supérieure droite"), new("Insertion of subcutaneous port", "Implantation d'une chambre sous-cutanée")],
        [Drugs.Hydromorphone, Drugs.Senna, Drugs.Gabapentin, Drugs.Pantoprazole],
        [new("Pain at most 3 of 10", "Douleur d'au plus 3 sur 10"), new("Dies at home, as wished", "Décès à domicile, selon son souhait")],
        [new("Assess pain and other symptoms", "Évaluer la douleur et les autres symptômes"), new("Check the symptom relief kit", "Vérifier la trousse de soulagement"), new("Support the family", "Soutenir la famille")],
        [new("Do-not-resuscitate form on the refrigerator", "Formulaire de non-réanimation sur le réfrigérateur")],
        new(Systolic: 112, SystolicDrift: -10, Pulse: 88, PulseDrift: 10, Saturation: 93, SaturationDrift: -3, Respirations: 20, Weight: 58, WeightDrift: -5, Pain: 4, PainDrift: 1),
        new(
            ["Pain {pain}/10 at rest, higher when turning. Mouth dry. BP {bp}.", "Sleeps most of the day, wakes to voice, knows us. Breathing {resp} a minute, easy.", "Ate two spoons of ice cream and enjoyed them. Pain {pain}/10.", "Short of breath when moved, oxygen {sat} %. Hands cool."],
            ["Counted breakthrough doses: four since yesterday; called the palliative physician, dose raised.", "Changed the subcutaneous site, left upper chest.", "Mouth care, turned and settled on the right side.", "Opened the symptom relief kit together and labelled the syringes."],
            ["Told the family what the last days can look like and that they may call at any hour.", "Showed the son how to give the breakthrough dose.", "Spoke with the family about rest; the volunteer comes Thursday night."]),
        new(
            ["Douleur {pain}/10 au repos, plus forte en se tournant. Bouche sèche. TA {bp}.", "Dort presque toute la journée, se réveille à la voix, nous reconnaît. Respirations {resp}/min, calmes.", "A pris deux cuillerées de crème glacée avec plaisir. Douleur {pain}/10.", "Essoufflement au mouvement, saturation {sat} %. Mains fraîches."],
            ["Compté les entredoses : quatre depuis hier; appelé le médecin en soins palliatifs, dose augmentée.", "Site sous-cutané changé, haut du thorax à gauche.", "Soins de bouche, changement de position sur le côté droit.", "Ouvert la trousse de soulagement ensemble et étiqueté les seringues."],
            ["Expliqué à la famille à quoi peuvent ressembler les derniers jours et qu'elle peut appeler à toute heure.", "Montré au fils comment donner une entredose.", "Parlé de repos avec la famille; la bénévole vient jeudi soir."]));
}

namespace Holdfast.Drill.Cohort.Care;

/// <summary>Heart failure and chronic lung disease: weighed, listened to, taught to call early.</summary>
internal static class HeartAndLungs
{
    public static readonly CareProfile HeartFailure = new(
        new("Heart failure monitoring", "Suivi de l'insuffisance cardiaque"), 62, 94, 3,
        [new("Congestive heart failure", "Insuffisance cardiaque congestive"), new("Atrial fibrillation", "Fibrillation auriculaire"), new("Hypertension", "Hypertension artérielle"), new("Chronic kidney disease, stage 3", "Insuffisance rénale chronique, stade 3")],
        [new("Coronary artery bypass graft", "Pontage aortocoronarien"), new("Insertion of permanent pacemaker", "Implantation d'un stimulateur cardiaque")],
        [Drugs.Furosemide, Drugs.Ramipril, Drugs.Bisoprolol, Drugs.Spironolactone, Drugs.Apixaban],
        [new("Weight within 2 kg of dry weight", "Poids à moins de 2 kg du poids sec"), new("No visit to the emergency department for breathlessness", "Aucune visite à l'urgence pour essoufflement")],
        [new("Weigh each visit and record", "Peser à chaque visite et noter"), new("Teach salt and fluid limits", "Enseigner les limites de sel et de liquides"), new("Review medications and pill box", "Réviser les médicaments et le pilulier")],
        [new("Call the physician if weight rises 2 kg in 3 days", "Appeler le médecin si le poids augmente de 2 kg en 3 jours")],
        new(Systolic: 138, SystolicDrift: -10, Pulse: 82, PulseDrift: -8, Saturation: 93, SaturationDrift: 2, Respirations: 20, Weight: 81, WeightDrift: -3.5, Pain: 1),
        new(
            ["Weight {weight} kg, BP {bp}, pulse {pulse} and irregular. Fine crackles at both bases.", "Ankles puffy to mid-shin, pitting; easier than last week. Weight {weight} kg.", "Sleeps on two pillows. SpO2 {sat} % on room air, no cough. Weight {weight} kg.", "Short of breath on the stairs only. BP {bp}, oxygen {sat} %. No chest pain."],
            ["Filled the pill box for the week and checked the furosemide against the list.", "Called the family physician's office with the weights; no change to the water pill for now.", "Reviewed the weight chart on the fridge together; it is filled in every day.", "Drew blood for electrolytes and creatinine, left arm, one attempt."],
            ["Went over which soups and deli meats hide salt.", "Taught again: two kilos in three days means a call, not a wait.", "Showed how to raise the legs properly after lunch."]),
        new(
            ["Poids {weight} kg, TA {bp}, pouls {pulse} irrégulier. Légers râles aux deux bases.", "Chevilles enflées jusqu'à mi-jambe, godet; mieux que la semaine dernière. Poids {weight} kg.", "Dort avec deux oreillers. SpO2 {sat} % à l'air ambiant, pas de toux. Poids {weight} kg.", "Essoufflement dans les escaliers seulement. TA {bp}, saturation {sat} %. Pas de douleur thoracique."],
            ["Pilulier rempli pour la semaine; furosémide vérifié avec la liste.", "Appel au bureau du médecin de famille avec les poids; aucun changement au diurétique pour l'instant.", "Revu ensemble le tableau des poids sur le réfrigérateur; il est rempli chaque jour.", "Prise de sang pour électrolytes et créatinine, bras gauche, un seul essai."],
            ["Discuté des soupes et des charcuteries où le sel se cache.", "Rappelé : deux kilos en trois jours, on appelle, on n'attend pas.", "Montré comment bien surélever les jambes après le dîner."]));

    public static readonly CareProfile Copd = new(
        new("Chronic lung disease support", "Soutien pour maladie pulmonaire chronique"), 58, 90, 5,
        [new("Chronic obstructive pulmonary disease", "Maladie pulmonaire obstructive chronique"), new("Former smoking", "Tabagisme cessé"), new("Osteoporosis", "Ostéoporose"), new("Anxiety", "Anxiété")],
        [new("Cataract extraction, right eye", "Extraction de la cataracte, œil droit"), new("Appendectomy", "Appendicectomie")],
        [Drugs.Salbutamol, Drugs.Tiotropium, Drugs.Prednisone, Drugs.Alendronate],
        [new("Uses inhalers with good technique", "Utilise bien ses inhalateurs"), new("Walks to the mailbox and back without stopping", "Marche jusqu'à la boîte aux lettres et revient sans s'arrêter")],
        [new("Check inhaler technique", "Vérifier la technique d'inhalation"), new("Monitor oxygen saturation at rest and walking", "Mesurer la saturation au repos et à la marche"), new("Review flare-up plan", "Revoir le plan en cas d'exacerbation")],
        [new("Home oxygen: no smoking, no open flame", "Oxygène à domicile : ne pas fumer, aucune flamme nue")],
        new(Systolic: 136, Pulse: 86, Saturation: 90, SaturationDrift: 2, Respirations: 22, Weight: 63, WeightDrift: -1, Pain: 1),
        new(
            ["Oxygen {sat} % on 2 L, breathing {resp} a minute, speaks in full sentences. Wheeze on the right.", "Cough is looser today, sputum white. Oxygen {sat} %, pulse {pulse}.", "Pursed-lip breathing on moving; settles within two minutes. Oxygen {sat} %.", "Chest quieter than last visit, no fever ({temp} °C). Respirations {resp}."],
            ["Watched inhaler technique from start to end; corrected the breath hold.", "Checked the oxygen tubing and changed the filter of the concentrator.", "Measured oxygen while walking in the hall: lowest {sat} %.", "Went through the flare-up plan; the antibiotic prescription is on file at the pharmacy."],
            ["Reminded: rinse the mouth after the puffer.", "Practised pacing: sit to dress, rest before the stairs.", "Talked about the flu shot clinic at the pharmacy."]),
        new(
            ["Saturation {sat} % sous 2 L, respirations {resp}/min, fait des phrases complètes. Sibilances à droite.", "Toux plus grasse aujourd'hui, expectorations blanches. Saturation {sat} %, pouls {pulse}.", "Respire à lèvres pincées à l'effort; se replace en deux minutes. Saturation {sat} %.", "Poitrine plus calme qu'à la dernière visite, pas de fièvre ({temp} °C). Respirations {resp}."],
            ["Observé la technique d'inhalation du début à la fin; corrigé la retenue du souffle.", "Vérifié la tubulure d'oxygène et changé le filtre du concentrateur.", "Saturation mesurée à la marche dans le corridor : au plus bas {sat} %.", "Revu le plan d'exacerbation; l'ordonnance d'antibiotique est au dossier de la pharmacie."],
            ["Rappelé de se rincer la bouche après la pompe.", "Pratiqué l'économie d'énergie : s'asseoir pour s'habiller, se reposer avant l'escalier.", "Parlé de la clinique de vaccination contre la grippe à la pharmacie."]));
}

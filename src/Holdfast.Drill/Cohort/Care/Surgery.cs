namespace Holdfast.Drill.Cohort.Care;

/// <summary>Home from hospital after an operation.</summary>
internal static class Surgery
{
    public static readonly CareProfile Knee = new(
        new("Recovery after joint replacement", "Convalescence après remplacement articulaire"), 56, 84, 3,
        [new("Osteoarthritis of left knee", "Arthrose du genou gauche"), new("Hypertension", "Hypertension artérielle"), new("High cholesterol", "Hypercholestérolémie")],
        [new("Total knee replacement, left", "Prothèse totale du genou gauche"), new("Cholecystectomy", "Cholécystectomie")],
        [Drugs.Rivaroxaban, Drugs.Hydromorphone, Drugs.Acetaminophen, Drugs.Senna],
        [new("Knee bends to 110 degrees", "Flexion du genou à 110 degrés"), new("Walks outdoors with a cane", "Marche dehors avec une canne")],
        [new("Check the incision", "Vérifier l'incision"), new("Review pain plan and exercises", "Revoir le plan de douleur et les exercices"), new("Watch for signs of a clot", "Surveiller les signes de thrombose")],
        [new("Blood thinner: falls are reported the same day", "Anticoagulant : chute signalée le jour même")],
        new(Systolic: 130, Pulse: 80, PulseDrift: -6, Weight: 84, Pain: 6, PainDrift: -4),
        new(
            ["Incision dry, staples out, edges together. Knee warm, swelling down. Pain {pain}/10.", "Bends to about 95 degrees today. Pain {pain}/10 after exercises, {bp} at rest.", "Calf soft, no pain on squeeze. Walks the hallway with the walker. Temperature {temp} °C.", "Sleeps four hours at a stretch now. Pain {pain}/10."],
            ["Removed the last strips and left the incision open to air.", "Counted the pain tablets with the patient; stepping down as planned.", "Went through the exercise sheet and watched two sets.", "Measured knee bend and noted it on the physiotherapy sheet."],
            ["Ice twenty minutes, three times a day, cloth between.", "Reminded about stairs: good leg up first, sore leg down first.", "Bowels: senna every night as long as the strong tablets are needed."]),
        new(
            ["Incision sèche, agrafes enlevées, bords rapprochés. Genou chaud, moins enflé. Douleur {pain}/10.", "Plie à environ 95 degrés aujourd'hui. Douleur {pain}/10 après les exercices, TA {bp} au repos.", "Mollet souple, pas de douleur à la pression. Marche dans le corridor avec la marchette. Température {temp} °C.", "Dort quatre heures de suite maintenant. Douleur {pain}/10."],
            ["Enlevé les dernières bandelettes, incision laissée à l'air.", "Compté les comprimés contre la douleur avec la personne; diminution comme prévu.", "Revu la feuille d'exercices et observé deux séries.", "Flexion du genou mesurée et notée sur la feuille de physiothérapie."],
            ["Glace vingt minutes, trois fois par jour, avec un linge.", "Rappelé pour l'escalier : la bonne jambe monte en premier, l'autre descend en premier.", "Intestins : séné chaque soir tant que les comprimés forts sont nécessaires."]));

    public static readonly CareProfile Ostomy = new(
        new("New ostomy teaching", "Enseignement pour nouvelle stomie"), 40, 85, 4,
        [new("Colon cancer, resected", "Cancer du côlon, réséqué"), new("Colostomy", "Colostomie"), new("Iron deficiency anemia", "Anémie ferriprive")],
        [new("Hemicolectomy with colostomy", "Hémicolectomie avec colostomie"), new("Hernia repair", "Réparation d'une hernie")],
        [Drugs.Pantoprazole, Drugs.Acetaminophen, Drugs.Hydromorphone],
        [new("Changes the appliance alone", "Change l'appareil sans aide"), new("Skin around the stoma intact", "Peau autour de la stomie intacte")],
        [new("Teach appliance change", "Enseigner le changement d'appareil"), new("Check stoma and skin", "Vérifier la stomie et la peau"), new("Review diet and fluids", "Revoir l'alimentation et les liquides")],
        [],
        new(Systolic: 122, Pulse: 84, PulseDrift: -6, Weight: 68, WeightDrift: 2.5, Pain: 4, PainDrift: -3),
        new(
            ["Stoma pink and moist, 30 mm, output soft brown. Skin a little red at 4 o'clock.", "Midline incision healed but for 1 cm at the bottom. Pain {pain}/10.", "Weight {weight} kg, appetite coming back. Stoma healthy.", "Leak overnight from a skin fold; skin weepy but not broken."],
            ["Patient changed the whole appliance with a mirror; I only handed the ring.", "Re-measured the stoma and cut a new template.", "Powdered and sealed the sore skin, convex ring tried.", "Packed the small open end with a ribbon and covered it."],
            ["Talked about which foods give gas and which thicken.", "Showed how to empty away from home.", "Went over when little output is a reason to call."]),
        new(
            ["Stomie rose et humide, 30 mm, selles brunes molles. Peau un peu rouge à 4 heures.", "Incision médiane guérie sauf 1 cm en bas. Douleur {pain}/10.", "Poids {weight} kg, l'appétit revient. Stomie en santé.", "Fuite pendant la nuit à cause d'un pli; peau suintante mais non brisée."],
            ["La personne a changé tout l'appareil avec un miroir; j'ai seulement tendu l'anneau.", "Stomie remesurée, nouveau gabarit découpé.", "Poudre et pellicule sur la peau irritée, anneau convexe essayé.", "Petite ouverture méchée et couverte."],
            ["Parlé des aliments qui donnent des gaz et de ceux qui épaississent.", "Montré comment vider le sac hors de la maison.", "Revu quand peu d'écoulement est une raison d'appeler."]));
}

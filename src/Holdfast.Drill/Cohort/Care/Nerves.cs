namespace Holdfast.Drill.Cohort.Care;

/// <summary>Brain and nerves: dementia, stroke, Parkinson's disease, multiple sclerosis.</summary>
internal static class Nerves
{
    public static readonly CareProfile Dementia = new(
        new("Support at home with dementia", "Soutien à domicile avec démence"), 70, 96, 6,
        [new("Alzheimer's disease", "Maladie d'Alzheimer"), new("Recurrent falls", "Chutes à répétition"), new("Urinary incontinence", "Incontinence urinaire"), new("Hearing loss", "Perte auditive")],
        [new("Repair of hip fracture, right", "Réparation d'une fracture de la hanche droite"), new("Cataract extraction, both eyes", "Extraction des cataractes, deux yeux")],
        [Drugs.Donepezil, Drugs.Sertraline, Drugs.Acetaminophen],
        [new("Stays at home safely with the family", "Reste à la maison en sécurité avec la famille"), new("No fall with injury", "Aucune chute avec blessure")],
        [new("Check weight, skin and hydration", "Vérifier poids, peau et hydratation"), new("Support the caregiver", "Soutenir la personne proche aidante"), new("Review safety of stove and doors", "Revoir la sécurité de la cuisinière et des portes")],
        [new("May leave the house unnoticed", "Peut sortir de la maison sans être vu"), new("Approach from the front, speak slowly", "Aborder de face, parler lentement")],
        new(Systolic: 134, Pulse: 70, Weight: 61, WeightDrift: -2.2, Pain: 1),
        new(
            ["Knows the daughter, not the day. Calm. Weight {weight} kg, BP {bp}.", "More restless after supper, the family says. Skin intact, no bruises.", "Ate most of the lunch with cues. Weight {weight} kg.", "Walks with one hand on the furniture. No new falls. Pulse {pulse}."],
            ["Checked skin from head to heel, heels soft and pink.", "Reviewed medications in the dosette: two evening doses were missed.", "Sat with the caregiver for a while: tired, and agreed to a visit of the day program.", "Looked over the stove switch and the door chime: both work."],
            ["One step at a time when dressing; lay the clothes out in order.", "A drink at each visit to the kitchen.", "Gave the number of the respite line again."]),
        new(
            ["Reconnaît sa fille, pas la journée. Calme. Poids {weight} kg, TA {bp}.", "Plus d'agitation après le souper, dit la famille. Peau intacte, pas d'ecchymoses.", "A mangé presque tout le dîner avec des rappels. Poids {weight} kg.", "Marche en se tenant aux meubles. Pas de nouvelle chute. Pouls {pulse}."],
            ["Peau vérifiée de la tête aux talons; talons souples et roses.", "Révisé la dosette : deux doses du soir oubliées.", "Pris un moment avec la personne proche aidante; grande fatigue, accepte la visite du centre de jour.", "Vérifié l'interrupteur de la cuisinière et le carillon de la porte : tout fonctionne."],
            ["Une étape à la fois pour s'habiller; placer les vêtements dans l'ordre.", "Un verre à chaque passage à la cuisine.", "Redonné le numéro de la ligne de répit."]));

    public static readonly CareProfile Stroke = new(
        new("Recovery after stroke", "Réadaptation après AVC"), 52, 90, 4,
        [new("Ischemic stroke, left hemisphere", "AVC ischémique, hémisphère gauche"), new("Right-sided weakness", "Faiblesse du côté droit"), new("Hypertension", "Hypertension artérielle"), new("Difficulty swallowing", "Difficulté à avaler")],
        [new("Carotid endarterectomy, left", "Endartériectomie carotidienne gauche"), new("Insertion of feeding tube, since removed", "Gastrostomie, retirée depuis")],
        [Drugs.Clopidogrel, Drugs.Atorvastatin, Drugs.Ramipril, Drugs.Baclofen],
        [new("Blood pressure below 140/90", "Tension sous 140/90"), new("Transfers from bed to chair with one person", "Se transfère du lit à la chaise avec une personne")],
        [new("Monitor blood pressure", "Surveiller la tension"), new("Practise transfers", "Pratiquer les transferts"), new("Check swallowing at a meal", "Vérifier la déglutition à un repas")],
        [new("Thickened fluids only", "Liquides épaissis seulement")],
        new(Systolic: 152, SystolicDrift: -16, Pulse: 76, Weight: 75, WeightDrift: -1, Pain: 3),
        new(
            ["BP {bp}, right hand grips a little stronger. Words come slowly but they come.", "Shoulder sore {pain}/10 when lifted. BP {bp}.", "Managed half a bowl of purée without coughing. Weight {weight} kg.", "Stood from the chair with one person and the belt. Pulse {pulse} after."],
            ["Practised three transfers with the belt.", "Positioned the arm on a pillow and checked the splint for pressure marks.", "Reviewed the pressure log; two readings over 150 sent to the physician.", "Watched a meal; pace is better with the small spoon."],
            ["Face, arm, speech: went over the signs of a new stroke with the family.", "Chin down when swallowing, no straw.", "Rest before visitors; tired means slurred."]),
        new(
            ["TA {bp}, la main droite serre un peu plus. Les mots viennent lentement mais ils viennent.", "Épaule sensible {pain}/10 au mouvement. TA {bp}.", "A pris un demi-bol de purée sans tousser. Poids {weight} kg.", "Se lève de la chaise avec une personne et la ceinture. Pouls {pulse} après."],
            ["Pratiqué trois transferts avec la ceinture.", "Bras placé sur un oreiller; orthèse vérifiée, pas de marque de pression.", "Revu le carnet de tension; deux mesures au-dessus de 150 envoyées au médecin.", "Observé un repas; le rythme est meilleur avec la petite cuillère."],
            ["Visage, bras, parole : revu les signes d'un nouvel AVC avec la famille.", "Menton baissé pour avaler, pas de paille.", "Se reposer avant la visite; la fatigue brouille la parole."]));

    public static readonly CareProfile Parkinson = new(
        new("Parkinson's disease support", "Soutien pour maladie de Parkinson"), 60, 89, 6,
        [new("Parkinson's disease", "Maladie de Parkinson"), new("Orthostatic hypotension", "Hypotension orthostatique"), new("Constipation", "Constipation"), new("Enlarged prostate", "Hypertrophie de la prostate", "male")],
        [new("Inguinal hernia repair", "Réparation d'une hernie inguinale"), new("Total hip replacement, right", "Prothèse totale de la hanche droite")],
        [Drugs.LevodopaCarbidopa, Drugs.Senna, Drugs.Tamsulosin],
        [new("Takes levodopa on time", "Prend la lévodopa à l'heure"), new("No fall in the next month", "Aucune chute dans le prochain mois")],
        [new("Blood pressure lying and standing", "Tension couché et debout"), new("Review timing of medication", "Revoir l'horaire des médicaments"), new("Fall prevention at home", "Prévention des chutes à domicile")],
        [new("Medication must be on time, also in hospital", "Médicament à l'heure juste, aussi à l'hôpital")],
        new(Systolic: 118, SystolicDrift: 6, Pulse: 72, Weight: 70, WeightDrift: -1, Pain: 2),
        new(
            ["Tremor at rest on the right, less an hour after the tablet. BP {bp} lying.", "Freezes at the bathroom door; steps over the tape we laid. Pulse {pulse}.", "Lightheaded on standing, settles in a minute. BP {bp}.", "Voice soft, mood good. Bowels every second day."],
            ["Took lying and standing pressure and noted the drop.", "Went through the times of the tablets; the two o'clock dose was late three times.", "Put a strip of bright tape at the doorway and practised with it.", "Reviewed fluids and the evening laxative."],
            ["Count the steps aloud when the feet stick.", "Sit on the edge of the bed for a full minute first.", "Protein in the evening, so that the tablets work by day."]),
        new(
            ["Tremblement au repos à droite, moins une heure après le comprimé. TA {bp} couché.", "Fige à la porte de la salle de bain; passe par-dessus le ruban posé. Pouls {pulse}.", "Étourdissement au lever, se replace en une minute. TA {bp}.", "Voix faible, bonne humeur. Selles aux deux jours."],
            ["Tension prise couché et debout, baisse notée.", "Revu les heures des comprimés; la dose de quatorze heures en retard trois fois.", "Posé un ruban vif au seuil et pratiqué avec.", "Revu les liquides et le laxatif du soir."],
            ["Compter les pas à voix haute quand les pieds collent.", "S'asseoir une bonne minute au bord du lit d'abord.", "Les protéines le soir, pour que les comprimés agissent le jour."]));

    public static readonly CareProfile MultipleSclerosis = new(
        new("Catheter and skin care, multiple sclerosis", "Soins de cathéter et de peau, sclérose en plaques"), 30, 68, 7,
        [new("Multiple sclerosis, secondary progressive", "Sclérose en plaques, secondaire progressive"), new("Neurogenic bladder", "Vessie neurogène"), new("Spasticity", "Spasticité"), new("Depression", "Dépression")],
        [new("Insertion of suprapubic catheter", "Insertion d'un cathéter sus-pubien"), new("Cesarean section", "Césarienne", "female")],
        [Drugs.Baclofen, Drugs.Gabapentin, Drugs.Sertraline],
        [new("No urinary infection this season", "Aucune infection urinaire cette saison"), new("Skin intact", "Peau intacte")],
        [new("Change the suprapubic catheter monthly", "Changer le cathéter sus-pubien chaque mois"), new("Inspect skin and seating", "Inspecter la peau et le siège"), new("Review spasms and stretches", "Revoir les spasmes et les étirements")],
        [new("Key in the lock box beside the ramp", "Clé dans la boîte à côté de la rampe")],
        new(Systolic: 116, Pulse: 74, Weight: 66, Pain: 3, PainDrift: -1),
        new(
            ["Urine clear and yellow, site clean. Temperature {temp} °C.", "Spasms worse in the evening. Pain {pain}/10. Skin over the sacrum pink, blanches.", "Mood brighter, was out on the balcony. BP {bp}.", "Some sediment in the bag; drinks about a litre and a half."],
            ["Changed the catheter, 16 Fr, balloon 10 mL, urine at once.", "Flushed the catheter with saline, flows freely.", "Checked the cushion and the pressure map of the chair.", "Stretched hips and ankles, ten minutes a side."],
            ["Shift weight every half hour; the phone alarm is set.", "Reviewed the signs of infection and whom to call on a Sunday.", "Heat makes it worse: cooling vest before going out."]),
        new(
            ["Urine claire et jaune, site propre. Température {temp} °C.", "Spasmes plus forts le soir. Douleur {pain}/10. Peau du sacrum rosée, blanchit à la pression.", "Meilleure humeur, a pris l'air sur le balcon. TA {bp}.", "Un peu de dépôt dans le sac; boit environ un litre et demi."],
            ["Cathéter changé, 16 Fr, ballonnet 10 mL, urine immédiate.", "Cathéter rincé au salin, coule bien.", "Vérifié le coussin et la pression du fauteuil.", "Étirements des hanches et des chevilles, dix minutes par côté."],
            ["Changer de position chaque demi-heure; l'alarme du téléphone est réglée.", "Revu les signes d'infection et qui appeler le dimanche.", "La chaleur aggrave : veste rafraîchissante avant de sortir."]));
}

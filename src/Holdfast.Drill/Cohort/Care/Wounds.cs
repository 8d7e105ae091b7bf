namespace Holdfast.Drill.Cohort.Care;

/// <summary>Wounds that take weeks, and infections treated at home.</summary>
internal static class Wounds
{
    public static readonly CareProfile DiabeticFoot = new(
        new("Wound care, diabetic foot", "Soins de plaie, pied diabétique"), 48, 86, 2,
        [new("Type 2 diabetes mellitus", "Diabète de type 2"), new("Diabetic foot ulcer, left heel", "Ulcère du pied diabétique, talon gauche"), new("Peripheral neuropathy", "Neuropathie périphérique"), new("Hypertension", "Hypertension artérielle")],
        [new("Amputation of second toe, left foot", "Amputation du deuxième orteil, pied gauche"), new("Debridement of foot ulcer", "Débridement d'un ulcère du pied")],
        [Drugs.Metformin, Drugs.Glargine, Drugs.Gliclazide, Drugs.Ramipril, Drugs.Gabapentin],
        [new("Ulcer closed within 16 weeks", "Ulcère fermé en 16 semaines"), new("Fasting glucose between 5 and 8 mmol/L", "Glycémie à jeun entre 5 et 8 mmol/L")],
        [new("Cleanse and dress the wound", "Nettoyer et panser la plaie"), new("Measure and photograph the wound weekly", "Mesurer et photographier la plaie chaque semaine"), new("Check both feet and the shoes", "Vérifier les deux pieds et les chaussures")],
        [new("Off-loading boot at all times when walking", "Botte de décharge en tout temps à la marche")],
        new(Systolic: 140, SystolicDrift: -6, Pulse: 78, Weight: 88, WeightDrift: -1.5, Pain: 4, PainDrift: -2, Glucose: true),
        new(
            ["Left heel wound {wound} cm, bed red and clean, edges coming in. Scant drainage.", "Heel {wound} cm with a little yellow slough at the edge, no odour, skin around intact. Pain {pain}/10.", "Dressing dry and in place. Wound {wound} cm. No redness up the leg, temperature {temp} °C.", "Glucose {glucose} before lunch. Wound {wound} cm, granulating well."],
            ["Cleansed with saline, packed with silver alginate, foam over it, secured.", "Changed the dressing, measured and photographed the wound.", "Trimmed callus at the edge within scope; barrier cream to the skin around.", "Checked the other foot and between the toes: no new break."],
            ["Showed the daughter how to check the shoes with a hand before they go on.", "Taught to keep the boot on even for the washroom at night.", "Reviewed what to do when the sugar is under 4."]),
        new(
            ["Plaie du talon gauche {wound} cm, lit rouge et propre, bords qui se rapprochent. Peu d'exsudat.", "Talon {wound} cm avec un peu de fibrine jaune au bord, sans odeur, peau autour intacte. Douleur {pain}/10.", "Pansement sec et en place. Plaie {wound} cm. Pas de rougeur à la jambe, température {temp} °C.", "Glycémie {glucose} avant le dîner. Plaie {wound} cm, bonne granulation."],
            ["Nettoyé au salin, mèche d'alginate à l'argent, mousse par-dessus, bien fixé.", "Pansement changé, plaie mesurée et photographiée.", "Callosité amincie au bord, selon mes limites; crème barrière sur la peau autour.", "Vérifié l'autre pied et entre les orteils : aucune nouvelle lésion."],
            ["Montré à la fille de vérifier les souliers avec la main avant de les mettre.", "Enseigné de garder la botte même la nuit pour aller aux toilettes.", "Revu quoi faire si le sucre est sous 4."]));

    public static readonly CareProfile LegUlcer = new(
        new("Compression therapy, venous leg ulcer", "Thérapie de compression, ulcère veineux"), 60, 93, 3,
        [new("Venous leg ulcer, right", "Ulcère veineux de la jambe droite"), new("Chronic venous insufficiency", "Insuffisance veineuse chronique"), new("Osteoarthritis of both knees", "Arthrose des deux genoux")],
        [new("Varicose vein stripping", "Saphénectomie pour varices"), new("Hysterectomy", "Hystérectomie", "female")],
        [Drugs.Acetaminophen, Drugs.Amlodipine, Drugs.Furosemide],
        [new("Ulcer half the size in 8 weeks", "Ulcère réduit de moitié en 8 semaines"), new("Wears compression every day", "Porte la compression chaque jour")],
        [new("Apply two-layer compression", "Appliquer la compression à deux couches"), new("Measure calf and ankle", "Mesurer le mollet et la cheville"), new("Skin care of the lower legs", "Soins de la peau des jambes")],
        [new("Latex-free supplies only", "Fournitures sans latex seulement")],
        new(Systolic: 134, Pulse: 72, Weight: 79, Pain: 5, PainDrift: -3),
        new(
            ["Right lower leg ulcer {wound} cm, moderate clear drainage, less than Monday.", "Compression slid a little at the calf. Ulcer {wound} cm, no sign of infection. Pain {pain}/10.", "Skin around dry and scaly, ulcer {wound} cm with new pink edges.", "Foot warm, pulses felt, toes pink under the wrap. Ulcer {wound} cm."],
            ["Washed the leg, moisturized, foam dressing, two-layer wrap toes to knee.", "Measured ankle and calf; ordered the next stocking size.", "Re-wrapped with more padding over the shin.", "Photographed the ulcer and sent the weekly measurement to the wound nurse."],
            ["Taught calf exercises to do in the chair.", "Reminded to call if the toes turn blue or numb, and to take the wrap off.", "Explained why the wrap stays on at night."]),
        new(
            ["Ulcère de la jambe droite {wound} cm, exsudat clair modéré, moins que lundi.", "Le bandage a glissé un peu au mollet. Ulcère {wound} cm, aucun signe d'infection. Douleur {pain}/10.", "Peau autour sèche et squameuse, ulcère {wound} cm avec nouveaux bords roses.", "Pied chaud, pouls perçus, orteils roses sous le bandage. Ulcère {wound} cm."],
            ["Jambe lavée, hydratée, pansement mousse, bandage deux couches des orteils au genou.", "Cheville et mollet mesurés; bas de la prochaine taille commandé.", "Bandage refait avec plus de ouate sur le tibia.", "Ulcère photographié, mesure de la semaine envoyée à l'infirmière en plaies."],
            ["Enseigné des exercices du mollet à faire dans la chaise.", "Rappelé d'appeler si les orteils bleuissent ou s'engourdissent, et d'enlever le bandage.", "Expliqué pourquoi le bandage reste la nuit."]));

    public static readonly CareProfile Infection = new(
        new("Intravenous antibiotics at home", "Antibiotiques intraveineux à domicile"), 28, 80, 2,
        [new("Osteomyelitis of right tibia", "Ostéomyélite du tibia droit"), new("Cellulitis of right leg", "Cellulite de la jambe droite"), new("Obesity", "Obésité")],
        [new("Open reduction of tibial fracture", "Réduction ouverte d'une fracture du tibia"), new("Insertion of central venous line (PICC)", "Insertion d'un cathéter central (PICC)")],
        [Drugs.Cephalexin, Drugs.Acetaminophen, Drugs.Hydromorphone],
        [new("Completes six weeks of antibiotics", "Termine six semaines d'antibiotiques"), new("No fever and falling pain", "Sans fièvre et douleur en baisse")],
        [new("Flush and dress the PICC line weekly", "Rincer et panser le PICC chaque semaine"), new("Start the infusion pump", "Démarrer la pompe à perfusion"), new("Draw weekly blood work", "Prélever les analyses de la semaine")],
        [new("PICC in left arm: no blood pressure or needles there", "PICC au bras gauche : ni tension ni piqûre de ce côté")],
        new(Systolic: 128, Pulse: 84, PulseDrift: -10, Temperature: 37.1, Weight: 96, Pain: 6, PainDrift: -4),
        new(
            ["PICC site clean and dry, no redness, 2 cm showing as before. Temperature {temp} °C.", "Leg less warm, redness inside the marked line. Pain {pain}/10.", "Tired of the pump but eating well. Temperature {temp} °C, pulse {pulse}.", "No rash, no diarrhea on the antibiotic. Pain {pain}/10 when walking."],
            ["Flushed both lumens with saline, good blood return, cap changed.", "Changed the line dressing with sterile technique.", "Connected the new cassette and checked the rate on the pump.", "Drew CBC, creatinine and CRP from the line."],
            ["Taught what an alarm on the pump means and whom to call at night.", "Reviewed signs of a clot in the arm.", "Showed how to shower with the arm sleeve."]),
        new(
            ["Site du PICC propre et sec, sans rougeur, 2 cm visibles comme avant. Température {temp} °C.", "Jambe moins chaude, rougeur en dedans de la ligne tracée. Douleur {pain}/10.", "Trouve la pompe fatigante mais mange bien. Température {temp} °C, pouls {pulse}.", "Ni éruption ni diarrhée avec l'antibiotique. Douleur {pain}/10 à la marche."],
            ["Rincé les deux voies au salin, bon retour veineux, bouchon changé.", "Pansement du cathéter changé selon la technique stérile.", "Nouvelle cassette branchée, débit de la pompe vérifié.", "FSC, créatinine et PCR prélevées par le cathéter."],
            ["Enseigné ce que veut dire l'alarme de la pompe et qui appeler la nuit.", "Revu les signes d'un caillot au bras.", "Montré comment se doucher avec le manchon."]));
}

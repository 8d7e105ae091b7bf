namespace Holdfast.Drill.Cohort;

/// <summary>The same words in the two languages of Ontario's charts; of one sex only where bodies differ.</summary>
internal sealed record Text(string English, string French, string? Only = null)
{
    public string In(string language) => language == "fr" ? French : English;
}

/// <summary>A drug product: Health Canada's drug identification number, its name as it is ordered, and the usual words of an order.</summary>
internal sealed record Drug(string Din, string Name, Text Dosage, string? Only = null);

/// <summary>
/// What the synthetic patients take. Written from general knowledge, to look right on a screen: not a formulary, not
/// complete, and nobody's dose.
/// </summary>
internal static class Drugs
{
    public const string DinSystem = "http://hl7.org/fhir/NamingSystem/ca-hc-din";

    private static readonly Text OnceMorning = new("1 tablet by mouth every morning", "1 comprimé par la bouche chaque matin");
    private static readonly Text OnceBedtime = new("1 tablet by mouth at bedtime", "1 comprimé par la bouche au coucher");
    private static readonly Text OnceDaily = new("1 tablet by mouth once a day", "1 comprimé par la bouche une fois par jour");
    private static readonly Text TwiceDaily = new("1 tablet by mouth twice a day with food", "1 comprimé par la bouche deux fois par jour en mangeant");
    private static readonly Text ThreeTimes = new("1 capsule by mouth three times a day", "1 capsule par la bouche trois fois par jour");

    public static readonly Drug Furosemide = new("00362166", "Furosemide 40 mg tablet", OnceMorning);
    public static readonly Drug Ramipril = new("02221845", "Ramipril 5 mg capsule", OnceDaily);
    public static readonly Drug Bisoprolol = new("02256134", "Bisoprolol 5 mg tablet", OnceMorning);
    public static readonly Drug Spironolactone = new("00028606", "Spironolactone 25 mg tablet", OnceMorning);
    public static readonly Drug Atorvastatin = new("02230713", "Atorvastatin 20 mg tablet", OnceBedtime);
    public static readonly Drug Amlodipine = new("00878928", "Amlodipine 5 mg tablet", OnceDaily);
    public static readonly Drug Apixaban = new("02397714", "Apixaban 5 mg tablet", new("1 tablet by mouth twice a day", "1 comprimé par la bouche deux fois par jour"));
    public static readonly Drug Metformin = new("02167786", "Metformin 500 mg tablet", TwiceDaily);
    public static readonly Drug Glargine = new("02245689", "Insulin glargine 100 units/mL", new("18 units under the skin at bedtime", "18 unités sous la peau au coucher"));
    public static readonly Drug Gliclazide = new("02242987", "Gliclazide MR 30 mg tablet", OnceMorning);
    public static readonly Drug Salbutamol = new("02241497", "Salbutamol 100 mcg inhaler", new("2 puffs every 4 hours when short of breath", "2 bouffées toutes les 4 heures si essoufflement"));
    public static readonly Drug Tiotropium = new("02246793", "Tiotropium 18 mcg inhalation capsule", new("Inhale 1 capsule once a day", "Inhaler 1 capsule une fois par jour"));
    public static readonly Drug Prednisone = new("00312770", "Prednisone 5 mg tablet", new("2 tablets by mouth every morning for 5 days", "2 comprimés par la bouche chaque matin pendant 5 jours"));
    public static readonly Drug Levothyroxine = new("02172070", "Levothyroxine 50 mcg tablet", new("1 tablet by mouth before breakfast", "1 comprimé par la bouche avant le déjeuner"));
    public static readonly Drug Pantoprazole = new("02229453", "Pantoprazole 40 mg tablet", new("1 tablet by mouth before breakfast", "1 comprimé par la bouche avant le déjeuner"));
    public static readonly Drug Donepezil = new("02232043", "Donepezil 5 mg tablet", OnceBedtime);
    public static readonly Drug Sertraline = new("01962817", "Sertraline 50 mg capsule", OnceMorning);
    public static readonly Drug LevodopaCarbidopa = new("00513997", "Levodopa 100 mg / carbidopa 25 mg tablet", new("1 tablet by mouth four times a day, on time", "1 comprimé par la bouche quatre fois par jour, à l'heure juste"));
    public static readonly Drug Clopidogrel = new("02238682", "Clopidogrel 75 mg tablet", OnceDaily);
    public static readonly Drug Gabapentin = new("02084279", "Gabapentin 300 mg capsule", ThreeTimes);
    public static readonly Drug Hydromorphone = new("00705438", "Hydromorphone 1 mg tablet", new("1 tablet by mouth every 4 hours when in pain", "1 comprimé par la bouche toutes les 4 heures si douleur"));
    public static readonly Drug Acetaminophen = new("00723908", "Acetaminophen 500 mg tablet", new("2 tablets by mouth every 6 hours when needed, at most 8 a day", "2 comprimés par la bouche toutes les 6 heures au besoin, au plus 8 par jour"));
    public static readonly Drug Rivaroxaban = new("02316986", "Rivaroxaban 10 mg tablet", OnceDaily);
    public static readonly Drug Senna = new("00026158", "Sennosides 8.6 mg tablet", new("2 tablets by mouth at bedtime", "2 comprimés par la bouche au coucher"));
    public static readonly Drug Baclofen = new("00455881", "Baclofen 10 mg tablet", new("1 tablet by mouth three times a day", "1 comprimé par la bouche trois fois par jour"));
    public static readonly Drug Cephalexin = new("00583413", "Cephalexin 250 mg tablet", new("2 tablets by mouth four times a day for 10 days", "2 comprimés par la bouche quatre fois par jour pendant 10 jours"));
    public static readonly Drug Alendronate = new("02245329", "Alendronate 70 mg tablet", new("1 tablet by mouth every Sunday, upright, with water", "1 comprimé par la bouche chaque dimanche, debout, avec de l'eau"));
    public static readonly Drug Tamsulosin = new("02270102", "Tamsulosin 0.4 mg tablet", OnceBedtime, "male");

    public static readonly IReadOnlyList<Drug> All =
    [
        Furosemide, Ramipril, Bisoprolol, Spironolactone, Atorvastatin, Amlodipine, Apixaban, Metformin, Glargine, Gliclazide, Salbutamol, Tiotropium, Prednisone, Levothyroxine,
        Pantoprazole, Donepezil, Sertraline, LevodopaCarbidopa, Clopidogrel, Gabapentin, Hydromorphone, Acetaminophen, Rivaroxaban, Senna, Baclofen, Cephalexin, Alendronate, Tamsulosin,
    ];

    /// <summary>What an older person takes besides what the visits are for.</summary>
    public static readonly IReadOnlyList<Drug> Common = [Atorvastatin, Amlodipine, Levothyroxine, Pantoprazole, Acetaminophen, Sertraline, Alendronate, Senna];
}

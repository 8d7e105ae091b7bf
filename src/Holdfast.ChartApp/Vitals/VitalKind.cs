using Holdfast.ChartApp.Words;

namespace Holdfast.ChartApp.Vitals;

/// <summary>Two numbers and everything between them, both included.</summary>
internal readonly record struct Span(decimal Low, decimal High)
{
    public bool Holds(decimal value) => value >= Low && value <= High;
}

/// <summary>
/// One measured number. <paramref name="Usual"/> is the band drawn behind a plot: the resting adult's, as nursing texts give it, and a help
/// to the eye, not a judgement. Outside <paramref name="Plausible"/> the writer is asked to look again; outside
/// <paramref name="Possible"/> it is a slip of the finger, and refused.
/// </summary>
internal sealed record VitalPart(string Code, Text Name, Span? Usual, Span Plausible, Span Possible);

/// <summary>One kind of vital sign: its LOINC codes, its UCUM unit and how it is written.</summary>
internal sealed record VitalKind(
    string Key, Text Name, Text ShortName, string UnitCode, Text Unit, int Decimals, IReadOnlyList<VitalPart> Parts, IReadOnlyList<string> OtherCodes)
{
    public string Code => Key;

    /// <summary>Of observation-category: what a server files it under.</summary>
    public string Category => this == Pain ? "survey" : this == Glucose ? "laboratory" : "vital-signs";

    public bool IsPressure => Parts.Count == 2;

    public static readonly VitalKind BloodPressure = new(
        "85354-9", new("Blood pressure", "Tension artérielle"), new("BP", "TA"), "mm[Hg]", new("mmHg", "mmHg"), 0,
        [
            new("8480-6", new("Systolic", "Systolique"), new(90, 140), new(70, 220), new(30, 350)),
            new("8462-4", new("Diastolic", "Diastolique"), new(60, 90), new(40, 130), new(10, 250)),
        ],
        ["55284-4"]);

    public static readonly VitalKind HeartRate = Single(
        "8867-4", new("Heart rate", "Fréquence cardiaque"), new("HR", "FC"), "/min", new("/min", "/min"), 0,
        new(60, 100), new(40, 150), new(10, 350));

    public static readonly VitalKind Temperature = Single(
        "8310-5", new("Temperature", "Température"), new("Temp", "Temp."), "Cel", new("°C", "°C"), 1,
        new(36.1m, 37.8m), new(34, 41), new(20, 46), "8331-1");

    public static readonly VitalKind OxygenSaturation = Single(
        "59408-5", new("Oxygen saturation", "Saturation en oxygène"), new("SpO₂", "SpO₂"), "%", new("%", "%"), 0,
        new(94, 100), new(80, 100), new(30, 100), "2708-6");

    public static readonly VitalKind RespiratoryRate = Single(
        "9279-1", new("Respiratory rate", "Fréquence respiratoire"), new("RR", "FR"), "/min", new("/min", "/min"), 0,
        new(12, 20), new(8, 40), new(2, 120));

    public static readonly VitalKind Weight = Single(
        "29463-7", new("Weight", "Poids"), new("Weight", "Poids"), "kg", new("kg", "kg"), 1,
        null, new(30, 200), new(0.3m, 500));

    public static readonly VitalKind Pain = Single(
        "72514-3", new("Pain (0 to 10)", "Douleur (0 à 10)"), new("Pain", "Douleur"), "{score}", new("/10", "/10"), 0,
        new(0, 3), new(0, 10), new(0, 10));

    /// <summary>Capillary glucose. The band is the common target of adults with diabetes, before and after meals.</summary>
    public static readonly VitalKind Glucose = Single(
        "15074-8", new("Blood glucose", "Glycémie"), new("Glucose", "Glyc."), "mmol/L", new("mmol/L", "mmol/L"), 1,
        new(4, 10), new(2.5m, 25), new(0.3m, 70), "2339-0");

    /// <summary>In the order in which they are shown and asked for.</summary>
    public static readonly IReadOnlyList<VitalKind> All = [BloodPressure, HeartRate, RespiratoryRate, OxygenSaturation, Temperature, Weight, Glucose, Pain];

    private static readonly Dictionary<string, VitalKind> ByCode =
        All.SelectMany(kind => kind.OtherCodes.Prepend(kind.Code).Select(code => (code, kind))).ToDictionary(p => p.code, p => p.kind);

    public static VitalKind? Of(string? code) => code is not null && ByCode.TryGetValue(code, out var kind) ? kind : null;

    /// <summary>A reading in another unit brought to this kind's own: pounds, grams, degrees Fahrenheit, mg/dL. Null when the unit is not known.</summary>
    public decimal? InOwnUnit(decimal value, string? unit)
    {
        const decimal kilogramsPerPound = 0.45359237m, milligramsPerDecilitreOfAMillimole = 18.016m;
        return unit switch
        {
            null => value,
            _ when unit == UnitCode => value,
            "[degF]" or "degF" => this == Temperature ? Math.Round((value - 32) * 5 / 9, 1) : null,
            "[lb_av]" or "lb" or "lbs" => this == Weight ? Math.Round(value * kilogramsPerPound, 1) : null,
            "mg/dL" => this == Glucose ? Math.Round(value / milligramsPerDecilitreOfAMillimole, 1) : null,
            "g" => this == Weight ? value / 1000 : null,
            "C" or "°C" => this == Temperature ? value : null,
            "mmHg" or "mm Hg" => IsPressure ? value : null,
            "{beats}/min" or "beats/minute" or "{breaths}/min" or "breaths/minute" or "bpm" => UnitCode == "/min" ? value : null,
            "1" or "{score}" => this == Pain ? value : null,
            _ => null,
        };
    }

    private static VitalKind Single(
        string code, Text name, Text shortName, string unitCode, Text unit, int decimals, Span? usual, Span plausible, Span possible, params string[] others) =>
        new(code, name, shortName, unitCode, unit, decimals, [new VitalPart(code, name, usual, plausible, possible)], others);
}

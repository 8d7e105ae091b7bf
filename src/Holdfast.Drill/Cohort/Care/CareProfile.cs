namespace Holdfast.Drill.Cohort.Care;

/// <summary>Where the vital signs of such a patient begin, and how far each moves over the whole period.</summary>
internal sealed record Tendency(
    int Systolic = 132, int SystolicDrift = 0, int Pulse = 74, int PulseDrift = 0, double Temperature = 36.6, int Saturation = 97, int SaturationDrift = 0,
    int Respirations = 16, double Weight = 72, double WeightDrift = 0, int Pain = 2, int PainDrift = 0, bool Glucose = false);

/// <summary>What is written in a note, by part: what was seen, what was done, what was taught. Braces stand for the visit's own vital signs.</summary>
internal sealed record Wording(string[] Seen, string[] Done, string[] Taught);

/// <summary>Why somebody has a nurse come: one reason for care, with everything in a chart that follows from it.</summary>
internal sealed record CareProfile(
    Text Reason, int YoungestAge, int OldestAge, int DaysBetweenVisits, Text[] Conditions, Text[] Operations, Drug[] Drugs, Text[] Goals, Text[] Activities,
    Text[] Alerts, Tendency Tendency, Wording English, Wording French)
{
    /// <summary>In the proportions that a home-care nurse would recognise: wounds and hearts first.</summary>
    public static readonly IReadOnlyList<CareProfile> All =
    [
        HeartAndLungs.HeartFailure, Wounds.DiabeticFoot, Surgery.Knee, HeartAndLungs.Copd, Wounds.LegUlcer, Nerves.Dementia, Surgery.Ostomy,
        Nerves.Stroke, LateLife.Palliative, Nerves.Parkinson, Nerves.MultipleSclerosis, Wounds.Infection,
    ];
}

using System.Globalization;
using Holdfast.Drill.Cohort.Care;

namespace Holdfast.Drill.Cohort;

/// <summary>What was measured at one visit.</summary>
internal sealed record VitalSigns(int Systolic, int Diastolic, int Pulse, double Temperature, int Saturation, int Respirations, double Weight, int Pain, double Glucose, double Wound)
{
    /// <summary>
    /// The reason for care sets where somebody starts and where they are heading; each person has an offset of their own,
    /// each day a small wobble. <paramref name="progress"/> runs from 0, the first visit, to 1, the last.
    /// </summary>
    public static VitalSigns At(SeededNumbers person, SeededNumbers visit, Tendency t, double progress)
    {
        double Around(double start, double drift, double own, double daily) => start + (drift * progress) + (person.Spread() * own) + (visit.Spread() * daily);
        var systolic = Around(t.Systolic, t.SystolicDrift, 8, 5);
        return new VitalSigns(
            Round(systolic, 84, 198),
            Round((systolic * 0.42) + 22 + (visit.Spread() * 3), 46, 108),
            Round(Around(t.Pulse, t.PulseDrift, 6, 3), 48, 124),
            Math.Round(Math.Clamp(Around(t.Temperature, (36.6 - t.Temperature) * 0.8, 0.1, 0.15), 35.8, 38.6), 1),
            Round(Around(t.Saturation, t.SaturationDrift, 1, 0.7), 84, 100),
            Round(Around(t.Respirations, 0, 1, 1), 10, 32),
            Math.Round(Math.Clamp(Around(t.Weight, t.WeightDrift, 9, 0.35), 38, 160), 1),
            Round(Around(t.Pain, t.PainDrift, 0.5, 0.7), 0, 10),
            Math.Round(Math.Clamp(Around(8.4, -1.2, 0.8, 1.3), 3.2, 19), 1),
            Math.Round(Math.Clamp(Around(4.2, -2.8, 0.6, 0.1), 0.3, 9), 1));
    }

    /// <summary>Puts the numbers into a sentence, with the decimal sign of its language.</summary>
    public string Fill(string sentence, string language)
    {
        string One(double value)
        {
            var text = value.ToString("0.0", CultureInfo.InvariantCulture);
            return language == "fr" ? text.Replace('.', ',') : text;
        }

        return sentence
            .Replace("{bp}", $"{Systolic}/{Diastolic}").Replace("{pulse}", $"{Pulse}").Replace("{temp}", One(Temperature)).Replace("{sat}", $"{Saturation}")
            .Replace("{resp}", $"{Respirations}").Replace("{weight}", One(Weight)).Replace("{pain}", $"{Pain}").Replace("{glucose}", One(Glucose))
            .Replace("{wound}", $"{One(Wound)} x {One(Math.Round(Wound * 0.7, 1))}");
    }

    private static int Round(double value, int least, int most) => (int)Math.Round(Math.Clamp(value, least, most));
}

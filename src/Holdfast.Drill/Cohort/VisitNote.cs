using Holdfast.Drill.Cohort.Care;

namespace Holdfast.Drill.Cohort;

/// <summary>A nurse's words about one visit: three to six sentences in the patient's language.</summary>
internal static class VisitNote
{
    public static string Write(SeededNumbers numbers, SyntheticPatient patient, VitalSigns signs)
    {
        var french = patient.Language == "fr";
        var wording = french ? patient.Care.French : patient.Care.English;
        var sentences = new List<string> { numbers.Pick(french ? EveryVisit.FrenchOpenings : EveryVisit.EnglishOpenings) };
        sentences.AddRange(numbers.Draw(wording.Seen, numbers.Chance(0.35) ? 2 : 1));
        sentences.AddRange(numbers.Draw(wording.Done, numbers.Chance(0.4) ? 2 : 1));
        if (numbers.Chance(0.55)) sentences.Add(numbers.Pick(wording.Taught));
        sentences.Add(numbers.Pick(french ? EveryVisit.FrenchNext : EveryVisit.EnglishNext));
        return signs.Fill(string.Join(' ', sentences), patient.Language);
    }
}

namespace Holdfast.Drill.Cohort;

/// <summary>One visit to one patient: who goes, when. <see cref="Ordinal"/> counts this patient's visits from 0.</summary>
internal sealed record Visit(SyntheticPatient Patient, int Nurse, DateTimeOffset Start, DateTimeOffset End, int Ordinal);

/// <summary>
/// Who is seen on which day. Every nurse has six to nine visits on a weekday and on the day itself, three or four on a
/// weekend; each time those of her patients who have waited longest, measured by how often they ought to be seen.
/// </summary>
internal static class VisitPlan
{
    /// <summary>Visits are planned two weeks ahead and documented up to the day before.</summary>
    public const int DaysAhead = 14;

    private const int FirstMinute = (8 * 60) + 10;

    public static IReadOnlyList<Visit> Make(SeededNumbers seed, IReadOnlyList<SyntheticPatient> patients, DateOnly until, int days)
    {
        var visits = new List<Visit>();
        for (var nurse = 0; nurse < Staff.Nurses; nurse++)
        {
            var hers = patients.Where(p => p.Nurse == nurse).ToList();
            var lastSeen = hers.ToDictionary(p => p, p => until.AddDays(-days - 1 - (p.Number % p.Care.DaysBetweenVisits)));
            var count = hers.ToDictionary(p => p, _ => 0);
            for (var day = until.AddDays(-days); day <= until.AddDays(DaysAhead); day = day.AddDays(1))
            {
                var numbers = seed.For($"visits/{nurse}/{OntarioTime.Fhir(day)}");
                var today = hers.OrderByDescending(p => (double)(day.DayNumber - lastSeen[p].DayNumber) / p.Care.DaysBetweenVisits).ThenBy(p => p.Number).Take(Count(numbers, day, until)).ToList();
                var minute = FirstMinute + numbers.Between(0, 4) * 5;
                foreach (var patient in numbers.Draw(today, today.Count))
                {
                    var length = 25 + numbers.Between(0, 4) * 5;
                    visits.Add(new Visit(patient, nurse, OntarioTime.At(day, minute), OntarioTime.At(day, minute + length), count[patient]++));
                    lastSeen[patient] = day;
                    minute += length + 10 + numbers.Between(0, 4) * 5;
                }
            }
        }

        return visits;
    }

    private static int Count(SeededNumbers numbers, DateOnly day, DateOnly until) =>
        day != until && day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? numbers.Between(3, 5) : numbers.Between(6, 10);
}

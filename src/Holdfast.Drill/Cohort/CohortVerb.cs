using System.Globalization;
using System.Text.Json.Nodes;

namespace Holdfast.Drill.Cohort;

/// <summary>Where a cohort goes and what it is made from. The same choices give the same bytes, on any machine.</summary>
internal sealed record CohortChoices(string Folder, int Patients, int Seed, int Days, int Canaries, DateOnly Until, string StaffFile, string ScheduleFile, string CanaryFile);

/// <summary>
/// <c>Holdfast.Drill cohort</c>: a synthetic home-care provider as files that `holdfast import` takes like anybody's:
/// one FHIR transaction for the provider, one for each patient, the staff, the schedule, the canaries' health numbers.
/// </summary>
internal static class CohortVerb
{
    private const int MostPatients = 20_000;

    public static int Run(Arguments arguments)
    {
        var folder = arguments.Required("OUTDIR");
        var until = arguments.Text("--until") is { } text
            ? DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : throw new UsageException("--until takes a date: YYYY-MM-DD.")
            : OntarioTime.Day(TimeProvider.System.GetUtcNow());
        var choices = new CohortChoices(
            folder, arguments.Number("--patients", 200, 1, MostPatients), arguments.Number("--seed", 1, 0, int.MaxValue), arguments.Number("--days", 92, 1, 366),
            arguments.Number("--canaries", 4, 0, 100), until,
            arguments.Text("--staff-out") ?? Path.Combine(folder, "..", "staff.json"),
            arguments.Text("--schedule-out") ?? Path.Combine(folder, "..", "schedule.json"),
            arguments.Text("--canaries-out") ?? Path.Combine(folder, "..", "canaries.json"));
        arguments.Done();
        Write(choices);
        return 0;
    }

    public static void Write(CohortChoices choices)
    {
        Directory.CreateDirectory(choices.Folder);
        var seed = new SeededNumbers(choices.Seed);
        var maker = new PatientMaker(seed, choices.Until);
        var begun = choices.Until.AddDays(-choices.Days);
        var patients = Enumerable.Range(0, choices.Patients).Select(maker.Make).ToList();
        // A canary looks like everybody else and nobody has a reason to open it.
        var canaries = Enumerable.Range(choices.Patients, choices.Canaries).Select(maker.Make).ToList();
        var visits = VisitPlan.Make(seed, patients, choices.Until, choices.Days);
        var documented = visits.Where(v => OntarioTime.Day(v.Start) < choices.Until).ToLookup(v => v.Patient);

        FhirJson.WriteGzip(Path.Combine(choices.Folder, ProviderBundle.File), ProviderBundle.Make(seed));
        foreach (var patient in patients)
            FhirJson.WriteGzip(Path.Combine(choices.Folder, patient.File), PatientBundle.Make(seed, patient, [.. documented[patient]], begun));
        foreach (var canary in canaries)
            FhirJson.WriteGzip(Path.Combine(choices.Folder, canary.File), PatientBundle.Make(seed, canary, PastVisits(seed, canary, choices), begun));

        FhirJson.Write(choices.StaffFile, Staff.ToJson());
        FhirJson.Write(choices.ScheduleFile, Schedule.Make(visits, choices.Until));
        FhirJson.Write(choices.CanaryFile, new JsonArray([.. canaries.Select(c => (JsonNode)c.HealthNumber)]));
    }

    /// <summary>Visits that once were, so that the chart is as thick as the others; none lie within a schedule's month.</summary>
    private static IReadOnlyList<Visit> PastVisits(SeededNumbers seed, SyntheticPatient canary, CohortChoices choices)
    {
        var numbers = seed.For($"past/{canary.Number}");
        var visits = new List<Visit>();
        for (var day = choices.Until.AddDays(-choices.Days); day < choices.Until.AddDays(-30); day = day.AddDays(canary.Care.DaysBetweenVisits))
        {
            var start = OntarioTime.At(day, 540 + (numbers.Between(0, 60) * 5));
            visits.Add(new Visit(canary, canary.Nurse, start, start.AddMinutes(35), visits.Count));
        }

        return visits;
    }
}

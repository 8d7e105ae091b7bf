using System.Text.Json.Nodes;

namespace Holdfast.Drill.Cohort;

/// <summary>
/// The month of assignments that a coordinator enters: visits from two weeks back to two weeks ahead, and each nurse's
/// standing place on the teams of the patients she has most to do with.
/// JSON array of {personIndex (into the staff file), healthNumber, kind "visit"|"team", start, end}, times in Unix milliseconds.
/// </summary>
internal static class Schedule
{
    private const int DaysBack = 14;

    /// <summary>A place on a care team is renewed by the coordinator every three months.</summary>
    private const int TeamDays = 92;

    /// <summary>The patients of the most frequent visits; the others are hers on the days around a visit only.</summary>
    private const int TeamPlaces = 4;

    public static JsonArray Make(IReadOnlyList<Visit> visits, DateOnly until)
    {
        var items = new JsonArray();
        foreach (var visit in visits.Where(v => OntarioTime.Day(v.Start) >= until.AddDays(-DaysBack)))
            items.Add((JsonNode)Item(visit.Nurse, visit.Patient, "visit", visit.Start, visit.End));
        foreach (var hers in visits.GroupBy(v => v.Nurse))
            foreach (var patient in hers.GroupBy(v => v.Patient).OrderByDescending(g => g.Count()).ThenBy(g => g.Key.Number).Take(TeamPlaces).Select(g => g.Key))
                items.Add((JsonNode)Item(hers.Key, patient, "team", OntarioTime.At(until.AddDays(-DaysBack), 0), OntarioTime.At(until.AddDays(TeamDays), 0)));
        return items;
    }

    private static JsonObject Item(int nurse, SyntheticPatient patient, string kind, DateTimeOffset start, DateTimeOffset end) => new()
    {
        ["personIndex"] = nurse,
        ["healthNumber"] = patient.HealthNumber,
        ["kind"] = kind,
        ["start"] = start.ToUnixTimeMilliseconds(),
        ["end"] = end.ToUnixTimeMilliseconds(),
    };
}

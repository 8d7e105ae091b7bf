using Holdfast.ChartApp.Words;

namespace Holdfast.ChartApp.Chart;

/// <summary>One visit with what was written and measured during it; or a note that belongs to no visit.</summary>
internal sealed record TimelineItem(string Key, FhirTime? When, Visit? Visit, IReadOnlyList<Note> Notes, IReadOnlyList<Measurement> Measurements);

/// <summary>The visits of a chart, newest first.</summary>
internal static class Timeline
{
    /// <summary>
    /// A note is written at the door or in the car: within two hours it is part of the visit.
    /// Later it is a late entry, and College rules want that seen.
    /// </summary>
    public static readonly TimeSpan LateAfter = TimeSpan.FromHours(2);

    public static bool IsLate(FhirTime? happened, FhirTime? written) =>
        happened is { Precision: TimePrecision.Minute } visited && written is { Precision: TimePrecision.Minute } writing
        && writing.Start - visited.Start > LateAfter;

    public static IReadOnlyList<TimelineItem> Build(ChartData chart)
    {
        var visits = chart.Visits.ToDictionary(visit => visit.Id);
        var notes = chart.Notes.Where(n => n.VisitId is not null).ToLookup(n => n.VisitId!);
        var measurements = chart.Measurements.Where(m => m.VisitId is not null).ToLookup(m => m.VisitId!);
        var items = visits.Values.Select(visit => new TimelineItem(
            "visit/" + visit.Id, visit.Start, visit,
            [.. notes[visit.Id].OrderBy(n => n.Written ?? n.Happened)],
            [.. measurements[visit.Id].OrderBy(m => m.When)]));
        var alone = chart.Notes.Where(n => n.VisitId is null || !visits.ContainsKey(n.VisitId))
            .Select(n => new TimelineItem("note/" + n.Id, n.Happened, null, [n], []));
        return [.. items.Concat(alone).OrderByDescending(item => item.When?.Start ?? DateTimeOffset.MinValue)];
    }
}

namespace Holdfast.ChartApp.Chart;

/// <summary>What may be said of allergies: some, none known, or that nobody has asked. The three are never confused.</summary>
internal static class AllergyList
{
    /// <summary>The dangerous first.</summary>
    public static IReadOnlyList<Allergy> Active(ChartData chart) =>
        [.. chart.Allergies.Where(a => a.Active && !a.NothingKnown)
            .OrderByDescending(a => a.Criticality == Criticality.High || a.SevereReaction).ThenBy(a => a.What, StringComparer.Ordinal)];

    /// <summary>Somebody has recorded that there is none.</summary>
    public static bool SaysNone(ChartData chart) =>
        chart.Allergies.Any(a => a.Active && a.NothingKnown) && !chart.Allergies.Any(a => a.Active && !a.NothingKnown);

    public static IReadOnlyList<Allergy> Past(ChartData chart) => [.. chart.Allergies.Where(a => !a.Active && !a.NothingKnown)];
}

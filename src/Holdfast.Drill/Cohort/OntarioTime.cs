namespace Holdfast.Drill.Cohort;

/// <summary>
/// Wall clocks in southern and eastern Ontario: UTC−5, and UTC−4 from the second Sunday of March, 02:00, to the first
/// Sunday of November, 02:00 (Time Act, R.S.O. 1990, c. T.9, as in force since 2007). Worked out here because a small
/// machine may have no time-zone files, and the cohort must come out the same there.
/// </summary>
internal static class OntarioTime
{
    public static DateTimeOffset At(DateOnly day, int minuteOfDay)
    {
        var local = day.ToDateTime(TimeOnly.MinValue).AddMinutes(minuteOfDay);
        return new DateTimeOffset(local, Offset(local));
    }

    /// <summary>The date on an Ontario wall calendar at an instant.</summary>
    public static DateOnly Day(DateTimeOffset instant) =>
        DateOnly.FromDateTime(instant.ToOffset(Offset(instant.UtcDateTime.AddHours(-5))).DateTime);

    /// <summary>FHIR dateTime with seconds and offset.</summary>
    public static string Fhir(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture);

    public static string Fhir(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static TimeSpan Offset(DateTime local)
    {
        var summer = local >= Sunday(local.Year, 3, 2).AddHours(2) && local < Sunday(local.Year, 11, 1).AddHours(2);
        return TimeSpan.FromHours(summer ? -4 : -5);
    }

    private static DateTime Sunday(int year, int month, int which)
    {
        var first = new DateTime(year, month, 1);
        return first.AddDays(((7 - (int)first.DayOfWeek) % 7) + (7 * (which - 1)));
    }
}

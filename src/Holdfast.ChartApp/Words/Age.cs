namespace Holdfast.ChartApp.Words;

/// <summary>How old a person is, as it is said at the bedside: days, then months, then years.</summary>
internal static class Age
{
    private static readonly Text OneYear = new("{0} year", "{0} an");
    private static readonly Text Years = new("{0} years", "{0} ans");
    private static readonly Text OneMonth = new("{0} month", "{0} mois");
    private static readonly Text Months = new("{0} months", "{0} mois");
    private static readonly Text OneDay = new("{0} day", "{0} jour");
    private static readonly Text Days = new("{0} days", "{0} jours");

    /// <summary>Null when the birth date lies after <paramref name="day"/>.</summary>
    public static int? InYears(FhirTime born, DateTimeOffset day)
    {
        var years = day.Year - born.Start.Year;
        if (born.Precision != TimePrecision.Year && (day.Month, day.Day).CompareTo((born.Start.Month, born.Start.Day)) < 0) years--;
        return years < 0 ? null : years;
    }

    public static string? InWords(FhirTime born, DateTimeOffset day, Wording wording)
    {
        const int countedInMonthsBelowYears = 2, countedInDaysBelowMonths = 2;
        if (InYears(born, day) is not { } years) return null;
        if (years >= countedInMonthsBelowYears || born.Precision == TimePrecision.Year) return wording.Count(years, OneYear, Years);
        var months = (day.Year - born.Start.Year) * 12 + day.Month - born.Start.Month - (day.Day < born.Start.Day ? 1 : 0);
        if (months >= countedInDaysBelowMonths || born.Precision == TimePrecision.Month) return wording.Count(months, OneMonth, Months);
        return wording.Count((day.Date - born.Start.Date).Days, OneDay, Days);
    }
}

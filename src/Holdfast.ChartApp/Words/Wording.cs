using System.Globalization;

namespace Holdfast.ChartApp.Words;

/// <summary>
/// The reader's language and clock: everything shown in words, dates and numbers passes through here.
/// Worded by tables of our own: the application is shipped without the platform's globalization data.
/// </summary>
internal sealed class Wording(Language language, TimeZoneInfo zone)
{
    private static readonly string[] EnglishMonths = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    private static readonly string[] FrenchMonths =
        ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juill.", "août", "sept.", "oct.", "nov.", "déc."];
    private static readonly string[] EnglishLongMonths =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    private static readonly string[] FrenchLongMonths =
        ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"];
    private static readonly string[] EnglishDays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
    private static readonly string[] FrenchDays = ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"];

    public Language Language { get; } = language;

    public bool IsFrench => Language == Language.French;

    /// <summary>The BCP 47 tag for the document's lang attribute.</summary>
    public string Tag => IsFrench ? "fr-CA" : "en-CA";

    public string Say(Text text) => text.In(Language);

    /// <summary>A text with one gap, written {0}.</summary>
    public string Say(Text text, object value) => string.Format(CultureInfo.InvariantCulture, text.In(Language), value);

    public string Say(Text text, object first, object second) => string.Format(CultureInfo.InvariantCulture, text.In(Language), first, second);

    /// <summary>One or many: French counts nought as singular, English does not.</summary>
    public string Count(int number, Text one, Text many) =>
        Say(number == 1 || (IsFrench && number == 0) ? one : many, number);

    public DateTimeOffset Local(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, zone);

    /// <summary>What a nurse typed as the time on the wall, in the device's zone.</summary>
    public DateTimeOffset FromWallClock(DateTime wallClock)
    {
        var unspecified = DateTime.SpecifyKind(wallClock, DateTimeKind.Unspecified);
        return new DateTimeOffset(unspecified, zone.GetUtcOffset(unspecified));
    }

    /// <summary>As exact as the time is known: "2019", "Mar 2019", "3 Mar 2019" or "3 Mar 2019, 09:30".</summary>
    public string When(FhirTime time) => time.Precision switch
    {
        TimePrecision.Year => time.Start.Year.ToString(CultureInfo.InvariantCulture),
        TimePrecision.Month => $"{Month(time.Start.Month)} {time.Start.Year}",
        TimePrecision.Day => Date(time.Start),
        _ => $"{Date(Local(time.Start))}, {Clock(Local(time.Start))}",
    };

    /// <summary>The day alone, in the reader's zone where the time is exact.</summary>
    public string Day(FhirTime time) => time.Precision == TimePrecision.Minute ? Date(Local(time.Start)) : When(time);

    public string ClockOf(DateTimeOffset instant) => Clock(Local(instant));

    /// <summary>"Monday 3 March 2026".</summary>
    public string LongDay(DateTimeOffset instant)
    {
        var local = Local(instant);
        var day = (IsFrench ? FrenchDays : EnglishDays)[(int)local.DayOfWeek];
        return $"{day} {DayOfMonth(local)} {(IsFrench ? FrenchLongMonths : EnglishLongMonths)[local.Month - 1]} {local.Year}";
    }

    /// <summary>"March 2026", for a heading over the visits of a month.</summary>
    public string LongMonth(DateTimeOffset instant)
    {
        var local = Local(instant);
        var month = (IsFrench ? FrenchLongMonths : EnglishLongMonths)[local.Month - 1];
        return $"{char.ToUpperInvariant(month[0])}{month[1..]} {local.Year}";
    }

    /// <summary>"3 Mar", under a plot where the year would not fit.</summary>
    public string ShortDay(DateTimeOffset instant)
    {
        var local = Local(instant);
        return $"{DayOfMonth(local)} {Month(local.Month)}";
    }

    /// <summary>"today", "yesterday", "12 days ago"; the date itself beyond three weeks.</summary>
    public string Ago(FhirTime time, DateTimeOffset now)
    {
        const int stillCountedDays = 21;
        if (time.Precision is TimePrecision.Year or TimePrecision.Month) return When(time);
        var then = time.Precision == TimePrecision.Minute ? Local(time.Start).Date : time.Start.Date;
        return (Local(now).Date - then).Days switch
        {
            0 => Say(TimeWords.Today),
            1 => Say(TimeWords.Yesterday),
            var days and > 1 and <= stillCountedDays => Say(TimeWords.DaysAgo, days),
            _ => Day(time),
        };
    }

    /// <summary>A decimal with the language's own mark: 36.8 or 36,8. Trailing noughts go.</summary>
    public string Number(decimal value)
    {
        var text = value.ToString("0.####", CultureInfo.InvariantCulture);
        return IsFrench ? text.Replace('.', ',') : text;
    }

    private string Date(DateTimeOffset local) => $"{DayOfMonth(local)} {Month(local.Month)} {local.Year}";

    private string Month(int month) => (IsFrench ? FrenchMonths : EnglishMonths)[month - 1];

    private string DayOfMonth(DateTimeOffset local) =>
        IsFrench && local.Day == 1 ? "1er" : local.Day.ToString(CultureInfo.InvariantCulture);

    private string Clock(DateTimeOffset local) =>
        local.ToString(IsFrench ? "HH' h 'mm" : "HH':'mm", CultureInfo.InvariantCulture);
}

internal static class TimeWords
{
    public static readonly Text Today = new("today", "aujourd’hui");
    public static readonly Text Yesterday = new("yesterday", "hier");
    public static readonly Text DaysAgo = new("{0} days ago", "il y a {0} jours");
}

using System.Globalization;

namespace Holdfast.ChartApp.Words;

internal enum TimePrecision { Year, Month, Day, Minute }

/// <summary>A FHIR date, dateTime or instant: as exact as it was recorded, and shown no more exactly than that.</summary>
internal readonly record struct FhirTime(DateTimeOffset Start, TimePrecision Precision) : IComparable<FhirTime>
{
    /// <summary>The longest dateTime with a fraction that any server sends; longer text is not a time.</summary>
    private const int MaximumLength = 40;

    /// <summary>Null when the text is not a FHIR date or time.</summary>
    public static FhirTime? Read(string? text) => text switch
    {
        null or { Length: > MaximumLength } => null,
        { Length: 4 } => Exact(text, "yyyy", TimePrecision.Year),
        { Length: 7 } => Exact(text, "yyyy-MM", TimePrecision.Month),
        { Length: 10 } => Exact(text, "yyyy-MM-dd", TimePrecision.Day),
        { Length: > 15 } when text[10] == 'T' && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            => new FhirTime(instant, TimePrecision.Minute),
        _ => null,
    };

    public static FhirTime At(DateTimeOffset instant) => new(instant, TimePrecision.Minute);

    public int CompareTo(FhirTime other) => Start.UtcTicks.CompareTo(other.Start.UtcTicks);

    private static FhirTime? Exact(string text, string format, TimePrecision precision) =>
        DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? new FhirTime(new DateTimeOffset(date, TimeSpan.Zero), precision)
            : null;
}

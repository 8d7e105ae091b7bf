using System.Globalization;
using System.Text.RegularExpressions;

namespace Holdfast.Records.Fhir.Searching;

/// <summary>
/// A FHIR date as the span of time that it covers, from (inclusive) to (exclusive) in Unix milliseconds: once as instants,
/// and once as the calendar said where it was written. A search for a day means the day as written; a search for a time
/// with a zone means instants.
/// </summary>
internal readonly partial record struct DateRange(long FromMs, long ToMs, long LocalFromMs, long LocalToMs)
{
    public const long Earliest = long.MinValue;
    public const long Latest = long.MaxValue;

    public static DateRange Instant(long ms) => new(ms, ms + 1, ms, ms + 1);

    /// <summary>From the start of one to the end of the other; an open end reaches for ever.</summary>
    public static DateRange Between(DateRange? start, DateRange? end) =>
        new(start?.FromMs ?? Earliest, end?.ToMs ?? Latest, start?.LocalFromMs ?? Earliest, end?.LocalToMs ?? Latest);

    /// <summary>YYYY, YYYY-MM, YYYY-MM-DD, or a date and time to the minute, second or fraction, with or without a zone.</summary>
    public static bool TryParse(string text, out DateRange range, out bool hasZone)
    {
        range = default;
        hasZone = false;
        if (Form().Match(text) is not { Success: true } match) return false;
        int Part(string name, int otherwise) => match.Groups[name] is { Success: true, Value: var digits } ? int.Parse(digits, CultureInfo.InvariantCulture) : otherwise;
        try
        {
            var start = new DateTime(Part("year", 1), Part("month", 1), Part("day", 1), Part("hour", 0), Part("minute", 0), Part("second", 0), DateTimeKind.Utc);
            var fraction = match.Groups["fraction"].Value;
            if (fraction.Length > 0) start = start.AddTicks(long.Parse(fraction[..Math.Min(7, fraction.Length)].PadRight(7, '0'), CultureInfo.InvariantCulture));
            var end = fraction.Length > 0 ? start.AddMilliseconds(1) : match.Groups["second"].Success ? start.AddSeconds(1)
                : match.Groups["minute"].Success ? start.AddMinutes(1) : match.Groups["day"].Success ? start.AddDays(1)
                : match.Groups["month"].Success ? start.AddMonths(1) : start.AddYears(1);
            var zone = match.Groups["zone"].Value;
            hasZone = zone.Length > 0;
            var offset = zone.Length is 0 or 1 ? TimeSpan.Zero
                : TimeSpan.ParseExact(zone[1..], "hh\\:mm", CultureInfo.InvariantCulture) * (zone[0] == '-' ? -1 : 1);
            var (localFrom, localTo) = (Milliseconds(start), Milliseconds(end));
            var shift = (long)offset.TotalMilliseconds;
            range = new DateRange(localFrom - shift, localTo - shift, localFrom, localTo);
            return true;
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or FormatException or OverflowException)
        {
            return false;
        }
    }

    private static long Milliseconds(DateTime time) => (time - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMillisecond;

    [GeneratedRegex(@"\A(?<year>[0-9]{4})(?:-(?<month>[0-9][0-9])(?:-(?<day>[0-9][0-9])(?:T(?<hour>[0-9][0-9]):(?<minute>[0-9][0-9])(?::(?<second>[0-9][0-9])(?:\.(?<fraction>[0-9]{1,9}))?)?(?<zone>Z|[+-][0-9][0-9]:[0-9][0-9])?)?)?)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}

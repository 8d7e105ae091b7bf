namespace Holdfast.Records.Fhir.Searching;

/// <summary>A date as somebody searched for it: prefix and range, compared as R4 search.html#prefix says.</summary>
internal sealed record DateCriterion(string Prefix, DateRange Range, bool HasZone)
{
    /// <param name="value">2026, ge2026-11-22, eb2026-11-22T09:00:00-05:00, …</param>
    /// <param name="now">What <c>ap</c> measures from: a tenth of the time between now and the date, and at least a day.</param>
    public static DateCriterion? Parse(string value, DateTimeOffset now = default)
    {
        var (prefix, text) = Prefixes.Take(value);
        if (!DateRange.TryParse(text, out var range, out var hasZone)) return null;
        return new DateCriterion(prefix, prefix == "ap" ? Widened(range, now.ToUnixTimeMilliseconds()) : range, hasZone);
    }

    public bool Matches(DateRange value)
    {
        var (from, to) = HasZone ? (Range.FromMs, Range.ToMs) : (Range.LocalFromMs, Range.LocalToMs);
        var (low, high) = HasZone ? (value.FromMs, value.ToMs) : (value.LocalFromMs, value.LocalToMs);
        var contained = low >= from && high <= to;
        return Prefix switch
        {
            "eq" => contained,
            "ne" => !contained,
            "gt" => high > to,
            "lt" => low < from,
            "ge" => high > to || contained,
            "le" => low < from || contained,
            "sa" => low >= to,
            "eb" => high <= from,
            "ap" => low < to && high > from,
            _ => throw new InvalidOperationException($"No comparison for {Prefix}."),
        };
    }

    private static DateRange Widened(DateRange range, long nowMs)
    {
        const long day = 24 * 60 * 60 * 1000;
        var by = Math.Max(day, Math.Abs(nowMs - range.FromMs) / 10);
        return new DateRange(range.FromMs - by, range.ToMs + by, range.LocalFromMs - by, range.LocalToMs + by);
    }
}

/// <summary>The two letters before a number, date or quantity.</summary>
internal static class Prefixes
{
    private static readonly HashSet<string> Known = ["eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap"];

    /// <summary>The prefix, eq when there is none, and what follows it.</summary>
    public static (string Prefix, string Value) Take(string value) => value.Length > 2 && Known.Contains(value[..2]) ? (value[..2], value[2..]) : ("eq", value);
}

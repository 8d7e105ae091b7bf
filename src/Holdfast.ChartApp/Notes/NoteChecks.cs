using System.Globalization;
using Holdfast.ChartApp.Vitals;
using Holdfast.ChartApp.Words;

namespace Holdfast.ChartApp.Notes;

/// <summary>What is wrong with one field. A warning may be sent all the same; the rest must be mended first.</summary>
internal sealed record Finding(string Field, bool Warning, Text Message, string? Detail = null);

/// <summary>A measured value as it will be written.</summary>
internal sealed record TypedVital(VitalKind Kind, decimal Value, decimal? Second);

/// <summary>The checks on a note before it is signed: pure, so that the page and the tests ask the same judge.</summary>
internal static class NoteChecks
{
    public const string HappenedField = "happened", WordsField = "words";

    /// <summary>About twelve typed pages; the server's own limit on a resource is larger.</summary>
    public const int MaximumWords = 20_000;

    /// <summary>Devices and servers differ by a little; a visit in the future is still a slip.</summary>
    private static readonly TimeSpan FutureTolerance = TimeSpan.FromMinutes(5);
    /// <summary>Beyond a month a late entry is unusual enough to look twice at the date.</summary>
    private static readonly TimeSpan LongAgo = TimeSpan.FromDays(31);

    public static IReadOnlyList<Finding> Of(NoteDraft draft, DateTimeOffset now)
    {
        var findings = new List<Finding>();
        if (draft.Happened > now + FutureTolerance) findings.Add(new(HappenedField, false, NoteTexts.InFuture));
        else if (draft.Happened < now - LongAgo) findings.Add(new(HappenedField, true, NoteTexts.LongAgo));
        if (draft.IsEmpty) findings.Add(new(WordsField, false, NoteTexts.Empty));
        if (draft.Words.Length > MaximumWords) findings.Add(new(WordsField, false, NoteTexts.TooLong));
        foreach (var kind in VitalKind.All)
            if (draft.Vitals.TryGetValue(kind.Key, out var typed) && !string.IsNullOrWhiteSpace(typed) && OfVital(kind, typed) is { } finding)
                findings.Add(finding);
        return findings;
    }

    /// <summary>The values that can be written. Only for a draft without findings that refuse.</summary>
    public static IReadOnlyList<TypedVital> VitalsOf(NoteDraft draft) =>
        [.. VitalKind.All.Select(kind => draft.Vitals.TryGetValue(kind.Key, out var typed) ? Read(kind, typed) : null).OfType<TypedVital>()];

    public static Finding? OfVital(VitalKind kind, string typed)
    {
        if (Read(kind, typed) is not { } vital)
            return new(kind.Key, false, kind.IsPressure ? NoteTexts.NotAPressure : kind.Decimals == 0 ? NoteTexts.NotAWholeNumber : NoteTexts.NotANumber);
        var values = vital.Second is { } second ? new[] { vital.Value, second } : [vital.Value];
        for (var i = 0; i < values.Length; i++)
            if (!kind.Parts[i].Possible.Holds(values[i]))
                return new(kind.Key, false, NoteTexts.NotPossible, $"{kind.Parts[i].Possible.Low:0.#}–{kind.Parts[i].Possible.High:0.#}");
        if (vital.Second >= vital.Value) return new(kind.Key, false, NoteTexts.PressureUpsideDown);
        for (var i = 0; i < values.Length; i++)
            if (!kind.Parts[i].Plausible.Holds(values[i])) return new(kind.Key, true, NoteTexts.LookAgain);
        return null;
    }

    /// <summary>"132/78", "36,8", "36.8". Null for an empty field and for what is no such number.</summary>
    private static TypedVital? Read(VitalKind kind, string typed)
    {
        var parts = typed.Trim().Split('/');
        if (parts.Length != kind.Parts.Count) return null;
        var values = new decimal[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            var text = parts[i].Trim().Replace(',', '.');
            if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out values[i])) return null;
            if (decimal.Round(values[i], kind.Decimals) != values[i]) return null;
        }
        return new TypedVital(kind, values[0], values.Length == 2 ? values[1] : null);
    }
}

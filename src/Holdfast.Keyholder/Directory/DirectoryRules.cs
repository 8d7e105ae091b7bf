using System.Globalization;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.PatientDirectory;

/// <summary>What is wrong with one field: its JSON name, and what to do about it. Never its content.</summary>
internal sealed record FieldProblem(string Field, string Mend)
{
    public override string ToString() => $"{Field}: {Mend}";
}

/// <summary>What the fields of a directory entry must be. Only the family name is required: newborns and refugees come without the rest.</summary>
internal static class DirectoryRules
{
    /// <summary>The longest real names are under 100; and a label printer's line.</summary>
    public const int LongestName = 120;

    private const int LongestTelephone = 40;
    private const int LongestLine = 160;
    private const int LongestCity = 80;
    private const int LongestPostalCode = 16;
    private const int LongestLanguage = 16;

    /// <summary>The oldest person whose age was ever proven died at 122.</summary>
    private const int OldestYears = 125;

    /// <summary>Everything that is wrong, or nothing.</summary>
    public static IReadOnlyList<FieldProblem> Check(DirectoryFields fields, DateOnly today)
    {
        var problems = new List<FieldProblem>();
        Name(problems, "family", fields.Family, required: true);
        Name(problems, "given", fields.Given, required: false);
        if (fields.BirthDate.Length > 0 && BirthDateProblem(fields.BirthDate, today) is { } mend) problems.Add(new("birthDate", mend));
        if (fields.Gender is not ("" or "male" or "female" or "other" or "unknown")) problems.Add(new("gender", "male, female, other, unknown or empty"));
        if (HealthNumbers.Check(fields.HealthNumberSystem, fields.HealthNumber, fields.HealthNumberVersion) is { } number) problems.Add(number);
        Line(problems, "telephone", fields.Telephone, LongestTelephone);
        if (fields.Telephone.Length > 0 && !fields.Telephone.Any(char.IsAsciiDigit)) problems.Add(new("telephone", "has no digit"));
        Line(problems, "address", fields.Address, LongestLine);
        Line(problems, "city", fields.City, LongestCity);
        Line(problems, "postalCode", fields.PostalCode, LongestPostalCode);
        if (fields.Language.Length > LongestLanguage || !fields.Language.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
            problems.Add(new("language", "a language tag such as en or fr-CA, or empty"));
        return problems;
    }

    /// <summary>YYYY-MM-DD and a day of the calendar.</summary>
    public static bool TryParseDate(string text, out DateOnly date) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date);

    private static string? BirthDateProblem(string text, DateOnly today)
    {
        if (!TryParseDate(text, out var date)) return "must be a day of the calendar, written YYYY-MM-DD";
        if (date > today.AddDays(1)) return "lies in the future"; // a day's grace: west of here it is still yesterday
        return date < today.AddYears(-OldestYears) ? $"lies more than {OldestYears} years back" : null;
    }

    private static void Name(List<FieldProblem> problems, string field, string text, bool required)
    {
        if (text.Length == 0)
        {
            if (required) problems.Add(new(field, "is required; a person with one name has it here"));
            return;
        }

        if (Line(problems, field, text, LongestName) && NameFolding.Joined(text).Length == 0) problems.Add(new(field, "has no letter"));
    }

    private static bool Line(List<FieldProblem> problems, string field, string text, int longest)
    {
        if (text.Length > longest) problems.Add(new(field, $"at most {longest} characters"));
        else if (text.Any(char.IsControl)) problems.Add(new(field, "one line, without control characters"));
        else if (!IsWhole(text)) problems.Add(new(field, "holds half a character: type it again"));
        else if (text.Length > 0 && (char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1]))) problems.Add(new(field, "no white space before or after"));
        else return true;
        return false;
    }

    /// <summary>No half of a surrogate pair, which would not survive UTF-8.</summary>
    private static bool IsWhole(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return false;
            i++;
        }

        return true;
    }
}

namespace Holdfast.Keyholder.PatientDirectory;

/// <summary>
/// Health numbers of the provinces. Ontario's has ten digits, the first not zero, the last a Luhn check over the other
/// nine; its version code of up to two letters is kept apart. Others are taken as they are: their rules are not ours.
/// </summary>
internal static class HealthNumbers
{
    public const string OntarioSystem = "https://fhir.infoway-inforoute.ca/NamingSystem/ca-on-patient-hcn";

    private const int OntarioLength = 10;
    private const int Longest = 20;
    private const int LongestVersion = 2;
    private const int LongestSystem = 200;

    /// <summary>Null when the number is well formed in its system; else which field to mend and how, without the number.</summary>
    public static FieldProblem? Check(string system, string number, string version)
    {
        if (number.Length == 0)
        {
            if (version.Length > 0) return new("healthNumberVersion", "a version code belongs to a health number: give the number or leave the code empty");
            return system.Length > 0 ? new("healthNumberSystem", "leave it empty where there is no health number") : null;
        }

        if (system.Length is 0 or > LongestSystem || !Uri.TryCreate(system, UriKind.Absolute, out _))
            return new("healthNumberSystem", $"say which province's number this is, by its identifier system, e.g. {OntarioSystem}");
        if (version.Length > LongestVersion || !version.All(c => c is >= 'A' and <= 'Z')) return new("healthNumberVersion", "at most two capital letters, as on the card");
        if (system != OntarioSystem)
            return number.Length <= Longest && number.All(char.IsAsciiLetterOrDigit) ? null : new("healthNumber", $"at most {Longest} letters and digits, without spaces");
        if (number.Length != OntarioLength || !number.All(char.IsAsciiDigit)) return new("healthNumber", "an Ontario health number has ten digits, without spaces or version code");
        if (number[0] == '0') return new("healthNumber", "an Ontario health number does not begin with 0");
        return HasLuhnCheck(number) ? null : new("healthNumber", "the check digit does not fit: one digit is mistyped or two are swapped; compare with the card");
    }

    /// <summary>Luhn (ISO/IEC 7812-1): from the right, every second digit doubled, digits summed; a multiple of ten.</summary>
    public static bool HasLuhnCheck(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var fromRight = 0; fromRight < digits.Length; fromRight++)
        {
            var digit = digits[^(fromRight + 1)] - '0';
            if (fromRight % 2 == 1) digit *= 2;
            sum += digit > 9 ? digit - 9 : digit;
        }

        return sum % 10 == 0;
    }

    /// <summary>A number as somebody typed it, for looking it up: without spaces and hyphens, and without an Ontario version code after it.</summary>
    public static string Typed(string text)
    {
        var bare = string.Concat(text.Where(c => c is not (' ' or '-' or '\u00A0'))).ToUpperInvariant();
        if (bare.Length is > OntarioLength and <= OntarioLength + LongestVersion
            && bare[..OntarioLength].All(char.IsAsciiDigit) && bare[OntarioLength..].All(c => c is >= 'A' and <= 'Z')) return bare[..OntarioLength];
        return bare;
    }
}

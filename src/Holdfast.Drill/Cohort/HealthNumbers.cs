namespace Holdfast.Drill.Cohort;

/// <summary>Ontario health numbers: ten digits, the first not zero, the last a Luhn (ISO/IEC 7812-1) check digit; a version code of one or two letters kept apart.</summary>
internal static class HealthNumbers
{
    public const string System = "https://fhir.infoway-inforoute.ca/NamingSystem/ca-on-patient-hcn";

    /// <summary>Where CA Baseline puts the version code: an extension of the identifier.</summary>
    public const string VersionExtension = "http://hl7.org/fhir/ca/baseline/StructureDefinition/ext-identifierversion";

    public static string Make(SeededNumbers numbers)
    {
        Span<char> digits = stackalloc char[10];
        digits[0] = (char)('0' + numbers.Between(1, 10));
        for (var i = 1; i < 9; i++) digits[i] = (char)('0' + numbers.Between(0, 10));
        for (digits[9] = '0'; !IsValid(digits); digits[9]++)
        {
        }

        return new string(digits);
    }

    /// <summary>Ontario's cards show letters that cannot be read as digits.</summary>
    public static string MakeVersion(SeededNumbers numbers)
    {
        const string letters = "ABCDEFGHJKLMNPQRSTVWXYZ";
        var first = letters[numbers.Between(0, letters.Length)];
        return numbers.Chance(0.2) ? $"{first}" : $"{first}{letters[numbers.Between(0, letters.Length)]}";
    }

    public static bool IsValid(ReadOnlySpan<char> number)
    {
        if (number.Length != 10 || number[0] is < '1' or > '9') return false;
        var sum = 0;
        for (var i = 0; i < 10; i++)
        {
            if (!char.IsAsciiDigit(number[i])) return false;
            var digit = number[i] - '0';
            if (i % 2 == 0) digit = digit * 2 > 9 ? (digit * 2) - 9 : digit * 2;
            sum += digit;
        }

        return sum % 10 == 0;
    }
}

namespace Holdfast.Records;

/// <summary>The health numbers of the bench's patients, by their number: nine digits and a check digit (Luhn).</summary>
internal static class BenchPatients
{
    public const string System = "https://fhir.infoway-inforoute.ca/NamingSystem/ca-on-patient-hcn";

    public static string HealthNumber(int patient)
    {
        var digits = $"{900_000_000 + patient}";
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[i] - '0';
            if (i % 2 == 0) digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
            sum += digit;
        }

        return $"{digits}{(10 - sum % 10) % 10}";
    }
}

using Holdfast.Keyholder.PatientDirectory;

namespace Holdfast.Tests.Keyholder.PatientDirectory;

public class HealthNumbersTests
{
    private const string Ontario = HealthNumbers.OntarioSystem;
    private const string Quebec = "https://fhir.infoway-inforoute.ca/NamingSystem/ca-qc-patient-healthcare-id";

    [Theory]
    [InlineData("9876543217")]
    [InlineData("1234567897")]
    [InlineData("2000000006")]
    public void A_number_whose_check_digit_fits_is_accepted(string number) => Assert.Null(HealthNumbers.Check(Ontario, number, "AB"));

    [Fact]
    public void The_patents_own_example_has_its_Luhn_check() =>
        Assert.Single(Enumerable.Range(0, 10), last => HealthNumbers.HasLuhnCheck($"7992739871{last}") && last == 3);

    [Fact]
    public void One_digit_of_ten_fits_each_beginning()
    {
        foreach (var beginning in new[] { "123456789", "987654321", "555555555", "100000000" })
            Assert.Single(Enumerable.Range(0, 10), last => HealthNumbers.Check(Ontario, $"{beginning}{last}", "") is null);
    }

    [Fact]
    public void A_mistyped_digit_is_always_noticed_and_a_swap_nearly_always()
    {
        const string Good = "1234567897";
        for (var at = 0; at < 10; at++)
        {
            for (var digit = '0'; digit <= '9'; digit++)
                if (digit != Good[at]) Assert.NotNull(HealthNumbers.Check(Ontario, Good[..at] + digit + Good[(at + 1)..], ""));
            if (at < 9) Assert.NotNull(HealthNumbers.Check(Ontario, Good[..at] + Good[at + 1] + Good[at] + Good[(at + 2)..], ""));
        }
    }

    [Theory]
    [InlineData(Ontario, "123456789", "", "healthNumber")]
    [InlineData(Ontario, "12345678970", "", "healthNumber")]
    [InlineData(Ontario, "0234567896", "", "healthNumber")]
    [InlineData(Ontario, "1234 567 897", "", "healthNumber")]
    [InlineData(Ontario, "1234567897AB", "", "healthNumber")]
    [InlineData(Ontario, "١٢٣٤٥٦٧٨٩٧", "", "healthNumber")] // digits, but not ASCII's
    [InlineData(Ontario, "1234567897", "ABC", "healthNumberVersion")]
    [InlineData(Ontario, "1234567897", "ab", "healthNumberVersion")]
    [InlineData(Ontario, "1234567897", "A1", "healthNumberVersion")]
    [InlineData("", "1234567897", "", "healthNumberSystem")]
    [InlineData("ontario", "1234567897", "", "healthNumberSystem")]
    [InlineData(Ontario, "", "", "healthNumberSystem")]
    [InlineData("", "", "AB", "healthNumberVersion")]
    [InlineData(Quebec, "TREM 1234 5678", "", "healthNumber")]
    [InlineData(Quebec, "TREM12345678901234567", "", "healthNumber")] // 21
    [InlineData(Ontario, "123456709", "", "healthNumber")] // these four have a Luhn check that fits
    [InlineData(Ontario, "12345678002", "", "healthNumber")]
    [InlineData(Ontario, "0234567006", "", "healthNumber")]
    [InlineData(Ontario, "123456703A", "", "healthNumber")]
    [InlineData(Ontario, "1234567897", "A[", "healthNumberVersion")]
    [InlineData("x", "", "", "healthNumberSystem")]
    [InlineData("", "", "A", "healthNumberVersion")]
    public void What_is_wrong_is_said_by_field_and_never_repeats_the_number(string system, string number, string version, string field)
    {
        var problem = HealthNumbers.Check(system, number, version);
        Assert.Equal(field, problem?.Field);
        if (number.Length > 0) Assert.DoesNotContain(number, problem!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Newborns_and_people_of_other_provinces_are_admitted()
    {
        Assert.Null(HealthNumbers.Check("", "", ""));
        Assert.Null(HealthNumbers.Check(Quebec, "TREM12345678", ""));
        Assert.Null(HealthNumbers.Check(Quebec, "TREM1234567890123456", "")); // 20
    }

    [Fact]
    public void A_version_code_is_of_any_capital_letters() => Assert.Null(HealthNumbers.Check(Ontario, "1234567897", "AZ"));

    [Fact]
    public void A_system_has_at_most_200_characters()
    {
        const string Start = "https://example.org/";
        Assert.Null(HealthNumbers.Check(Start.PadRight(200, 'a'), "1", ""));
        Assert.Equal("healthNumberSystem", HealthNumbers.Check(Start.PadRight(201, 'a'), "1", "")?.Field);
    }

    [Theory]
    [InlineData("1234-567-897-AB", "1234567897")]
    [InlineData("1234 567 897", "1234567897")]
    [InlineData("1234567897ab", "1234567897")]
    [InlineData("trem 1234 5678", "TREM12345678")]
    [InlineData("123", "123")]
    [InlineData("1234\u00A0567\u00A0897", "1234567897")] // pasted
    [InlineData("1234567897zz", "1234567897")]
    [InlineData("1234567897abc", "1234567897ABC")]
    [InlineData("1234567897a1", "1234567897A1")]
    [InlineData("1234567897é", "1234567897É")]
    [InlineData("trem123456ab", "TREM123456AB")]
    public void A_number_is_looked_up_as_it_stands_on_the_card(string typed, string number) => Assert.Equal(number, HealthNumbers.Typed(typed));
}

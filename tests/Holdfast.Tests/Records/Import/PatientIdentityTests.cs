using Holdfast.Records.Import;

namespace Holdfast.Tests.Records.Import;

public class PatientIdentityTests
{
    private const string Hcn = "https://fhir.infoway-inforoute.ca/NamingSystem/ca-on-patient-hcn";
    private const string Uuid = "0ef7a3b5-53ee-e765-10e2-c63a904ad0fd";

    [Fact]
    public void A_patient_with_a_UUID_is_the_same_whatever_else_changes() =>
        Assert.Equal(Key(Uuid, """{"name":[{"family":"Roy"}]}"""), Key(Uuid, """{"name":[{"family":"Roy-Tremblay"}],"identifier":[{"value":"1"}]}"""));

    [Fact]
    public void Two_files_with_a_Patient_called_example_are_two_people() =>
        Assert.NotEqual(Key("example", """{"identifier":[{"system":"a","value":"1"}]}"""), Key("example", """{"identifier":[{"system":"a","value":"2"}]}"""));

    [Theory]
    [InlineData("1234567897", "", "1234567897", "")]
    [InlineData("1234 567 897", "", "1234567897", "")]
    [InlineData("1234567897ab", "", "1234567897", "AB")]
    [InlineData("1234567897", "x", "1234567897", "X")]
    public void The_version_code_is_kept_apart_from_the_health_number(string value, string version, string number, string code)
    {
        var extension = version.Length == 0 ? "" : $$""" "extension":[{"url":"http://hl7.org/fhir/ca/baseline/StructureDefinition/ext-identifierversion","valueString":"{{version}}"}], """;
        var entry = PatientIdentity.Directory(BundlePlanTests.Item("Patient", "p", $$"""{"identifier":[{ {{extension}} "system":"{{Hcn}}","value":"{{value}}"}]}""").Json);
        Assert.Equal((number, code, Hcn), (entry.HealthNumber, entry.HealthNumberVersion, entry.HealthNumberSystem));
    }

    [Fact]
    public void A_person_without_a_health_number_or_given_name_is_a_person()
    {
        var entry = PatientIdentity.Directory(BundlePlanTests.Item("Patient", "p", """{"name":[{"text":"Sukarno"}]}""").Json);
        Assert.Equal(("Sukarno", "", ""), (entry.Family, entry.Given, entry.HealthNumber));
    }

    [Fact]
    public void A_birth_date_of_a_year_only_is_left_to_the_chart() =>
        Assert.Equal("", PatientIdentity.Directory(BundlePlanTests.Item("Patient", "p", """{"birthDate":"1950"}""").Json).BirthDate);

    private static string Key(string id, string json) => PatientIdentity.SourceKey(BundlePlanTests.Item("Patient", id, json));
}

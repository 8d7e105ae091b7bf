using System.Text;
using Holdfast.Records.Fhir;
using Holdfast.Records.Validation;

namespace Holdfast.Tests.Records.Validation;

/// <summary>What the grammar lets through and the rules do not; each beside its twin that is right.</summary>
public class RulesTests
{
    private const string Clinical = "http://terminology.hl7.org/CodeSystem/condition-clinical";

    public static TheoryData<string, string, string, string> Wrong => new()
    {
        { "a contact with nothing to reach it", Patient("\"contact\":[{\"gender\":\"female\"}]"), "Patient.contact[0]", "pat-1" },
        { "a period that ends before it begins", Patient("\"name\":[{\"family\":\"x\",\"period\":{\"start\":\"2026-02-01\",\"end\":\"2026-01-01\"}}]"), "Patient.name[0].period[0]", "per-1" },
        { "a telephone number without its kind", Patient("\"telecom\":[{\"value\":\"1\"}]"), "Patient.telecom[0]", "cpt-2" },
        { "an extension with value and extensions", Patient("\"extension\":[{\"url\":\"http://x\",\"valueString\":\"x\",\"extension\":[{\"url\":\"y\",\"valueString\":\"x\"}]}]"), "Patient.extension[0]", "ext-1" },
        { "a reference to something contained that is not", Patient("\"managingOrganization\":{\"reference\":\"#o\"}"), "Patient.managingOrganization[0]", "ref-1" },
        { "something contained that nothing refers to", Patient("\"contained\":[{\"resourceType\":\"Organization\",\"id\":\"o\",\"name\":\"x\"}]"), "Patient.contained[0]", "dom-3" },
        { "something contained in something contained", Patient("\"contained\":[{\"resourceType\":\"Organization\",\"id\":\"o\",\"name\":\"x\",\"contained\":[{\"resourceType\":\"Organization\",\"id\":\"p\",\"name\":\"x\"}]}],\"managingOrganization\":{\"reference\":\"#o\"}"), "Patient", "contain resources" },
        { "a quantity with a code of no system", Observation("\"valueQuantity\":{\"value\":1,\"code\":\"kg\"}"), "Observation.value[0]", "qty-3" },
        { "a value and why there is none", Observation("\"valueString\":\"x\",\"dataAbsentReason\":{\"text\":\"x\"}"), "Observation", "obs-6" },
        { "a patient where a group belongs", Observation("\"subject\":{\"reference\":\"Practitioner/x\"}"), "Observation.subject[0]", "may be to" },
        { "a type that is not that of the target", Observation("\"encounter\":{\"reference\":\"Encounter/x\",\"type\":\"Patient\"}"), "Observation.encounter[0]", "not the type" },
        { "a status of another code system", Condition("\"clinicalStatus\":{\"coding\":[{\"system\":\"http://x\",\"code\":\"active\"}]}"), "Condition.clinicalStatus[0]", Clinical },
        { "a status in words alone", Condition("\"clinicalStatus\":{\"text\":\"active\"}"), "Condition.clinicalStatus[0]", Clinical },
        { "an allergy without a status", "{\"resourceType\":\"AllergyIntolerance\",\"patient\":{\"reference\":\"Patient/x\"}}", "AllergyIntolerance", "ait-1" },
        { "two questions of one name", "{\"resourceType\":\"Questionnaire\",\"status\":\"active\",\"item\":[{\"linkId\":\"1\",\"type\":\"string\"},{\"linkId\":\"1\",\"type\":\"string\"}]}", "Questionnaire.item[1]", "que-2" },
    };

    public static TheoryData<string> Right =>
    [
        Patient("\"contact\":[{\"name\":{\"family\":\"x\"}}]"),
        Patient("\"name\":[{\"family\":\"x\",\"period\":{\"start\":\"2026\",\"end\":\"2026-01-01\"}}]"),
        Patient("\"contained\":[{\"resourceType\":\"Organization\",\"id\":\"o\",\"name\":\"x\"}],\"managingOrganization\":{\"reference\":\"#o\"}"),
        "{\"resourceType\":\"Practitioner\",\"id\":\"d\",\"contained\":[{\"resourceType\":\"PractitionerRole\",\"id\":\"r\",\"practitioner\":{\"reference\":\"#\"}}]}",
        Observation("\"valueQuantity\":{\"value\":1,\"system\":\"http://unitsofmeasure.org\",\"code\":\"kg\"}"),
        Observation("\"subject\":{\"reference\":\"http://elsewhere.example/fhir/Patient/x/_history/2\"}"),
        Observation("\"subject\":{\"reference\":\"urn:uuid:6c8f3e83-c351-ed33-c38d-6be101c275d2\"}"),
        Observation("\"performer\":[{\"reference\":\"Practitioner?identifier=http://npi|1\"}]"),
        Condition("\"clinicalStatus\":{\"coding\":[{\"system\":\"http://mine\",\"code\":\"a\"},{\"system\":\"" + Clinical + "\",\"code\":\"active\"}]}"),
    ];

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Is_refused_with_its_place_and_the_rule(string what, string json, string path, string words)
    {
        var issues = ResourceParser.Validate(Encoding.UTF8.GetBytes(json));
        Assert.True(issues.Any(i => i.Path == path && i.Details.Contains(words) && i.Severity == "error"), $"{what}: {string.Join(" | ", issues)}");
    }

    [Theory]
    [MemberData(nameof(Right))]
    public void Is_taken(string json) => Assert.Empty(ResourceParser.Validate(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void What_is_too_large_to_examine_is_refused_and_what_is_large_is_told_its_first_faults()
    {
        static string Contacts(int count) => Patient($"\"contact\":[{string.Join(',', Enumerable.Repeat("{\"gender\":\"female\"}", count))}]");
        Assert.Equal(Rules.MostIssues, ResourceParser.Validate(Encoding.UTF8.GetBytes(Contacts(1000))).Count);
        var names = string.Join(',', Enumerable.Repeat("{\"family\":\"x\"}", Rules.MostElements / 2 + 1));
        var issue = Assert.Single(ResourceParser.Validate(Encoding.UTF8.GetBytes(Patient($"\"name\":[{names}]"))));
        Assert.Equal("too-costly", issue.Code);
    }

    [Fact]
    public void No_words_repeat_what_was_sent()
    {
        var issues = ResourceParser.Validate(Encoding.UTF8.GetBytes(Patient("\"telecom\":[{\"value\":\"secret\"}],\"managingOrganization\":{\"reference\":\"#secret\"},\"generalPractitioner\":[{\"reference\":\"Condition/secret\"}]")));
        Assert.Equal(3, issues.Count);
        Assert.All(issues, i => Assert.DoesNotContain("secret", i.ToString()));
    }

    [Theory]
    [InlineData("\"code\":{\"coding\":[{\"code\":284972002}]}")]
    [InlineData("\"code\":{\"text\":284972002}")]
    [InlineData("\"code\":{\"text\":2.84972002e8}")]
    [InlineData("\"onsetDateTime\":284972002")]
    [InlineData("\"onsetDateTime\":\"284972002\"")]
    [InlineData("\"onsetAge\":{\"value\":\"284972002\"}")]
    public void A_diagnosis_sent_as_a_number_is_not_repeated_either(string more) =>
        Assert.All(ResourceParser.Validate(Encoding.UTF8.GetBytes(Condition(more))), i => Assert.DoesNotMatch("284972002|2.84972002", i.ToString()));

    private static string Patient(string more) => $$"""{"resourceType":"Patient","id":"x",{{more}}}""";

    private static string Observation(string more) => $$"""{"resourceType":"Observation","status":"final","code":{"text":"x"},{{more}}}""";

    private static string Condition(string more) => $$"""{"resourceType":"Condition","subject":{"reference":"Patient/x"},{{more}}}""";
}

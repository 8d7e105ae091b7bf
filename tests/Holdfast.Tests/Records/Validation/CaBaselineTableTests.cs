using System.Text.Json.Nodes;
using Hl7.Fhir.Model;
using Holdfast.Records.Validation;

namespace Holdfast.Tests.Records.Validation;

/// <summary>The table of CA Baseline is the guide's: its profiles, and every element of which it demands something.</summary>
public class CaBaselineTableTests
{
    /// <summary>Slices that only a value set tells apart, the discriminators of others, and what the base or another element demands already.</summary>
    private static readonly string[] LeftOut =
    [
        "AllergyIntolerance.reaction.substance.coding:NonDrugAllergen.system", "AllergyIntolerance.reaction.substance.coding:NonDrugAllergen.code", "AllergyIntolerance.reaction.substance.coding:CCDD.system",
        "Device.identifier:EUI-64.system", "Device.identifier:EUI-48.system", "DiagnosticReport.category:LabResult.coding.system", "Immunization.vaccineCode.coding:Generic", "Immunization.vaccineCode.coding:Tradename",
        "Immunization.occurrence[x]:occurrenceDateTime", "ImmunizationRecommendation.recommendation.vaccineCode.coding:Generic", "ImmunizationRecommendation.recommendation.vaccineCode.coding:Tradename",
        "Patient.identifier:JHN.type", "Patient.identifier:JHN.system", "Patient.identifier:JHN.value", "Practitioner.qualification.code.coding:Registry.system", "Practitioner.qualification.code.coding:eReferral.system",
        "ServiceRequest.code.coding:LabOrder.system", "ServiceRequest.code.coding:LabOrder.code", "Immunization.occurrence[x]", "Procedure.subject", "Patient.identifier.system", "Patient.identifier.value",
    ];

    [Fact]
    public void Every_profile_of_the_guide_is_known_with_its_version_and_type()
    {
        var published = Definitions().Select(d => ((string)d["url"]!, (string)d["version"]!, (string)d["type"]!)).Order();
        Assert.Equal(published, Profile.All.Select(p => (p.Url, p.Version, p.Type)).Order());
    }

    [Fact]
    public void Every_element_that_the_guide_requires_or_limits_has_its_demand()
    {
        foreach (var definition in Definitions())
        {
            var demanded = Profile.Find((string)definition["url"]!)!.Demands.Select(d => d.Element).ToHashSet();
            foreach (var element in definition["differential"]!["element"]!.AsArray())
            {
                var id = (string)element!["id"]!;
                var asks = (int?)element["min"] > 0 || (element["constraint"]?.AsArray() ?? []).Any(c => (string)c!["severity"]! == "error" && (string)c["key"]! != "ca-baseline-allergy-noallergy")
                    || (id.Contains(':') && (string?)element["max"] == "1");
                if (asks && !LeftOut.Contains(id)) Assert.True(demanded.Contains(id), $"{definition["url"]}: {id}");
            }
        }
    }

    [Fact]
    public void Every_profile_can_be_held_against_a_resource_of_its_type()
    {
        foreach (var profile in Profile.All)
            profile.Broken((Resource)Activator.CreateInstance(ModelInfo.GetTypeForFhirType(profile.Type)!)!);
    }

    private static IEnumerable<JsonNode> Definitions() =>
        Directory.EnumerateFiles(SharedData.Path("canada/ca-baseline/input/resources"), "structuredefinition-profile-*.json").Select(f => JsonNode.Parse(File.ReadAllBytes(f))!).Where(d => (string)d["type"]! != "Identifier");
}

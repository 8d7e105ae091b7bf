using Holdfast.Records.Import;

namespace Holdfast.Tests.Records.Import;

public class ReferenceMapTests
{
    private const string Npi = "http://hl7.org/fhir/sid/us-npi";

    [Fact]
    public void An_address_inside_the_Bundle_becomes_type_and_id() =>
        Assert.Equal("Encounter/v", Map(new IdentifierIndex()).Map("urn:uuid:v"));

    [Fact]
    public void A_conditional_reference_finds_the_practitioner_who_was_imported_before()
    {
        var provider = new IdentifierIndex();
        provider.Add("Practitioner", "p7", BundlePlanTests.Item("Practitioner", "p7", $$"""{"identifier":[{"system":"{{Npi}}","value":"90"}]}""").Json);
        Assert.Equal("Practitioner/p7", Map(provider).Map($"Practitioner?identifier={Npi}|90"));
        Assert.True(Map(provider).CanResolve($"Practitioner?identifier={Npi}|90"));
    }

    [Theory]
    [InlineData("Practitioner?identifier=http://hl7.org/fhir/sid/us-npi|91")]
    [InlineData("Organization?identifier=http://hl7.org/fhir/sid/us-npi|90")]
    public void A_conditional_reference_that_finds_nothing_is_not_guessed(string reference)
    {
        var map = Map(new IdentifierIndex());
        Assert.Null(map.Map(reference));
        Assert.False(map.CanResolve(reference));
    }

    [Fact]
    public void An_identifier_of_two_practitioners_resolves_nothing()
    {
        var provider = new IdentifierIndex();
        foreach (var id in new[] { "one", "two", "one" })
            provider.Add("Practitioner", id, BundlePlanTests.Item("Practitioner", id, $$"""{"identifier":[{"system":"{{Npi}}","value":"90"}]}""").Json);
        Assert.Null(Map(provider).Map($"Practitioner?identifier={Npi}|90"));
    }

    [Theory]
    [InlineData("Patient/p1")]
    [InlineData("#contained")]
    [InlineData("Practitioner?name=x")]
    [InlineData("Practitioner?identifier=")]
    [InlineData("Practitioner?identifier=a|b&active=true")]
    public void Other_references_are_left_as_they_are(string reference)
    {
        Assert.Null(Map(new IdentifierIndex()).Map(reference));
        Assert.True(Map(new IdentifierIndex()).CanResolve(reference));
    }

    private static ReferenceMap Map(IdentifierIndex provider) => new([BundlePlanTests.Item("Encounter", "v", "{}")], provider);
}

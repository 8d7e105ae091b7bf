namespace Holdfast.Records.Charts;

/// <summary>The Ontario health number in FHIR: ten digits in Identifier.value, the version code kept apart.</summary>
internal static class HealthNumbers
{
    public const string OntarioSystem = "https://fhir.infoway-inforoute.ca/NamingSystem/ca-on-patient-hcn";

    /// <summary>CA Baseline's extension on Identifier for the version code (one or two letters).</summary>
    public const string VersionExtension = "http://hl7.org/fhir/ca/baseline/StructureDefinition/ext-identifierversion";

    /// <summary>Other provinces' systems differ from Ontario's in two letters.</summary>
    public static bool IsHealthNumberSystem(string system) =>
        system.StartsWith("https://fhir.infoway-inforoute.ca/NamingSystem/ca-", StringComparison.Ordinal) && system.EndsWith("-patient-hcn", StringComparison.Ordinal);
}

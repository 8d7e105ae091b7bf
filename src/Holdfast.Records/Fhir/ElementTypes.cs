using Hl7.Fhir.Introspection;

namespace Holdfast.Records.Fhir;

/// <summary>What the model says of the members of a JSON object.</summary>
internal static class ElementTypes
{
    /// <summary>The element of a member: by its name, by that of a choice (<c>valueQuantity</c>), or of a primitive's extensions (<c>_birthDate</c>).</summary>
    public static PropertyMapping? Element(ClassMapping type, string member) =>
        type.FindMappedElementByName(member.TrimStart('_')) ?? type.FindMappedElementByChoiceName(member.TrimStart('_'));

    /// <summary>The type of the value; of a choice, the one that the member's name ends with.</summary>
    public static ClassMapping? TypeOf(string member, PropertyMapping element) =>
        element.FhirTypeMappings is [var only] ? (element.PropertyTypeMapping is null or { IsAbstract: true } ? only : element.PropertyTypeMapping)
            : element.FhirTypeMappings.FirstOrDefault(type => member.Length > element.Name.Length && type.Name.Equals(member[element.Name.Length..], StringComparison.OrdinalIgnoreCase));
}

using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Text.Json;
using Hl7.Fhir.Introspection;
using Hl7.Fhir.Model;
using Hl7.Fhir.Utility;

namespace Holdfast.Records.Fhir.Searching;

/// <summary>A member of a FHIR type as JSON names it: <c>valueQuantity</c> for the choice <c>value[x]</c> when it holds a Quantity.</summary>
internal sealed record ElementMember(string JsonName, ElementType Type);

/// <summary>
/// A FHIR type as far as search needs it: which members an element has, of which types, and for a code with a required
/// binding which system each code is of. From the model that Firely generated out of HL7's definitions; asked once per
/// member and kept, since the model does not change.
/// </summary>
internal sealed class ElementType
{
    private static readonly ConcurrentDictionary<Type, ElementType> Known = new();

    private readonly ClassMapping _mapping;
    private readonly ConcurrentDictionary<string, IReadOnlyList<ElementMember>> _members = new(StringComparer.Ordinal);

    private ElementType(ClassMapping mapping, FrozenDictionary<string, string>? systems) => (_mapping, Systems) = (mapping, systems);

    /// <summary>"CodeableConcept", "dateTime", "Observation.component".</summary>
    public string Name => _mapping.Name;

    /// <summary>The system of each code that may stand here; null when the model does not say.</summary>
    public FrozenDictionary<string, string>? Systems { get; }

    /// <exception cref="ArgumentException">Not a resource type of R4.</exception>
    public static ElementType OfResource(string type) =>
        ModelInfo.ModelInspector.FindClassMapping(type) is { } mapping ? Of(mapping) : throw new ArgumentException("Not a type of R4.", nameof(type));

    /// <summary>What JSON may hold for this member: one, or one for each type of a choice; none when the type has no such member.</summary>
    public IReadOnlyList<ElementMember> Members(string name) => _members.GetOrAdd(name, static (n, of) => of.Find(n), this);

    private IReadOnlyList<ElementMember> Find(string name)
    {
        if (_mapping.FindMappedElementByName(name) is not { } member) return [];
        if (member.Choice == ChoiceType.DatatypeChoice)
            return [.. member.FhirType.Select(t => Of(Mapping(t))).Select(t => new ElementMember(name + char.ToUpperInvariant(t.Name[0]) + t.Name[1..], t))];
        return [new ElementMember(name, member.ImplementingType is { IsGenericType: true } code && code.GetGenericTypeDefinition() == typeof(Code<>)
            ? new ElementType(Mapping(typeof(Code)), SystemsOf(code.GetGenericArguments()[0]))
            : Of(Mapping(member.ImplementingType)))];
    }

    private static ElementType Of(ClassMapping mapping) => Known.GetOrAdd(mapping.NativeType, static (_, m) => new ElementType(m, null), mapping);

    private static ClassMapping Mapping(Type type) => ModelInfo.ModelInspector.FindClassMapping(type) ?? throw new InvalidOperationException($"The model has no {type.Name}.");

    private static FrozenDictionary<string, string> SystemsOf(Type codes) => Enum.GetValues(codes).Cast<Enum>()
        .Where(c => c.GetLiteral() is not null && c.GetSystem() is not null)
        .DistinctBy(c => c.GetLiteral()).ToFrozenDictionary(c => c.GetLiteral()!, c => c.GetSystem()!, StringComparer.Ordinal);
}

/// <summary>A piece of a resource's JSON with its FHIR type.</summary>
internal readonly record struct TypedElement(JsonElement Json, ElementType Type)
{
    /// <summary>What the member holds: nothing, one element, or those of a list.</summary>
    public IEnumerable<TypedElement> Children(string name)
    {
        if (Json.ValueKind != JsonValueKind.Object) yield break;
        foreach (var (jsonName, type) in Type.Members(name))
        {
            if (!Json.TryGetProperty(jsonName, out var child)) continue;
            if (child.ValueKind != JsonValueKind.Array) yield return new TypedElement(child, type);
            else
                foreach (var item in child.EnumerateArray())
                    if (item.ValueKind != JsonValueKind.Null) yield return new TypedElement(item, type);
        }
    }

    /// <summary>The text of a primitive or of a member that holds one; null for anything else.</summary>
    public string? Text => Json.ValueKind switch
    {
        JsonValueKind.String => Json.GetString(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Number => Json.GetRawText(),
        _ => null,
    };

    /// <summary>The text of a member; null when it is not there or empty.</summary>
    public string? TextOf(string member) =>
        Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty(member, out var child) && child.ValueKind == JsonValueKind.String && child.GetString() is { Length: > 0 } text ? text : null;
}

using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Reflection;
using Hl7.Fhir.Introspection;
using Hl7.Fhir.Model;
using Hl7.Fhir.Specification;

namespace Holdfast.Records.Validation;

/// <summary>What holds for one element of a type, beyond what holds for the element's own type.</summary>
/// <param name="Invariants">Of the element where it stands, such as <c>Organization.telecom</c>.</param>
/// <param name="Targets">The resource types that a reference may be to; null for any, and for what is no reference.</param>
/// <param name="Codes">The codes of which one is required; null for any.</param>
internal sealed record ElementRules(Invariant[] Invariants, FrozenSet<string>? Targets, RequiredCodes? Codes);

/// <summary>
/// What holds for one type of the model (a resource, a part of one, a data type), found once from Firely's classes and the
/// table of invariants.
/// </summary>
internal sealed class TypeRules
{
    private static readonly ConcurrentDictionary<Type, TypeRules> Known = new();
    private readonly FrozenDictionary<string, ElementRules> _elements;

    private TypeRules(Type type)
    {
        var contexts = Contexts(type).ToList();
        Invariants = [.. contexts.SelectMany(c => Invariant.OfR4.GetValueOrDefault(c) ?? [])];
        var elements = new Dictionary<string, ElementRules>(StringComparer.Ordinal);
        foreach (var property in ModelInfo.ModelInspector.FindOrImportClassMapping(type)?.PropertyMappings ?? [])
            if (Of(contexts, property) is { } rules) elements[property.Name] = rules;
        _elements = elements.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Of the type and what it derives from.</summary>
    public IReadOnlyList<Invariant> Invariants { get; }

    public static TypeRules Of(Type type) => Known.GetOrAdd(type, t => new TypeRules(t));

    /// <summary>Null when nothing is asked of the element there.</summary>
    public ElementRules? Element(string name) => _elements.GetValueOrDefault(name);

    /// <summary>The names under which the specification states conditions for a class: its path (<c>Patient.contact</c>) or name, and those of its bases.</summary>
    private static IEnumerable<string> Contexts(Type type)
    {
        for (var at = type; at is not null && typeof(Base).IsAssignableFrom(at) && at != typeof(Base); at = at.BaseType)
            if (ModelInfo.ModelInspector.FindOrImportClassMapping(at) is { } mapping) yield return mapping.Name;
    }

    private static ElementRules? Of(IReadOnlyList<string> contexts, PropertyMapping property)
    {
        var partsPath = property.PropertyTypeMapping.Name;
        var paths = contexts.SelectMany(c => new[] { $"{c}.{property.Name}", $"{c}.{property.Name}[x]" }).Where(p => p != partsPath).ToList();
        var invariants = paths.SelectMany(p => Invariant.OfR4.GetValueOrDefault(p) ?? []).ToArray();
        var references = property.NativeProperty?.GetCustomAttributes<ReferencesAttribute>().Where(r => r.Since <= FhirRelease.R4).MaxBy(r => r.Since);
        var targets = references?.Resources is { Length: > 0 } named && !named.Contains("Resource") ? named.ToFrozenSet(StringComparer.Ordinal) : null;
        var codes = paths.Select(RequiredCodes.Of).FirstOrDefault(c => c is not null);
        return invariants.Length > 0 || targets is not null || codes is not null ? new ElementRules(invariants, targets, codes) : null;
    }
}

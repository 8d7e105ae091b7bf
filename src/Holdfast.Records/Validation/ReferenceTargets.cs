using System.Collections.Frozen;
using Hl7.Fhir.Model;
using Holdfast.Records.Fhir;

namespace Holdfast.Records.Validation;

/// <summary>Is a reference to a type that its element allows? Told by what is written: nothing is looked up.</summary>
internal static class ReferenceTargets
{
    public static FhirIssue? Wrong(ResourceReference reference, FrozenSet<string> allowed)
    {
        var named = reference.Type is { Length: > 0 } type ? type[(type.LastIndexOf('/') + 1)..] : null;
        var written = reference.Reference is { Length: > 0 } text ? TypeIn(text) : null;
        if (named is not null && written is not null && named != written)
            return new FhirIssue("invalid", "The reference's type is not the type of what it refers to. Correct one of the two.");
        return (written ?? named) is { } target && !allowed.Contains(target) && ModelInfo.SupportedResources.Contains(target)
            ? new FhirIssue("invalid", $"A reference here may be to {string.Join(", ", allowed.Order(StringComparer.Ordinal))}. Refer to one of these, or leave it out.")
            : null;
    }

    /// <summary>The type in <c>Type/id</c>, with or without an address before, a version after it, or a search in the id's place; null when it names none.</summary>
    public static string? TypeIn(string reference)
    {
        if (reference[0] == '#' || reference.StartsWith("urn:", StringComparison.Ordinal)) return null;
        if (reference.IndexOf('?', StringComparison.Ordinal) is > 0 and var question) return reference[(reference.LastIndexOf('/', question) + 1)..question];
        var parts = reference.Split('/');
        var end = parts.Length >= 4 && parts[^2] == "_history" ? parts.Length - 2 : parts.Length;
        return end >= 2 ? parts[end - 2] : null;
    }
}

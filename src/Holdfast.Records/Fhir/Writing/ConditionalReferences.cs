using Holdfast.Records.Charts;
using Holdfast.Records.Import;

namespace Holdfast.Records.Fhir.Writing;

/// <summary>
/// References by what is known of the other (<c>Practitioner?identifier=system|value</c>) within a batch or transaction: to
/// what is written with them, to the chart, and to the provider's chart. What finds nothing, or more than one, is refused:
/// a guess would join strangers.
/// </summary>
internal static class ConditionalReferences
{
    public static (string? Found, FhirAnswer.Refused? Refused) Find(Scene scene, string reference, OpenChart chart, IReadOnlyList<BatchEntry> together)
    {
        var question = reference.IndexOf('?', StringComparison.Ordinal);
        var type = reference[..question];
        if (!Condition.TryParse(scene, type, reference[(question + 1)..], out var condition, out var refused)) return (null, refused);
        var found = condition.Matching(chart).Concat(Compartment.MayBeProviders(type) ? condition.Matching(scene.Live.Provider) : []).Select(v => $"{type}/{v.Id}").ToList();
        return found switch
        {
            [var one] => (one, null),
            [] when Together(reference, together) is { } with => (with, null),
            _ => (null, new FhirAnswer.Refused(412, found.Count == 0 ? "not-found" : "multiple-matches", $"A conditional reference to a {type} finds {(found.Count == 0 ? "nothing" : "more than one")} that this token may see. Refer to it by its id.")),
        };
    }

    /// <summary>By identifier, among what is created in the same Bundle.</summary>
    private static string? Together(string reference, IReadOnlyList<BatchEntry> together)
    {
        if (!ConditionalReference.TryParse(reference, out var conditional)) return null;
        var index = new IdentifierIndex();
        foreach (var entry in together)
            if (entry is { Resource: { Type: not "Patient" } resource, Write: CreateWrite create }) // a Patient gets its id when it is admitted
                index.Add(resource.Type, create.NewId, resource.Json);
        return index.Find(conditional);
    }
}

using Holdfast.Records.Charts;
using Holdfast.Records.Store;

namespace Holdfast.Records.Fhir.Writing;

/// <summary>
/// No reference leads from one patient's chart into another's: whoever opens the one would find a hole, and a name of the
/// other. Told by what is to be written and the service's own charts; of others nothing is known. Pure.
/// </summary>
internal static class Boundary
{
    private static FhirAnswer.Refused Refuse(string type) =>
        new(422, "business-rule", "The resource refers to something in another patient's chart. Nothing was written; leave the reference out.", type);

    /// <summary>Why the write at this place may not stand together with the others, or null: it refers to one that belongs elsewhere.</summary>
    public static FhirAnswer.Refused? Crossed(WriteSet writes, IReadOnlyList<HomeChart> homes, int place) =>
        writes.Items[place].Sent is { } sent && References.In(sent.Json).Any(reference => writes.PlaceOf(place, reference) is { } other && homes[other] is not HomeChart.Nowhere && homes[other] != homes[place])
            ? Refuse(sent.Type) : null;

    /// <summary>Why the entry may not stand in this chart, or null: it refers to what stands in another.</summary>
    public static FhirAnswer.Refused? Crossed(Scene scene, OpenChart chart, ContentEntry entry) =>
        entry.Operation == RowOperation.Put && References.In(entry.Rest).Any(reference => IsOfAnother(scene, chart, reference)) ? Refuse(entry.Type) : null;

    private static bool IsOfAnother(Scene scene, OpenChart chart, string reference)
    {
        var root = scene.Origin + "/fhir/";
        var relative = reference.StartsWith(root, StringComparison.Ordinal) ? reference[root.Length..] : reference;
        if (relative.Split('/') is not [var type, var id, ..] || Has(chart, type, id)) return false;
        return !(Compartment.MayBeProviders(type) && scene.Live.FindProviders(type, id) is not null) && scene.Live.Charts.Any(other => other != chart && Has(other, type, id));
    }

    private static bool Has(OpenChart chart, string type, string id) => type == "Patient" ? chart.IsOf(id) : chart.Find(type, id) is { IsDeleted: false };
}

using System.Text.Json;
using Holdfast.Records.Fhir;

namespace Holdfast.Records.Import;

/// <summary>
/// Sorts a Bundle's items into charts: each patient's own, and the provider's for what is about nobody. Pure. An item
/// without a subject of its own belongs where what it refers to belongs (a result by its visit, a device by its patient).
/// </summary>
internal sealed record BundlePlan(IReadOnlyDictionary<ImportItem, IReadOnlyList<ImportItem>> Patients, IReadOnlyList<ImportItem> Provider, IReadOnlyList<(ImportItem Item, string Problem)> Homeless)
{
    public static BundlePlan Make(IReadOnlyList<ImportItem> items)
    {
        var byReference = new Dictionary<string, ImportItem>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            byReference.TryAdd(item.Reference, item);
            if (item.FullUrl is { } url) byReference.TryAdd(url, item);
        }

        var homes = new Dictionary<ImportItem, ImportItem?>(ReferenceEqualityComparer.Instance);
        var patients = items.Where(i => i.Type == "Patient").ToDictionary(p => p, p => new List<ImportItem> { p }, ReferenceEqualityComparer.Instance as IEqualityComparer<ImportItem>);
        var provider = new List<ImportItem>();
        var homeless = new List<(ImportItem, string)>();
        foreach (var item in items)
        {
            if (item.Type == "Patient") continue;
            if (Home(item, byReference, homes, 0) is { } patient && patients.TryGetValue(patient, out var chart)) chart.Add(item);
            else if (Compartment.MayBeProviders(item.Type) && !Compartment.Subjects(item.Type, item.Json).Any()) provider.Add(item);
            else homeless.Add((item, $"a {item.Type} must name a Patient that is in the same Bundle, or something that does"));
        }

        return new BundlePlan(patients.ToDictionary(p => p.Key, p => (IReadOnlyList<ImportItem>)p.Value), provider, homeless);
    }

    private const int LongestWay = 8;

    private static ImportItem? Home(ImportItem item, Dictionary<string, ImportItem> byReference, Dictionary<ImportItem, ImportItem?> homes, int steps)
    {
        if (item.Type == "Patient") return item;
        if (homes.TryGetValue(item, out var known)) return known;
        if (steps > LongestWay) return null;
        homes[item] = null;
        var subjects = Compartment.Subjects(item.Type, item.Json).Select(s => s.Reference).ToList();
        // Only what is of patients is looked for further: a hospital is not a patient's because its chart mentions one.
        var candidates = subjects.Count > 0 ? subjects : Compartment.IsOfPatients(item.Type) ? References(item.Json).ToList() : [];
        foreach (var reference in candidates)
        {
            if (!byReference.TryGetValue(reference, out var target) && !byReference.TryGetValue(Relative(reference), out target)) continue;
            if (target != item && Home(target, byReference, homes, steps + 1) is { } patient) return homes[item] = patient;
        }

        return null;
    }

    /// <summary>Type/id of an absolute or versioned reference.</summary>
    private static string Relative(string reference)
    {
        var parts = reference.Split('/');
        var end = parts.Length >= 4 && parts[^2] == "_history" ? parts.Length - 2 : parts.Length;
        return end >= 2 ? $"{parts[end - 2]}/{parts[end - 1]}" : reference;
    }

    private static IEnumerable<string> References(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
                foreach (var found in References(item)) yield return found;
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in element.EnumerateObject())
            {
                if (member.NameEquals("reference"u8) && member.Value.ValueKind == JsonValueKind.String) yield return member.Value.GetString()!;
                else
                    foreach (var found in References(member.Value)) yield return found;
            }
        }
    }
}

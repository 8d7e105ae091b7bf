using Holdfast.Records.Fhir;

namespace Holdfast.Records.Import;

/// <summary>
/// Imports Bundles, several at a time. One commit takes a Bundle's patients and its provider's part: what is valid in it
/// goes in whole or not at all. A Bundle that refers to something by an identifier that nobody has yet waits until all
/// others are in. What is about a patient of another file, and a file that holds one resource by itself, is left to
/// <see cref="LinesImport"/>, which brings together what is about one patient from many files.
/// </summary>
internal sealed class BundleImport(ImportTarget target, ImportReport report)
{
    private readonly System.Collections.Concurrent.ConcurrentQueue<InputFile> _loose = new();

    /// <summary>Files that hold no Bundle but one resource, and Bundles with the entries that were left, in the order of their names. Nothing of these was reported.</summary>
    public IReadOnlyList<InputFile> Loose => [.. _loose.OrderBy(f => f.Path, StringComparer.Ordinal)];

    public async Task Run(IReadOnlyList<InputFile> files, CancellationToken cancellation)
    {
        var waiting = new System.Collections.Concurrent.ConcurrentQueue<InputFile>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(2, Environment.ProcessorCount), CancellationToken = cancellation };
        await Parallel.ForEachAsync(files, parallel, async (file, cancel) =>
        {
            if (!await One(file, lastTry: false, cancel)) waiting.Enqueue(file);
        });
        await Parallel.ForEachAsync(waiting, parallel, async (file, cancel) =>
        {
            await One(file, lastTry: true, cancel);
        });
    }

    /// <summary>False when the Bundle has to wait; nothing of it was written or reported then.</summary>
    private async Task<bool> One(InputFile file, bool lastTry, CancellationToken cancellation)
    {
        var problems = new ProblemList();
        using var bundle = await BundleReader.Read(file, problems, cancellation);
        if (bundle is null) return Read(problems);
        if (bundle.IsLoose)
        {
            _loose.Enqueue(file with { Kind = InputKind.Resource });
            return true;
        }

        var references = new ReferenceMap(bundle.Items, target.Identifiers);
        var dangling = bundle.Items.Select(item => (Item: item, Reference: Dangling(item, references))).Where(d => d.Reference is not null).ToList();
        if (dangling.Count > 0 && !lastTry) return false;
        var plan = BundlePlan.Make([.. bundle.Items.Except(dangling.Select(d => d.Item))]);
        var elsewhere = plan.Homeless.Where(h => LinesImport.PatientOf(h.Item.Type, h.Item.Json) is not null && NeedsNoMap(h.Item, references)).Select(h => h.Item).ToHashSet<ImportItem>(ReferenceEqualityComparer.Instance);
        if (elsewhere.Count > 0) _loose.Enqueue(file with { Entries = [.. elsewhere.Select(BundleReader.EntryOf).Order()] });
        Read(problems, elsewhere);
        foreach (var (item, reference) in dangling)
            report.Refuse(item, $"{reference} finds nothing or more than one; import what it names first");
        foreach (var (item, problem) in plan.Homeless)
            if (!elsewhere.Contains(item)) report.Refuse(item, problem);
        await target.Put([.. plan.Patients.Select(p => PatientItems.Of(p.Key, p.Value))], plan.Provider, references.Map, cancellation);
        return true;
    }

    private bool Read(ProblemList problems, IReadOnlySet<ImportItem>? later = null)
    {
        report.FileRead();
        return problems.Tell(report, later);
    }

    /// <summary>Its references mean the same outside the Bundle.</summary>
    private static bool NeedsNoMap(ImportItem item, ReferenceMap references)
    {
        var mapped = false;
        ResourceText.From(item.Json, reference =>
        {
            mapped |= references.Map(reference) is not null || reference.StartsWith("urn:", StringComparison.Ordinal);
            return null;
        });
        return !mapped;
    }

    /// <summary>The type in a conditional reference that cannot be resolved; its value may name a person and is not repeated.</summary>
    private static string? Dangling(ImportItem item, ReferenceMap references)
    {
        string? unresolved = null;
        ResourceText.From(item.Json, reference =>
        {
            if (unresolved is null && !references.CanResolve(reference)) unresolved = reference[..reference.IndexOf('?', StringComparison.Ordinal)] + "?identifier=…";
            return null;
        });
        return unresolved;
    }
}

using Holdfast.Records.Fhir;

namespace Holdfast.Records.Import;

/// <summary>
/// Imports Bundles, several at a time. One commit takes a Bundle's patients and its provider's part: what is valid in it
/// goes in whole or not at all. A Bundle that refers to something by an identifier that nobody has yet waits until all
/// others are in.
/// </summary>
internal sealed class BundleImport(ImportTarget target, ImportReport report)
{
    public async Task Run(IReadOnlyList<InputFile> files, CancellationToken cancellation)
    {
        var waiting = new System.Collections.Concurrent.ConcurrentQueue<InputFile>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(2, Environment.ProcessorCount), CancellationToken = cancellation };
        await Parallel.ForEachAsync(files, parallel, async (file, cancel) =>
        {
            if (!await One(file, lastTry: false, cancel)) waiting.Enqueue(file);
            else report.FileRead();
        });
        await Parallel.ForEachAsync(waiting, parallel, async (file, cancel) =>
        {
            await One(file, lastTry: true, cancel);
            report.FileRead();
        });
    }

    /// <summary>False when the Bundle has to wait; nothing of it was written or reported then.</summary>
    private async Task<bool> One(InputFile file, bool lastTry, CancellationToken cancellation)
    {
        var problems = new ProblemList();
        using var bundle = await BundleReader.Read(file, problems, cancellation);
        if (bundle is null) return problems.Tell(report);
        var references = new ReferenceMap(bundle.Items, target.Identifiers);
        var dangling = bundle.Items.Select(item => (Item: item, Reference: Dangling(item, references))).Where(d => d.Reference is not null).ToList();
        if (dangling.Count > 0 && !lastTry) return false;
        problems.Tell(report);
        foreach (var (item, reference) in dangling)
            report.Refuse(item.File, item.Path, $"{reference} finds nothing or more than one; import what it names first");
        var plan = BundlePlan.Make([.. bundle.Items.Except(dangling.Select(d => d.Item))]);
        foreach (var (item, problem) in plan.Homeless) report.Refuse(item.File, item.Path, problem);
        await target.Put([.. plan.Patients.Select(p => new PatientItems(p.Key, p.Value))], plan.Provider, references.Map, cancellation);
        return true;
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

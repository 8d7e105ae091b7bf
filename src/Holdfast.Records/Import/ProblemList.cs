using System.Collections.Concurrent;
using Holdfast.Records.Fhir;

namespace Holdfast.Records.Import;

/// <summary>What is wrong with the items of one file, and what is suspicious in them, held until it is clear that the file is taken now and not read a second time.</summary>
internal sealed class ProblemList
{
    private readonly ConcurrentQueue<ImportProblem> _problems = new();
    private readonly ConcurrentQueue<(ImportItem Item, SensitiveNumber Number)> _numbers = new();

    public void Add(string file, string path, string problem) => _problems.Enqueue(new ImportProblem(file, path, "", problem));

    public void Add(ImportProblem problem) => _problems.Enqueue(problem);

    public void Add(ImportItem item, SensitiveNumber number) => _numbers.Enqueue((item, number));

    /// <summary>Passes them on, in the order of their places; true, always.</summary>
    /// <param name="report">Where to.</param>
    /// <param name="later">Items that are looked at again, and warned of then.</param>
    public bool Tell(ImportReport report, IReadOnlySet<ImportItem>? later = null)
    {
        foreach (var problem in _problems) report.Refuse(problem);
        foreach (var (item, number) in _numbers)
            if (later?.Contains(item) != true) report.Warn(item, number);
        _problems.Clear();
        _numbers.Clear();
        return true;
    }
}

/// <summary>Why an item did not go in.</summary>
/// <param name="File">The file as it was named on the command line or found below a folder.</param>
/// <param name="Path">Where in it: <c>Bundle.entry[3].resource</c>, <c>line 12</c>.</param>
/// <param name="Type">The resource's type; empty when it is not known.</param>
/// <param name="Problem">What is wrong, with the mend; no value out of the resource.</param>
internal sealed record ImportProblem(string File, string Path, string Type, string Problem)
{
    /// <summary>What is wrong without its place, so that items with the same fault can be counted together.</summary>
    public string Why { get; init; } = Problem;

    /// <summary>All that is wrong with a resource that is not valid; else empty.</summary>
    public IReadOnlyList<FhirIssue> Faults { get; init; } = [];
}

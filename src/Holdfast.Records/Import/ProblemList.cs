using System.Collections.Concurrent;

namespace Holdfast.Records.Import;

/// <summary>What is wrong with the items of one file, held until it is clear that the file is taken now and not read a second time.</summary>
internal sealed class ProblemList
{
    private readonly ConcurrentQueue<(string File, string Path, string Problem)> _problems = new();

    public void Add(string file, string path, string problem) => _problems.Enqueue((file, path, problem));

    /// <summary>Passes them on, in the order of their places; true, always.</summary>
    public bool Tell(ImportReport report)
    {
        foreach (var (file, path, problem) in _problems) report.Refuse(file, path, problem);
        _problems.Clear();
        return true;
    }
}

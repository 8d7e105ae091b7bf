using System.Diagnostics;
using System.IO.MemoryMappedFiles;
using CsCheck;

namespace Holdfast.Fuzz;

/// <summary>
/// Feeds one target with changed inputs, and keeps those that brought a new outcome. The input at work stands in a file in
/// memory, so that one which ends the process (a stack overflow) is not lost.
/// </summary>
internal sealed class Hunt(Target target, ulong seed)
{
    private const int MostKept = 4000;

    private readonly PCG _numbers = new(1, seed);
    private readonly List<byte[]> _kept = [];
    private readonly Dictionary<string, byte[]> _faults = new(StringComparer.Ordinal);
    private readonly HashSet<string> _outcomes = new(StringComparer.Ordinal);
    private MemoryMappedViewAccessor? _current;

    public long Inputs { get; private set; }

    public int Outcomes => _outcomes.Count;

    public long MostBytes { get; private set; }

    public double MostSeconds { get; private set; }

    /// <summary>What must not be, each with the smallest input that brings it about.</summary>
    public IReadOnlyDictionary<string, byte[]> Faults => _faults;

    public void Run(Func<bool> goOn, string? current = null)
    {
        using var file = current is null ? null : MemoryMappedFile.CreateFromFile(current, FileMode.Create, null, sizeof(int) + 2 * target.Longest);
        using var view = _current = file?.CreateViewAccessor();
        foreach (var seed in target.Seeds().Concat(Seeds.Corpus(target.Name).Select(once => once.Input))) Feed(seed);
        if (_kept.Count == 0) _kept.Add([]);
        var mutation = new Mutation(target, _numbers);
        while (goOn()) Feed(mutation.Of(Pick(), Pick()));
    }

    /// <summary>Seeds and late finds alike.</summary>
    private byte[] Pick() => _kept[(int)_numbers.Next((uint)_kept.Count)];

    private void Feed(byte[] input)
    {
        if (_current is not null)
        {
            _current.WriteArray(sizeof(int), input, 0, Math.Min(input.Length, 2 * target.Longest));
            _current.Write(0, input.Length);
        }

        var trial = Trial.Of(target, input);
        if (Inputs++ > 0) // the first pays for what is loaded once
        {
            MostBytes = Math.Max(MostBytes, trial.Work.Bytes);
            MostSeconds = Math.Max(MostSeconds, trial.Work.Seconds);
            if (trial.Fault is { } fault && !_faults.ContainsKey(fault)) _faults[fault] = Trial.Smallest(target, input, fault);
        }

        if (trial.Fault is null && _outcomes.Add(trial.Outcome) && _kept.Count < MostKept) _kept.Add(input);
    }
}

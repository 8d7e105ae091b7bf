using Holdfast.Wire;

namespace Holdfast.Keyholder.Assignments;

/// <summary>
/// Health numbers looked up on the way to an assignment. Whether a number is held is information about a patient, so each
/// that is looked up counts once, found or not, but for what the asker may know anyway; when nothing is left, no further one
/// is looked up, and that looks like a number which nobody has. Pure but for the look-up; one for each request.
/// </summary>
/// <param name="find">All charts of a number.</param>
/// <param name="left">How many may still be counted.</param>
/// <param name="free">Does knowing this cost nothing? Null: nobody has the number.</param>
internal sealed class NumberLookUps(Func<string, IReadOnlyList<ChartId>> find, int left, Func<ChartId?, bool> free)
{
    private readonly Dictionary<string, ChartId?> _known = new(StringComparer.Ordinal);
    private readonly List<ChartId?> _counted = [];

    /// <summary>What counts now: a chart, or null for a number that nobody has.</summary>
    public IReadOnlyList<ChartId?> Counted => _counted;

    /// <summary>A number was not looked up because nothing was left.</summary>
    public bool Withheld { get; private set; }

    /// <summary>The one chart of this number; null: none, several, or nothing is left.</summary>
    public ChartId? ChartOf(string number)
    {
        if (_known.TryGetValue(number, out var known)) return known;
        ChartId? chart = find(number) is [var only] ? only : null;
        if (!free(chart))
        {
            if (_counted.Count >= left)
            {
                Withheld = true;
                return _known[number] = null;
            }

            _counted.Add(chart);
        }

        return _known[number] = chart;
    }
}

using System.Globalization;

namespace Holdfast.Records.Import;

/// <summary>
/// What became of the input, counted: by type what is in now, what was there already and what was refused, and how often for
/// which reason. Not for several threads.
/// </summary>
internal sealed class Reconciliation
{
    /// <summary>Reasons that the table names; all are in the report file.</summary>
    private const int MostReasons = 15;

    private const string NoType = "(no resource)";

    private sealed class Counts
    {
        public int In;
        public int Already;
        public int Refused;
    }

    private readonly SortedDictionary<string, Counts> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _reasons = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _warnings = new(StringComparer.Ordinal);

    public void In(string type) => Of(type).In++;

    public void Already(string type) => Of(type).Already++;

    public void Refused(ImportProblem problem)
    {
        Of(problem.Type).Refused++;
        _reasons[problem.Why] = _reasons.GetValueOrDefault(problem.Why) + 1;
    }

    public void Warned(string what) => _warnings[what] = _warnings.GetValueOrDefault(what) + 1;

    public IEnumerable<(string Type, int In, int Already, int Refused)> Types => _types.Select(t => (t.Key, t.Value.In, t.Value.Already, t.Value.Refused));

    /// <summary>The most frequent first.</summary>
    public IEnumerable<(string Why, int Count)> Reasons => _reasons.OrderByDescending(r => r.Value).ThenBy(r => r.Key, StringComparer.Ordinal).Select(r => (r.Key, r.Value));

    public IEnumerable<(string What, int Count)> Warnings => _warnings.Select(w => (w.Key, w.Value));

    public void Print(TextWriter output, bool rehearsed)
    {
        if (_types.Count == 0) return;
        var width = Math.Max(_types.Keys.Max(t => t.Length), "Type".Length);
        output.WriteLine($"{"Type".PadRight(width)}  {(rehearsed ? "would go in" : "in"),11}  {"there already",13}  {"refused",7}");
        foreach (var (type, taken, already, refused) in Types.Append(("All", _types.Values.Sum(c => c.In), _types.Values.Sum(c => c.Already), _types.Values.Sum(c => c.Refused))))
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{type.PadRight(width)}  {taken,11}  {already,13}  {refused,7}"));
        Print(output, "Refused, and why:", Reasons);
        Print(output, "To look at:", Warnings);
    }

    private static void Print(TextWriter output, string title, IEnumerable<(string Text, int Count)> lines)
    {
        var all = lines.ToList();
        if (all.Count == 0) return;
        output.WriteLine(title);
        foreach (var (text, count) in all.Take(MostReasons)) output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {count,7}  {text}"));
        if (all.Count > MostReasons) output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {all.Skip(MostReasons).Sum(l => l.Count),7}  {all.Count - MostReasons} more reasons; --report FILE names each item's"));
    }

    private Counts Of(string type)
    {
        var name = type.Length == 0 ? NoType : type;
        return _types.TryGetValue(name, out var counts) ? counts : _types[name] = new Counts();
    }
}

namespace Holdfast.Drill.Searching;

/// <summary>What a search through files or memory turned up.</summary>
internal sealed class Findings(KnownFacts known)
{
    private readonly SortedDictionary<string, int> _hits = new(StringComparer.Ordinal);

    /// <summary>Patients of whom something that identifies them was found, by health number.</summary>
    public HashSet<string> Patients { get; } = [];

    public int Hits => _hits.Values.Sum();

    public long BytesSearched { get; private set; }

    /// <summary>Searches one whole piece.</summary>
    public void Search(ReadOnlySpan<byte> bytes)
    {
        var position = default(WordSearch.Position);
        SearchOn(bytes, ref position);
    }

    /// <summary>Searches the next part of a piece.</summary>
    public void SearchOn(ReadOnlySpan<byte> bytes, ref WordSearch.Position position)
    {
        BytesSearched += bytes.Length;
        known.Search.Search(bytes, ref position, (label, _) =>
        {
            var fact = known[label];
            _hits[fact.Kind] = _hits.GetValueOrDefault(fact.Kind) + 1;
            if (fact.HealthNumber is { } number) Patients.Add(number);
        });
    }

    /// <summary>Such as "name 3, telephone 1"; "nothing" for nothing.</summary>
    public string Summary => Hits == 0 ? "nothing" : string.Join(", ", _hits.Select(h => $"{h.Key} {h.Value}"));
}

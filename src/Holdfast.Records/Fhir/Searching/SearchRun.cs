namespace Holdfast.Records.Fhir.Searching;

/// <summary>Whether a resource fulfils one parameter of a search.</summary>
internal delegate bool SearchCondition(SearchRun run, InChart candidate);

/// <summary>One evaluation of a search: the charts as they stand, and what was found out on the way, so that a chain looks at each target once.</summary>
internal sealed class SearchRun(GrantCharts charts)
{
    private readonly Dictionary<object, object> _known = [];

    public GrantCharts Charts => charts;

    /// <summary>What <paramref name="make"/> gives, made once in this run for this key.</summary>
    public T Once<T>(object key, Func<T> make) where T : class
    {
        if (_known.TryGetValue(key, out var known)) return (T)known;
        var made = make();
        _known[key] = made;
        return made;
    }
}

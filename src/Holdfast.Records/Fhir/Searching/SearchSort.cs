namespace Holdfast.Records.Fhir.Searching;

/// <summary>_sort: keys in order, a minus before a key for descending. A resource without a value comes last either way; equal ones stay in the order of their ids.</summary>
internal sealed class SearchSort
{
    private readonly List<(string Code, bool Descending)> _keys = [];

    /// <summary>Null with the issue that says why.</summary>
    public static SearchSort? Parse(IReadOnlyList<string> types, string value, out FhirIssue? wrong)
    {
        var sort = new SearchSort();
        var parts = value.Split(',');
        if (parts.Length > SearchLimits.MostSortKeys) return Wrong(out wrong, "too-costly", $"At most {SearchLimits.MostSortKeys} keys in _sort.");
        foreach (var part in parts)
        {
            var code = part.StartsWith('-') ? part[1..] : part;
            foreach (var type in types)
            {
                if (!SearchParameters.Of(type).TryGetValue(code, out var by)) return Wrong(out wrong, "not-supported", $"{type} cannot be sorted by {ConditionParser.Shown(code)} here. It can by the parameters that it is searched by: {string.Join(", ", Sortable(type))}.");
                if (!CanSort(by)) return Wrong(out wrong, "not-supported", $"{code} has no order. {type} can be sorted by {string.Join(", ", Sortable(type))}.");
            }

            sort._keys.Add((code, part.StartsWith('-')));
        }

        wrong = null;
        return sort;
    }

    public IReadOnlyList<InChart> Sorted(IEnumerable<InChart> found)
    {
        var keyed = found.Select(f => (Found: f, Keys: _keys.Select(k => KeyOf(f, k.Code, k.Descending)).ToArray())).ToList();
        return [.. keyed.OrderBy(k => k.Keys, Comparer<SortKey?[]>.Create(Compare)).Select(k => k.Found)];
    }

    private readonly record struct SortKey(decimal Number, string Text);

    private int Compare(SortKey?[]? left, SortKey?[]? right)
    {
        for (var i = 0; i < _keys.Count; i++)
        {
            var order = (left![i], right![i]) switch
            {
                (null, null) => 0,
                (null, _) => 1,
                (_, null) => -1,
                ({ } a, { } b) => (a.Number != b.Number ? a.Number.CompareTo(b.Number) : string.CompareOrdinal(a.Text, b.Text)) * (_keys[i].Descending ? -1 : 1),
            };
            if (order != 0) return order;
        }

        return 0;
    }

    private static SortKey? KeyOf(InChart found, string code, bool descending)
    {
        var keys = SearchParameters.Of(found.Version.Type)[code].ValuesOf(found.Version).Select(KeyOf).OfType<SortKey>().OrderBy(k => k.Number).ThenBy(k => k.Text, StringComparer.Ordinal).ToList();
        return keys.Count == 0 ? null : descending ? keys[^1] : keys[0];
    }

    private static SortKey? KeyOf(SearchValue value) => value switch
    {
        SearchValue.Date date => new SortKey(date.Range.FromMs, ""),
        SearchValue.Number number => new SortKey(number.Low, ""),
        SearchValue.Quantity quantity => new SortKey(quantity.Low, ""),
        SearchValue.Text text => new SortKey(0, text.Folded),
        SearchValue.Token token => new SortKey(0, token.Code),
        SearchValue.Address address => new SortKey(0, address.Value),
        SearchValue.Reference reference => new SortKey(0, reference.Written),
        _ => null,
    };

    private static bool CanSort(SearchParameter parameter) => parameter.Kind is not (SearchKind.Composite or SearchKind.Words);

    private static IEnumerable<string> Sortable(string type) => SearchParameters.Of(type).Values.Where(CanSort).Select(p => p.Code).Order(StringComparer.Ordinal);

    private static SearchSort? Wrong(out FhirIssue? wrong, string code, string details)
    {
        wrong = new FhirIssue(code, details);
        return null;
    }
}

namespace Holdfast.ChartApp.Launch;

/// <summary>The parameters of the address that the application was opened with. A parameter given twice counts as not given.</summary>
internal sealed class QueryString
{
    private readonly Dictionary<string, string?> _values = [];

    public QueryString(string query)
    {
        foreach (var pair in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            var name = Decode(parts[0]);
            _values[name] = _values.ContainsKey(name) ? null : Decode(parts.Length == 2 ? parts[1] : "");
        }
    }

    public string? this[string name] => _values.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}

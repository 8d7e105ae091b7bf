using Holdfast.Watch.Events;
using Holdfast.Wire;

namespace Holdfast.Watch.Alerts;

internal enum Severity { Low, Medium, High, Critical }

/// <summary>
/// What a rule saw in one entry. Signs with the same key are one alert: the key says what a person would call the same
/// matter (one freeze, one burst of refusals, one emergency access).
/// </summary>
internal sealed record Sign(string Key, string Rule, Severity Severity, Wording Title, Wording Words)
{
    public PersonId? Person { get; init; }
    public ChartId? Chart { get; init; }
    public string? Node { get; init; }
    public string? Service { get; init; }

    /// <summary>Hash of an emergency's reason, whose words the privacy officer may read.</summary>
    public string? Reason { get; init; }

    /// <summary>Earlier entries that belong to it and were not alarming alone.</summary>
    public IReadOnlyList<long> Earlier { get; init; } = [];

    /// <summary>This entry settles the matter (a thaw, a witness that is back). It makes no alert by itself.</summary>
    public bool Settles { get; init; }
}

/// <summary>A matter for the privacy officer: what was seen, how grave it is, and the entries that show it.</summary>
internal sealed record Alert(Sign Latest, Severity Severity, long First, long Last, IReadOnlyList<long> Entries, int Count, bool Settled)
{
    public string Key => Latest.Key;
}

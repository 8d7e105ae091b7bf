using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Wire;

namespace Holdfast.Keyholder.Imports;

/// <summary>The right of one importing service to the charts that it makes, while one run of it lasts.</summary>
internal sealed record ImportRow(GrantId Id, string Service, string Node, NodeInstanceId Instance, long Made, long? Ended, string? EndedWhy);

internal sealed class ImportTable(Expiry expiry) : ExpiringTable<GrantId, ImportRow>(
    "import", row => row.Id, id => id.ToString(), expiry, row => row.Ended + GrantLimits.EndedKeptMs)
{
    public ImportRow? Live(GrantId id) => Find(id) is { Ended: null } row ? row : null;

    /// <summary>A service imports once at a time, so these are few.</summary>
    public IEnumerable<ImportRow> LiveRows => Rows.Where(row => row.Ended is null);
}

/// <summary>The chart that one source patient of a service became. The key is a keyed hash: the source's own words are not kept.</summary>
internal sealed record SourceRow(string Service, string Key, ChartId Chart);

internal sealed class SourceTable() : Table<(string Service, string Key), SourceRow>("source", row => (row.Service, row.Key), key => $"{key.Service}/{key.Key}")
{
    private readonly Dictionary<string, HashSet<ChartId>> _charts = new(StringComparer.Ordinal);

    public bool Made(string service, ChartId chart) => _charts.TryGetValue(service, out var made) && made.Contains(chart);

    public IReadOnlyCollection<ChartId> Of(string service) => _charts.TryGetValue(service, out var made) ? made : [];

    protected override void Changed(SourceRow? before, SourceRow? after)
    {
        if (before is not null) _charts[before.Service].Remove(before.Chart);
        if (after is not null) (_charts.TryGetValue(after.Service, out var made) ? made : _charts[after.Service] = []).Add(after.Chart);
    }
}

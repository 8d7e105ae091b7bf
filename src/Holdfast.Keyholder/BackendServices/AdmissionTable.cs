using Holdfast.Keyholder.Budgets;
using Holdfast.Keyholder.Ledger;
using Holdfast.Wire;

namespace Holdfast.Keyholder.BackendServices;

/// <summary>One patient whom a service brought or tried to bring. In the store, so that a restart gives it no second day.</summary>
/// <param name="Try">The chart that was made, or a random id for a try that was refused.</param>
internal sealed record AdmissionRow(string Client, ChartId Try, long At);

internal sealed class AdmissionTable(Expiry expiry) : ExpiringTable<(string Client, ChartId Try), AdmissionRow>(
    "admission", row => (row.Client, row.Try), key => $"{key.Client}/{key.Try}", expiry, row => row.At + (long)Limits.Window.TotalMilliseconds)
{
    private readonly Dictionary<string, List<long>> _tries = new(StringComparer.Ordinal);

    /// <summary>How many within the window. Expired rows stay until the next entry, so they are told by their time.</summary>
    public int CountOf(string client, DateTimeOffset now) =>
        _tries.TryGetValue(client, out var tries) ? tries.Count(at => at > (now - Limits.Window).ToUnixTimeMilliseconds()) : 0;

    protected override void Changed(AdmissionRow? before, AdmissionRow? after)
    {
        base.Changed(before, after);
        if (before is not null) _tries[before.Client].Remove(before.At);
        if (after is not null) (_tries.TryGetValue(after.Client, out var tries) ? tries : _tries[after.Client] = []).Add(after.At);
    }
}

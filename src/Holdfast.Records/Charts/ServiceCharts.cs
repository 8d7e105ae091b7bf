using Holdfast.Wire;
using Holdfast.Wire.Records;

namespace Holdfast.Records.Charts;

/// <summary>
/// The charts of a backend service's grant, opened one by one when it first asks for anything: each is a release of its
/// own in the ledger. A chart that the keyholder refuses meanwhile is not among the grant's.
/// </summary>
internal sealed class ServiceCharts(
    InstallationId installation, IReadOnlyList<ChartId> ids, SharedCharts charts, KeyholderClient keyholder, Func<GrantId, ChartId, IReadOnlyList<ChartGap>, Task> reportGaps)
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private int _opened;

    /// <exception cref="KeyholderSilentException">The rest is opened with the next request.</exception>
    public async Task Open(LiveGrant live, CancellationToken cancellation)
    {
        if (Volatile.Read(ref _opened) == ids.Count) return;
        await _one.WaitAsync(cancellation);
        try
        {
            while (_opened < ids.Count)
            {
                await Open(live, ids[_opened], cancellation);
                Volatile.Write(ref _opened, _opened + 1);
            }
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task Open(LiveGrant live, ChartId id, CancellationToken cancellation)
    {
        var release = await keyholder.ReleaseChart(live.Grant, live.Token, id, cancellation);
        if (release.Refusal is not null) return;
        var share = charts.Take(installation, id, KeyRing.Take(id, release.Keys));
        IReadOnlyList<ChartGap> gaps;
        try
        {
            gaps = await share.MoveTo(ChainHead.From(release.Head), cancellation);
        }
        catch
        {
            share.Dispose();
            throw;
        }

        live.Join(share);
        await reportGaps(live.Grant, id, gaps);
    }
}

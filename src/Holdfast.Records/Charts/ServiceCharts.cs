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

    /// <summary>Patients whom the service brings. Their charts join the grant; those of patients whom it brought before are the same.</summary>
    /// <exception cref="KeyholderSilentException">Whether they were admitted is not known; brought again they are the same charts.</exception>
    public async Task<Admissions> Admit(LiveGrant live, IReadOnlyList<OwnPatient> patients, CancellationToken cancellation)
    {
        var reply = await keyholder.AdmitOwn(live.Grant, live.Token, patients, cancellation);
        if (reply.Refusal is { } refusal) return new Admissions.Refused(refusal.Why, refusal.Detail, reply.RefusedAt);
        await _one.WaitAsync(cancellation);
        try
        {
            var admitted = new List<OpenChart>();
            foreach (var one in reply.Charts)
            {
                var id = ChartId.From(one.Chart);
                if (live.Charts.FirstOrDefault(chart => chart.Id == id) is null) await Join(live, id, one.Keys, one.Head, cancellation);
                // None: the grant has ended meanwhile.
                if (live.Charts.FirstOrDefault(chart => chart.Id == id) is not { } chart) return new Admissions.Refused(Why.Expired, "", 0);
                admitted.Add(chart);
            }

            return new Admissions.Made(admitted);
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task Open(LiveGrant live, ChartId id, CancellationToken cancellation)
    {
        if (live.Charts.Any(chart => chart.Id == id)) return;
        var release = await keyholder.ReleaseChart(live.Grant, live.Token, id, cancellation);
        if (release.Refusal is null) await Join(live, id, release.Keys, release.Head, cancellation);
    }

    private async Task Join(LiveGrant live, ChartId id, IEnumerable<ReleasedKey> keys, ChartHead head, CancellationToken cancellation)
    {
        var share = charts.Take(installation, id, KeyRing.Take(id, keys));
        IReadOnlyList<ChartGap> gaps;
        try
        {
            gaps = await share.MoveTo(ChainHead.From(head), cancellation);
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

/// <summary>What became of patients whom a service brings.</summary>
internal abstract record Admissions
{
    private Admissions()
    {
    }

    /// <summary>Their charts, in order.</summary>
    public sealed record Made(IReadOnlyList<OpenChart> Charts) : Admissions;

    /// <param name="Why">The keyholder's reason.</param>
    /// <param name="Detail">Which fields are not of their form; never what is in them.</param>
    /// <param name="At">Of which patient, from 0.</param>
    public sealed record Refused(Why Why, string Detail, int At) : Admissions;
}

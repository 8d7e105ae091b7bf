using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Records.Tokens;
using Holdfast.Wire;
using Holdfast.Wire.Records;

namespace Holdfast.Records.Charts;

/// <summary>
/// The one door to a chart. A release of the keyholder opens it; from then on the access token finds it, until the
/// token expires, the grant ends, or the keyholder has been silent for too long.
/// </summary>
internal sealed partial class ChartDoor(SharedCharts charts, FirstPatient firstPatient, FirstPractitioner firstPractitioner, KeyholderClient keyholder, TimeProvider time, ILogger<ChartDoor> log) : IDisposable
{
    /// <summary>Gaps of one chart that are reported one by one; a chart with more is named by these.</summary>
    private const int ReportedGaps = 8;

    private readonly ConcurrentDictionary<UInt128, LiveGrant> _byToken = new();

    /// <summary>Takes in what the keyholder released and decodes the chart.</summary>
    public async Task<LiveGrant> Open(RedeemReply release, CancellationToken cancellation)
    {
        var node = keyholder.RequireNode();
        var person = new Actor(PersonId.From(release.Person.Person), release.Person.Name, release.Person.Role);
        var chartId = ChartId.From(release.Chart.Chart);
        var grant = GrantId.From(release.Grant);
        var chart = charts.Take(node.Installation, chartId, KeyRing.Take(chartId, release.Keys));
        var provider = charts.Take(node.Installation, node.ProviderChart, KeyRing.Take(node.ProviderChart, release.Keys));
        try
        {
            var gaps = await chart.MoveTo(ChainHead.From(release.Chart), cancellation);
            var providerGaps = release.ProviderChart is null ? [] : await provider.MoveTo(ChainHead.From(release.ProviderChart), cancellation);
            var live = new LiveGrant(
                grant, release.AccessToken, DateTimeOffset.FromUnixTimeMilliseconds(release.AccessExpiryMs), release.DpopJkt, release.ClientId,
                GrantScope.Parse(release.Scope), person, release.Purpose,
                release.WritableClasses.Select(RecordClass.Parse), release.WriteGeneration, [chart], provider)
            {
                StaffOf = release.Staff,
                Self = StaffResources.Of(person, time.GetUtcNow()),
                Patient = chart.Chart.All("Patient") is [var patient, ..] ? patient.Id : chartId.ToString(),
                Rate = release.DpopJkt.Length == 0 ? new BearerRate(time) : null,
            };
            await firstPatient.Ensure(live, release.Directory, cancellation);
            await firstPractitioner.Ensure(live, cancellation);
            await ReportGaps(live.Grant, chartId, gaps);
            await ReportGaps(live.Grant, node.ProviderChart, providerGaps);
            _byToken[KeyOf(release.AccessToken)] = live;
            return live;
        }
        catch
        {
            chart.Dispose();
            provider.Dispose();
            throw;
        }
    }

    /// <summary>Takes in a backend service's token. Its charts are opened when it first asks for anything.</summary>
    public async Task<LiveGrant> Open(ServiceTokenReply release, CancellationToken cancellation)
    {
        var node = keyholder.RequireNode();
        var provider = charts.Take(node.Installation, node.ProviderChart, KeyRing.Take(node.ProviderChart, release.Keys));
        try
        {
            var gaps = await provider.MoveTo(ChainHead.From(release.ProviderChart), cancellation);
            var live = new LiveGrant(
                GrantId.From(release.Grant), release.AccessToken, DateTimeOffset.FromUnixTimeMilliseconds(release.AccessExpiryMs), release.DpopJkt, release.ClientId,
                GrantScope.Parse(release.Scope), new Actor(default, release.Name, "service"), "", release.WritableClasses.Select(RecordClass.Parse), release.WriteGeneration, [], provider)
            {
                Patient = "",
                MakesCharts = release.MakesCharts,
                Rate = release.DpopJkt.Length == 0 ? new BearerRate(time) : null,
                StillToOpen = new ServiceCharts(node.Installation, [.. release.Charts.Select(ChartId.From)], charts, keyholder, ReportGaps),
            };
            await ReportGaps(live.Grant, node.ProviderChart, gaps);
            _byToken[KeyOf(release.AccessToken)] = live;
            return live;
        }
        catch
        {
            provider.Dispose();
            throw;
        }
    }

    /// <summary>The grant of an access token, or null when it is unknown, expired or ended.</summary>
    public LiveGrant? Find(string token)
    {
        if (!_byToken.TryGetValue(KeyOf(token), out var live) || live.Expires <= time.GetUtcNow()) return null;
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(live.Token), Encoding.UTF8.GetBytes(token)) ? live : null;
    }

    public int Count => _byToken.Count;

    public void End(GrantId grant) => Drop(live => live.Grant == grant);

    public void EndExpired()
    {
        var now = time.GetUtcNow();
        Drop(live => live.Expires <= now);
    }

    public void EndAll() => Drop(_ => true);

    public void Dispose() => EndAll();

    private void Drop(Func<LiveGrant, bool> ended)
    {
        foreach (var (key, live) in _byToken)
            if (ended(live) && _byToken.TryRemove(key, out var removed)) removed.Dispose();
    }

    private async Task ReportGaps(GrantId grant, ChartId chart, IReadOnlyList<ChartGap> gaps)
    {
        foreach (var gap in gaps.Take(ReportedGaps))
        {
            try
            {
                await keyholder.ReportGap(grant, chart, gap, CancellationToken.None);
                LogGap(chart, gap.Sequence, gap.Kind);
            }
            catch (KeyholderSilentException e)
            {
                LogGapUnreported(chart, gap.Sequence, gap.Kind, e.Message);
            }
        }
    }

    /// <summary>Tokens are looked up by a hash of them, so that the time it takes says nothing about them.</summary>
    public static UInt128 KeyOf(string token)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(token), hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    [LoggerMessage(LogLevel.Warning, "Chart {Chart}: row {Sequence} is {Kind}. What authenticates is shown; run `holdfast verify`.")]
    private partial void LogGap(ChartId chart, long sequence, string kind);

    [LoggerMessage(LogLevel.Error, "Chart {Chart}: row {Sequence} is {Kind}, and the keyholder could not be told: {Reason}")]
    private partial void LogGapUnreported(ChartId chart, long sequence, string kind, string reason);
}

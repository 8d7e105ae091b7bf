using Grpc.Core;
using Holdfast.Records.Charts;
using Holdfast.Wire;

namespace Holdfast.Records.Export;

/// <summary>The worker's calls to the keyholder, each with a deadline. What the keyholder does not give there is no other way to.</summary>
internal sealed class ExportGrant
{
    /// <summary>The keyholder shares one fsync among those who wait; a disk that stalls longer has stopped.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly Exports.ExportsClient _calls;
    private readonly TimeProvider _time;
    private readonly Google.Protobuf.ByteString _instance;

    private ExportGrant(Exports.ExportsClient calls, TimeProvider time, StartNodeReply node)
    {
        (_calls, _time, _instance) = (calls, time, node.Instance);
        Installation = InstallationId.From(node.Installation);
        ProviderChart = ChartId.From(node.ProviderChart);
    }

    public InstallationId Installation { get; }

    public ChartId ProviderChart { get; }

    /// <exception cref="ExportRefusedException">The keyholder refuses this worker.</exception>
    /// <exception cref="RpcException">It does not answer.</exception>
    public static async Task<ExportGrant> Begin(CallInvoker keyholder, string version, TimeProvider time, CancellationToken cancellation)
    {
        var calls = new Exports.ExportsClient(keyholder);
        var node = await calls.StartNodeAsync(new StartNodeRequest { Version = version }, new CallOptions(deadline: (time.GetUtcNow() + Deadline).UtcDateTime, cancellationToken: cancellation));
        if (node.Refusal is { } refusal) throw new ExportRefusedException(refusal.Why, refusal.Detail);
        return new ExportGrant(calls, time, node);
    }

    /// <summary>Ends of grants, pushed: the worker lets go of a job the moment it is cancelled, or this node frozen.</summary>
    public AsyncServerStreamingCall<Ending> Endings(CancellationToken cancellation) => _calls.Endings(new EndingsRequest { Instance = _instance }, cancellationToken: cancellation);

    public async Task<NextExportReply> Next(CancellationToken cancellation)
    {
        var reply = await _calls.NextExportAsync(new NextExportRequest { Instance = _instance }, Options(cancellation));
        return reply.Refusal is { } refusal ? throw new ExportRefusedException(refusal.Why, refusal.Detail) : reply;
    }

    public async Task<ReleaseChartReply> Release(GrantId grant, ChartId chart, CancellationToken cancellation) =>
        await _calls.ReleaseExportedAsync(new ReleaseExportedRequest { Instance = _instance, Grant = grant.ToByteString(), Chart = chart.ToByteString() }, Options(cancellation));

    public async Task Save(GrantId grant, int done, int refused, IEnumerable<ExportFile> files, CancellationToken cancellation)
    {
        var request = new SaveExportRequest { Instance = _instance, Grant = grant.ToByteString(), Done = done, Refused = refused };
        request.Files.AddRange(files);
        var reply = await _calls.SaveExportAsync(request, Options(cancellation));
        if (reply.Refusal is { } refusal) throw new ExportRefusedException(refusal.Why, refusal.Detail);
    }

    public async Task ReportGap(GrantId grant, ChartId chart, ChartGap gap, CancellationToken cancellation) => await _calls.ReportGapAsync(
        new ReportGapRequest { Instance = _instance, Grant = grant.ToByteString(), Chart = chart.ToByteString(), Sequence = gap.Sequence, Kind = gap.Kind }, Options(cancellation));

    private CallOptions Options(CancellationToken cancellation) => new(deadline: (_time.GetUtcNow() + Deadline).UtcDateTime, cancellationToken: cancellation);
}

/// <summary>The keyholder would not, and why: of the whole job, or of this worker.</summary>
internal sealed class ExportRefusedException(Why why, string detail) : Exception(detail)
{
    public Why Why { get; } = why;
}

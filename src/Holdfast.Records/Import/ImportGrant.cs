using Grpc.Core;
using Holdfast.Wire;

namespace Holdfast.Records.Import;

/// <summary>The keyholder would not, and why. About one patient or write; the import goes on with the rest.</summary>
internal sealed class ImportRefusedException(Why why, string detail) : Exception(detail)
{
    public Why Why { get; } = why;
}

/// <summary>
/// The worker's own grant: it may make charts, write them under classes of its own ("clinical@import"), and read back what
/// it wrote, nothing else. Every call carries the node's instance, which the keyholder ties to our certificate.
/// </summary>
internal sealed class ImportGrant
{
    public const string Service = "import";

    /// <summary>The keyholder shares one fsync among those who wait; a disk that stalls longer has stopped.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly Imports.ImportsClient _imports;
    private readonly ChartKeys.ChartKeysClient _charts;
    private readonly TimeProvider _time;
    private readonly Google.Protobuf.ByteString _instance;

    private ImportGrant(Imports.ImportsClient imports, ChartKeys.ChartKeysClient charts, TimeProvider time, StartNodeReply node, BeginImportReply begun)
    {
        (_imports, _charts, _time, _instance) = (imports, charts, time, node.Instance);
        Installation = InstallationId.From(node.Installation);
        ProviderChart = ChartId.From(node.ProviderChart);
        Grant = GrantId.From(begun.Grant);
        WriteGeneration = begun.WriteGeneration;
        Provider = begun.Provider;
    }

    public InstallationId Installation { get; }

    public ChartId ProviderChart { get; }

    public GrantId Grant { get; }

    public int WriteGeneration { get; }

    /// <summary>Keys and head of the provider's chart.</summary>
    public RedeemReply Provider { get; }

    /// <exception cref="ImportRefusedException">The keyholder refuses this worker.</exception>
    /// <exception cref="RpcException">It does not answer.</exception>
    public static async Task<ImportGrant> Begin(ChannelBase channel, string version, TimeProvider time, CancellationToken cancellation)
    {
        var (imports, charts) = (new Imports.ImportsClient(channel), new ChartKeys.ChartKeysClient(channel));
        CallOptions Options() => new(deadline: (time.GetUtcNow() + Deadline).UtcDateTime, cancellationToken: cancellation);
        var node = await charts.StartNodeAsync(new StartNodeRequest { Version = version }, Options());
        Require(node.Refusal);
        var begun = await imports.BeginImportAsync(new BeginImportRequest { Instance = node.Instance, Service = Service }, Options());
        Require(begun.Refusal);
        return new ImportGrant(imports, charts, time, node, begun);
    }

    public async Task<AdmitImportedReply> Admit(string sourceKey, DirectoryEntry directory, CancellationToken cancellation)
    {
        var request = new AdmitImportedRequest { Instance = _instance, Grant = Grant.ToByteString(), SourceKey = sourceKey, Directory = directory };
        var reply = await _imports.AdmitImportedAsync(request, Options(cancellation));
        Require(reply.Refusal);
        return reply;
    }

    public async Task<CommitReply> Commit(CommitRequest request, CancellationToken cancellation)
    {
        (request.Instance, request.Grant) = (_instance, Grant.ToByteString());
        return await _charts.CommitAsync(request, Options(cancellation));
    }

    public async Task End() =>
        await _imports.EndImportAsync(new EndImportRequest { Instance = _instance, Grant = Grant.ToByteString() }, Options(CancellationToken.None));

    private CallOptions Options(CancellationToken cancellation) => new(deadline: (_time.GetUtcNow() + Deadline).UtcDateTime, cancellationToken: cancellation);

    private static void Require(Refusal? refusal)
    {
        if (refusal is not null) throw new ImportRefusedException(refusal.Why, refusal.Detail);
    }
}

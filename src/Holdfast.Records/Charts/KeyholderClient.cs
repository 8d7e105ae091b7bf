using Grpc.Core;
using Holdfast.Wire;

namespace Holdfast.Records.Charts;

/// <summary>What the keyholder called this run of the process, and the provider's own chart.</summary>
internal sealed record NodeIdentity(NodeInstanceId Instance, InstallationId Installation, ChartId ProviderChart);

/// <summary>
/// The calls to the keyholder, each with a deadline. A call that may have taken effect although its answer was lost is
/// sent again only where that is harmless: a commit carries an idempotency key.
/// </summary>
internal sealed class KeyholderClient(ChartKeys.ChartKeysClient calls, AppTokens.AppTokensClient apps, Bulk.BulkClient bulk, TimeProvider time)
{
    /// <summary>The keyholder decides in milliseconds; a disk that stalls longer than this is shown to the caller as a 503.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    /// <summary>Sends of one commit, the first included.</summary>
    private const int CommitAttempts = 3;

    private volatile NodeIdentity? _node;

    /// <summary>Null until the keyholder has taken this node in, and again when it is lost.</summary>
    public NodeIdentity? Node => _node;

    /// <exception cref="KeyholderSilentException">It did not answer.</exception>
    public NodeIdentity RequireNode() => _node ?? throw new KeyholderSilentException("The keyholder cannot be reached. Check that it runs and that keyholderAddress in role.json is right.");

    public void Forget() => _node = null;

    public async Task<NodeIdentity> StartNode(string version, CancellationToken cancellation)
    {
        var reply = await Ask(options => calls.StartNodeAsync(new StartNodeRequest { Version = version }, options), cancellation);
        if (reply.Refusal is { } refusal) throw new KeyholderSilentException($"The keyholder refuses this node ({refusal.Why}): {refusal.Detail}");
        return _node = new NodeIdentity(NodeInstanceId.From(reply.Instance), InstallationId.From(reply.Installation), ChartId.From(reply.ProviderChart));
    }

    public AsyncServerStreamingCall<Ending> Endings(NodeIdentity node, CancellationToken cancellation) =>
        calls.Endings(new EndingsRequest { Instance = node.Instance.ToByteString() }, cancellationToken: cancellation);

    public Task<RedeemReply> Redeem(RedeemRequest request, CancellationToken cancellation)
    {
        request.Instance = RequireNode().Instance.ToByteString();
        return Ask(options => calls.RedeemAsync(request, options), cancellation);
    }

    public Task<RedeemReply> Refresh(RefreshRequest request, CancellationToken cancellation)
    {
        request.Instance = RequireNode().Instance.ToByteString();
        return Ask(options => calls.RefreshAsync(request, options), cancellation);
    }

    public Task<RevokeReply> Revoke(RevokeRequest request, CancellationToken cancellation)
    {
        request.Instance = RequireNode().Instance.ToByteString();
        return Ask(options => calls.RevokeAsync(request, options), cancellation);
    }

    public Task<ServiceTokenReply> ServiceToken(ServiceTokenRequest request, CancellationToken cancellation)
    {
        request.Instance = RequireNode().Instance.ToByteString();
        return Ask(options => apps.ServiceTokenAsync(request, options), cancellation);
    }

    /// <summary>One chart of a service's grant.</summary>
    public Task<ReleaseChartReply> ReleaseChart(GrantId grant, string accessToken, ChartId chart, CancellationToken cancellation)
    {
        var request = new ReleaseChartRequest { Instance = RequireNode().Instance.ToByteString(), Grant = grant.ToByteString(), AccessToken = accessToken, Chart = chart.ToByteString() };
        return Ask(options => apps.ReleaseChartAsync(request, options), cancellation);
    }

    /// <summary>Patients whom a service brings: all are admitted or none. Sent again with the same source keys it makes nothing twice.</summary>
    public Task<AdmitOwnReply> AdmitOwn(GrantId grant, string accessToken, IEnumerable<OwnPatient> patients, CancellationToken cancellation)
    {
        var request = new AdmitOwnRequest { Instance = RequireNode().Instance.ToByteString(), Grant = grant.ToByteString(), AccessToken = accessToken };
        request.Patients.AddRange(patients);
        return Ask(options => apps.AdmitOwnAsync(request, options), cancellation);
    }

    public Task<ExportReply> AskExport(GrantId grant, string accessToken, IEnumerable<string> types, long sinceMs, bool system, CancellationToken cancellation)
    {
        var request = new AskExportRequest { Instance = RequireNode().Instance.ToByteString(), Grant = grant.ToByteString(), AccessToken = accessToken, SinceMs = sinceMs, System = system };
        request.Types_.AddRange(types);
        return Ask(options => bulk.AskExportAsync(request, options), cancellation);
    }

    public Task<ExportReply> ExportStatus(GrantId grant, string accessToken, ExportId export, CancellationToken cancellation) =>
        Ask(options => bulk.ExportStatusAsync(About(grant, accessToken, export), options), cancellation);

    public Task<ExportReply> CancelExport(GrantId grant, string accessToken, ExportId export, CancellationToken cancellation) =>
        Ask(options => bulk.CancelExportAsync(About(grant, accessToken, export), options), cancellation);

    public Task<DownloadExportReply> DownloadExport(GrantId grant, string accessToken, ExportId export, string file, CancellationToken cancellation)
    {
        var request = new DownloadExportRequest { Instance = RequireNode().Instance.ToByteString(), Grant = grant.ToByteString(), AccessToken = accessToken, Export = export.ToByteString(), File = file };
        return Ask(options => bulk.DownloadExportAsync(request, options), cancellation);
    }

    private ExportRequest About(GrantId grant, string accessToken, ExportId export) => new()
    {
        Instance = RequireNode().Instance.ToByteString(), Grant = grant.ToByteString(), AccessToken = accessToken, Export = export.ToByteString(),
    };

    /// <summary>One question to the directory under a search grant.</summary>
    public Task<SearchDirectoryReply> SearchDirectory(GrantId grant, string accessToken, DirectoryTerms terms, int most, CancellationToken cancellation)
    {
        var request = new SearchDirectoryRequest { Instance = RequireNode().Instance.ToByteString(), Grant = grant.ToByteString(), AccessToken = accessToken, Terms = terms, Most = most };
        return Ask(options => apps.SearchDirectoryAsync(request, options), cancellation);
    }

    public Task<IntrospectReply> Introspect(IntrospectRequest request, CancellationToken cancellation)
    {
        request.Instance = RequireNode().Instance.ToByteString();
        return Ask(options => apps.IntrospectAsync(request, options), cancellation);
    }

    /// <summary>Is this the web origin of a registered application?</summary>
    public async Task<bool> AskOrigin(string origin, CancellationToken cancellation) =>
        (await Ask(options => apps.AskOriginAsync(new AskOriginRequest { Origin = origin }, options), cancellation)).Registered;

    /// <summary>Moves a head. Sent again, under the same idempotency key, when no answer came.</summary>
    public async Task<CommitReply> Commit(CommitRequest request, CancellationToken cancellation)
    {
        request.Instance = RequireNode().Instance.ToByteString();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await Ask(options => calls.CommitAsync(request, options), cancellation);
            }
            catch (KeyholderSilentException) when (attempt < CommitAttempts)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100 * attempt), time, cancellation);
            }
        }
    }

    public Task<ReportViewsReply> ReportViews(IEnumerable<View> views, CancellationToken cancellation)
    {
        var request = new ReportViewsRequest { Instance = RequireNode().Instance.ToByteString() };
        request.Views.AddRange(views);
        return Ask(options => calls.ReportViewsAsync(request, options), cancellation);
    }

    public Task<ReportGapReply> ReportGap(GrantId grant, ChartId chart, ChartGap gap, CancellationToken cancellation)
    {
        var request = new ReportGapRequest
        {
            Instance = RequireNode().Instance.ToByteString(), Grant = grant.ToByteString(), Chart = chart.ToByteString(), Sequence = gap.Sequence, Kind = gap.Kind,
        };
        return Ask(options => calls.ReportGapAsync(request, options), cancellation);
    }

    private async Task<T> Ask<T>(Func<CallOptions, AsyncUnaryCall<T>> call, CancellationToken cancellation)
    {
        try
        {
            return await call(new CallOptions(deadline: (time.GetUtcNow() + Deadline).UtcDateTime, cancellationToken: cancellation));
        }
        catch (RpcException e) when (!cancellation.IsCancellationRequested)
        {
            throw new KeyholderSilentException($"The keyholder did not answer ({e.StatusCode}).", e);
        }
    }
}

/// <summary>No answer from the keyholder: nothing new can be opened or written until it is back.</summary>
internal sealed class KeyholderSilentException(string message, Exception? inner = null) : Exception(message, inner);

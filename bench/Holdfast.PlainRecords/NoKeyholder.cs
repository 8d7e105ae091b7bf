using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Google.Protobuf;
using Grpc.Core;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Records;
using Holdfast.Wire.Statements;

namespace Holdfast.Records;

/// <summary>
/// Answers in this process, at once, what records asks a keyholder: whoever names a patient's number as their code gets
/// that chart, every commit on the present head stands, nothing is entered anywhere. What was inserted is on the disk
/// already, so a write takes the one flush that any durable store takes. Tokens are bound to the client's key as ever.
/// </summary>
internal sealed class NoKeyholder : CallInvoker
{
    private static readonly string[] Classes = [.. RecordClass.Own.Select(c => c.Text)];

    private readonly DpopProofs _proofs = new();
    private readonly string _tokenEndpoint;
    private readonly InstallationId _installation;
    private readonly ChartId[] _charts;
    private readonly ChartId _provider = ChartId.New();
    private readonly ConcurrentDictionary<ChartId, ChainHead> _heads = new();

    public NoKeyholder(RoleSettings settings, int patients)
    {
        _tokenEndpoint = $"{settings.RecordsOrigin}/token";
        InstallationId.TryParse(settings.Installation, out _installation);
        _charts = [.. Enumerable.Range(0, patients).Select(_ => ChartId.New())];
        foreach (var chart in _charts.Append(_provider)) _heads[chart] = ChartChain.Start(_installation, chart);
    }

    private static int Generation => TimeProvider.System.GetUtcNow() is var now ? now.Year * 100 + now.Month : 0;

    private static long InAnHour => TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds();

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        IMessage reply = request switch
        {
            StartNodeRequest => new StartNodeReply { Instance = NodeInstanceId.New().ToByteString(), Installation = _installation.ToByteString(), ProviderChart = _provider.ToByteString() },
            RedeemRequest redeem => Redeem(redeem),
            ServiceTokenRequest service => Service(service),
            ReleaseChartRequest release => Release(ChartId.From(release.Chart)),
            CommitRequest commit => Commit(commit),
            ReportViewsRequest => new ReportViewsReply(),
            ReportGapRequest => throw new InvalidOperationException("A chart of the bench has a gap."),
            _ => throw new NotSupportedException(method.FullName),
        };
        return new AsyncUnaryCall<TResponse>(Task.FromResult((TResponse)reply), Task.FromResult(Metadata.Empty), () => Status.DefaultSuccess, () => Metadata.Empty, () => { });
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        new((IAsyncStreamReader<TResponse>)(object)new Heartbeats(), Task.FromResult(Metadata.Empty), () => Status.DefaultSuccess, () => Metadata.Empty, () => { });

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw new NotSupportedException();

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options) => throw new NotSupportedException();

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options) => throw new NotSupportedException();

    private RedeemReply Redeem(RedeemRequest request)
    {
        var number = int.Parse(request.Code, CultureInfo.InvariantCulture);
        var chart = _charts[number];
        var reply = new RedeemReply
        {
            AccessToken = NewToken(), AccessExpiryMs = InAnHour, Grant = GrantId.New().ToByteString(), Session = SessionId.New().ToByteString(),
            Person = new PersonCard { Person = PersonId.New().ToByteString(), Name = "Nurse", Role = "nurse" },
            Purpose = "TREAT", Scope = "launch patient/*.cruds", ClientId = request.ClientId, DpopJkt = KeyOf(request.DpopProof),
            Chart = _heads[chart].ToMessage(chart), ProviderChart = _heads[_provider].ToMessage(_provider), WriteGeneration = Generation,
            Directory = new DirectoryEntry
            {
                Chart = chart.ToByteString(), Family = $"Tremblay-{number}", Given = "Aimée", BirthDate = "1941-03-09", Gender = "female",
                HealthNumber = BenchPatients.HealthNumber(number), HealthNumberSystem = BenchPatients.System,
            },
        };
        reply.WritableClasses.AddRange(Classes);
        reply.Keys.AddRange(Keys(chart).Concat(Keys(_provider)));
        return reply;
    }

    private ServiceTokenReply Service(ServiceTokenRequest request)
    {
        var reply = new ServiceTokenReply
        {
            AccessToken = NewToken(), AccessExpiryMs = InAnHour, Grant = GrantId.New().ToByteString(), ClientId = "bench", Name = "Bench", Scope = request.Scope,
            DpopJkt = KeyOf(request.DpopProof), ProviderChart = _heads[_provider].ToMessage(_provider), WriteGeneration = Generation,
        };
        reply.Charts.AddRange(_charts.Select(chart => chart.ToByteString()));
        reply.Keys.AddRange(Keys(_provider));
        return reply;
    }

    private ReleaseChartReply Release(ChartId chart)
    {
        var reply = new ReleaseChartReply { Head = _heads[chart].ToMessage(chart) };
        reply.Keys.AddRange(Keys(chart));
        return reply;
    }

    private CommitReply Commit(CommitRequest request)
    {
        var chart = ChartId.From(request.Expected.Chart);
        var expected = ChainHead.From(request.Expected);
        var after = request.Rows.Aggregate(expected, (head, row) => ChartChain.Append(head, row.Hash.Span));
        return _heads.TryUpdate(chart, after, expected) ? new CommitReply { Head = after.ToMessage(chart) }
            : new CommitReply { Refusal = new Refusal { Why = Why.Conflict }, Head = _heads[chart].ToMessage(chart) };
    }

    private string KeyOf(string proof) => _proofs.Verify(proof, "POST", _tokenEndpoint, null, TimeProvider.System.GetUtcNow()) is DpopOutcome.Accepted { Jkt: var jkt }
        ? jkt : throw new InvalidOperationException("The bench sends a proof of its key.");

    private static string NewToken() => Base64Url.Encode(RandomNumberGenerator.GetBytes(32));

    private static IEnumerable<ReleasedKey> Keys(ChartId chart) =>
        Classes.Select(name => new ReleasedKey { Chart = chart.ToByteString(), Generation = Generation, RecordClass = name, Subkey = ByteString.CopyFrom(new byte[32]) });

    /// <summary>A beat each second, as the keyholder sends it.</summary>
    private sealed class Heartbeats : IAsyncStreamReader<Ending>
    {
        public Ending Current { get; } = new() { Heartbeat = true };

        public async Task<bool> MoveNext(CancellationToken cancellation)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancellation);
            return true;
        }
    }
}

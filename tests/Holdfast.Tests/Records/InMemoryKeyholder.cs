using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Threading.Channels;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Holdfast.Wire;
using Holdfast.Wire.Records;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Holdfast.Tests.Records;

/// <summary>
/// The keyholder's side of ChartKeys and Imports for tests of records alone, over real gRPC: random keys per chart,
/// generation and class, heads that move by compare-and-swap and only over hashes that follow. It decides nothing about
/// people: a test says what a code opens.
/// </summary>
internal sealed class InMemoryKeyholder : IAsyncDisposable
{
    private readonly WebApplication _server;

    public InMemoryKeyholder(TimeProvider time)
    {
        State = new KeyholderState(time);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l => l.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(State);
        _server = builder.Build();
        _server.MapGrpcService<ChartKeysService>();
        _server.MapGrpcService<ImportsService>();
        _server.MapGrpcService<AppTokensService>();
        _server.StartAsync().GetAwaiter().GetResult();
        Channel = GrpcChannel.ForAddress(_server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public KeyholderState State { get; }

    public GrpcChannel Channel { get; }

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await _server.DisposeAsync();
    }
}

/// <summary>What a code opens.</summary>
internal sealed record Opening(ChartId Chart, string Jkt, string[] Reads, string[] Writes, string Scope, DirectoryEntry? Directory)
{
    public GrantId Grant { get; } = GrantId.New();

    /// <summary>Whose staff chart it is; null for a patient's.</summary>
    public PersonCard? Staff { get; init; }

    public PersonCard By { get; init; } = new() { Person = PersonId.New().ToByteString(), Name = "Nadia Roy", Role = "nurse" };
}

/// <summary>What it knows and what it was asked.</summary>
internal sealed class KeyholderState(TimeProvider time)
{
    public const int Generation = 202611;
    public static readonly string[] AllClasses = ["identity", "clinical", "documents"];

    private readonly Lock _sync = new();
    private readonly Dictionary<(ChartId, int, string), byte[]> _keys = [];
    private readonly Dictionary<ChartId, ChainHead> _heads = [];
    private readonly Dictionary<ByteString, CommitReply> _commits = [];
    private readonly Dictionary<string, ChartId> _sources = [];

    public InstallationId Installation { get; } = InstallationId.New();
    public ChartId ProviderChart { get; } = ChartId.New();
    public ConcurrentDictionary<string, Opening> Codes { get; } = new();
    public ConcurrentDictionary<string, (Opening Opening, long ExpiryMs)> Tokens { get; } = new();
    public ConcurrentDictionary<string, Opening> RefreshTokens { get; } = new();
    public ConcurrentBag<Channel<Ending>> Streams { get; } = [];
    public ConcurrentQueue<View> Views { get; } = new();
    public ConcurrentQueue<ReportGapRequest> Gaps { get; } = new();
    public ConcurrentQueue<AdmitImportedRequest> Admissions { get; } = new();
    public ConcurrentQueue<(ChartId Chart, long From, ChainHead Head, IReadOnlyList<CandidateRow> Rows)> Heads { get; } = new();
    public ConcurrentQueue<ChartId> Released { get; } = new();
    public IReadOnlyList<ChartId> ServiceCharts { get; set; } = [];
    public string[] ServiceWrites { get; set; } = ["clinical@lab"];
    public HashSet<ChartId> Withheld { get; } = [];
    public DateTimeOffset Now => time.GetUtcNow();
    public bool Heartbeats { get; set; } = true;

    /// <summary>Commits that took effect.</summary>
    public int Commits { get; private set; }

    /// <summary>Set by a test to answer commits itself, before they are looked at; null to go on.</summary>
    public Func<CommitRequest, CommitReply?>? BeforeCommit { get; set; }

    public ChainHead Head(ChartId chart)
    {
        lock (_sync) return _heads.TryGetValue(chart, out var head) ? head : _heads[chart] = ChartChain.Start(Installation, chart);
    }

    public void SetHead(ChartId chart, ChainHead head)
    {
        lock (_sync) _heads[chart] = head;
    }

    public byte[] Key(ChartId chart, string recordClass)
    {
        lock (_sync) return _keys.TryGetValue((chart, Generation, recordClass), out var key) ? key : _keys[(chart, Generation, recordClass)] = RandomNumberGenerator.GetBytes(32);
    }

    public RedeemReply Release(Opening opening)
    {
        var token = Base64Url.Encode(RandomNumberGenerator.GetBytes(32));
        var refresh = Base64Url.Encode(RandomNumberGenerator.GetBytes(32));
        var expiry = time.GetUtcNow().AddMinutes(10).ToUnixTimeMilliseconds();
        Tokens[token] = (opening, expiry);
        RefreshTokens[refresh] = opening;
        var reply = new RedeemReply
        {
            AccessToken = token, AccessExpiryMs = expiry, RefreshToken = refresh, Grant = opening.Grant.ToByteString(), Session = SessionId.New().ToByteString(),
            Person = opening.By, Staff = opening.Staff, Purpose = "TREAT", Scope = opening.Scope,
            ClientId = "holdfast-chart", DpopJkt = opening.Jkt, Chart = Head(opening.Chart).ToMessage(opening.Chart),
            ProviderChart = Head(ProviderChart).ToMessage(ProviderChart), WriteGeneration = Generation, Directory = opening.Directory,
        };
        reply.WritableClasses.AddRange(opening.Writes);
        reply.Keys.AddRange(KeysOf(opening.Chart, [.. opening.Reads, .. opening.Reads.Select(r => r + "@import")]));
        reply.Keys.AddRange(KeysOf(ProviderChart, [.. AllClasses, .. AllClasses.Select(r => r + "@import")]));
        return reply;
    }

    public IEnumerable<ReleasedKey> KeysOf(ChartId chart, IEnumerable<string> classes) => classes.Select(c =>
        new ReleasedKey { Chart = chart.ToByteString(), Generation = Generation, RecordClass = c, Subkey = ByteString.CopyFrom(Key(chart, c)) });

    public CommitReply Commit(CommitRequest request)
    {
        if (BeforeCommit?.Invoke(request) is { } set) return set;
        lock (_sync)
        {
            if (_commits.TryGetValue(request.IdempotencyKey, out var before)) return before;
            var asked = request.More.Select(m => (m.Expected, m.Rows)).Prepend((request.Expected, request.Rows)).Select(m => (Chart: ChartId.From(m.Expected.Chart), m.Expected, m.Rows)).ToList();
            var heads = asked.ConvertAll(a => Head(a.Chart));
            if (asked.Zip(heads).Any(p => !p.Second.Equals(ChainHead.From(p.First.Expected)))) return Reply(asked.Select(a => a.Chart), heads, new Refusal { Why = Why.Conflict });
            if (request.AccessToken.Length > 0 && !(Tokens.TryGetValue(request.AccessToken, out var token) && asked.SelectMany(a => a.Rows).All(r => token.Opening.Writes.Contains(r.RecordClass))))
                return new CommitReply { Refusal = new Refusal { Why = Why.NotAllowed } };
            var moved = asked.Zip(heads).Select(p => p.First.Rows.Aggregate(p.Second, (head, row) => ChartChain.Append(head, row.Hash.Span))).ToList();
            foreach (var ((part, head), after) in asked.Zip(heads).Zip(moved))
            {
                _heads[part.Chart] = after;
                Heads.Enqueue((part.Chart, head.Sequence, after, [.. part.Rows]));
            }

            Commits++;
            return _commits[request.IdempotencyKey] = Reply(asked.Select(a => a.Chart), moved, null);
        }
    }

    private static CommitReply Reply(IEnumerable<ChartId> charts, IEnumerable<ChainHead> heads, Refusal? refusal)
    {
        var messages = charts.Zip(heads).Select(p => p.Second.ToMessage(p.First)).ToList();
        var reply = new CommitReply { Head = messages[0], Refusal = refusal };
        reply.More.AddRange(messages.Skip(1));
        return reply;
    }

    public (ChartId Chart, bool Created) Admit(string sourceKey)
    {
        lock (_sync)
        {
            if (_sources.TryGetValue(sourceKey, out var known)) return (known, false);
            return (_sources[sourceKey] = ChartId.New(), true);
        }
    }

    public void End(GrantId grant)
    {
        foreach (var stream in Streams) stream.Writer.TryWrite(new Ending { Grant = grant.ToByteString(), Reason = "frozen" });
    }
}

internal sealed class ChartKeysService(KeyholderState state) : ChartKeys.ChartKeysBase
{
    public override Task<StartNodeReply> StartNode(StartNodeRequest request, ServerCallContext context) => Task.FromResult(new StartNodeReply
    {
        Instance = NodeInstanceId.New().ToByteString(), Installation = state.Installation.ToByteString(), ProviderChart = state.ProviderChart.ToByteString(),
    });

    public override Task<RedeemReply> Redeem(RedeemRequest request, ServerCallContext context) => Task.FromResult(
        state.Codes.TryRemove(request.Code, out var opening) ? state.Release(opening) : new RedeemReply { Refusal = new Refusal { Why = Why.Unknown } });

    public override Task<RedeemReply> Refresh(RefreshRequest request, ServerCallContext context) => Task.FromResult(
        state.RefreshTokens.TryRemove(request.RefreshToken, out var opening) ? state.Release(opening) : new RedeemReply { Refusal = new Refusal { Why = Why.Unknown } });

    public override Task<RevokeReply> Revoke(RevokeRequest request, ServerCallContext context)
    {
        if (state.RefreshTokens.TryRemove(request.Token, out var opening)) state.End(opening.Grant);
        return Task.FromResult(new RevokeReply());
    }

    public override Task<CommitReply> Commit(CommitRequest request, ServerCallContext context) => Task.FromResult(state.Commit(request));

    public override Task<ReportViewsReply> ReportViews(ReportViewsRequest request, ServerCallContext context)
    {
        foreach (var view in request.Views) state.Views.Enqueue(view);
        return Task.FromResult(new ReportViewsReply());
    }

    public override Task<ReportGapReply> ReportGap(ReportGapRequest request, ServerCallContext context)
    {
        state.Gaps.Enqueue(request);
        return Task.FromResult(new ReportGapReply());
    }

    public override async Task Endings(EndingsRequest request, IServerStreamWriter<Ending> responseStream, ServerCallContext context)
    {
        var endings = Channel.CreateUnbounded<Ending>();
        state.Streams.Add(endings);
        var beat = Task.Run(async () =>
        {
            while (!context.CancellationToken.IsCancellationRequested)
            {
                if (state.Heartbeats) endings.Writer.TryWrite(new Ending { Heartbeat = true });
                await Task.Delay(200);
            }
        });
        try
        {
            await foreach (var ending in endings.Reader.ReadAllAsync(context.CancellationToken)) await responseStream.WriteAsync(ending);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or InvalidOperationException)
        {
            await beat;
        }
    }
}

/// <summary>One registered origin, one backend service over the charts that a test names, and introspection of any token.</summary>
internal sealed class AppTokensService(KeyholderState state) : AppTokens.AppTokensBase
{
    public const string Origin = "https://app.example";

    public override Task<AskOriginReply> AskOrigin(AskOriginRequest request, ServerCallContext context) => Task.FromResult(new AskOriginReply { Registered = request.Origin == Origin });

    public override Task<ServiceTokenReply> ServiceToken(ServiceTokenRequest request, ServerCallContext context)
    {
        if (request.Assertion != "lab") return Task.FromResult(new ServiceTokenReply { Refusal = new Refusal { Why = Why.ClientUnknown, Detail = "not registered" } });
        var token = Base64Url.Encode(RandomNumberGenerator.GetBytes(32));
        var reply = new ServiceTokenReply
        {
            AccessToken = token, AccessExpiryMs = state.Now.AddMinutes(5).ToUnixTimeMilliseconds(), Grant = GrantId.New().ToByteString(), ClientId = "lab", Name = "Lab",
            Scope = request.Scope, ProviderChart = state.Head(state.ProviderChart).ToMessage(state.ProviderChart), WriteGeneration = KeyholderState.Generation,
        };
        reply.Charts.AddRange(state.ServiceCharts.Select(chart => chart.ToByteString()));
        reply.WritableClasses.AddRange(state.ServiceWrites);
        state.Tokens[token] = (new Opening(default, "", [], state.ServiceWrites, request.Scope, null), reply.AccessExpiryMs);
        return Task.FromResult(reply);
    }

    public override Task<ReleaseChartReply> ReleaseChart(ReleaseChartRequest request, ServerCallContext context)
    {
        var chart = ChartId.From(request.Chart);
        state.Released.Enqueue(chart);
        if (state.Withheld.Contains(chart)) return Task.FromResult(new ReleaseChartReply { Refusal = new Refusal { Why = Why.Canary } });
        var reply = new ReleaseChartReply { Head = state.Head(chart).ToMessage(chart) };
        reply.Keys.AddRange(state.KeysOf(chart, [.. KeyholderState.AllClasses, .. KeyholderState.AllClasses.Select(c => $"{c}@lab")]));
        return Task.FromResult(reply);
    }

    public override Task<IntrospectReply> Introspect(IntrospectRequest request, ServerCallContext context)
    {
        if (request is not { ClientId: "gateway", Client.Secret: "s3:c+t" }) return Task.FromResult(new IntrospectReply { Refusal = new Refusal { Why = Why.ClientUnknown, Detail = "the client's secret is wrong or missing" } });
        return Task.FromResult(state.Tokens.TryGetValue(request.Token, out var known)
            ? new IntrospectReply { Active = true, ClientId = "holdfast-chart", Scope = known.Opening.Scope, Person = PersonId.New().ToByteString(), IssuedMs = 1, ExpiryMs = known.ExpiryMs, DpopJkt = known.Opening.Jkt }
            : new IntrospectReply());
    }
}

internal sealed class ImportsService(KeyholderState state) : Imports.ImportsBase
{
    public override Task<BeginImportReply> BeginImport(BeginImportRequest request, ServerCallContext context)
    {
        var provider = new RedeemReply { ProviderChart = state.Head(state.ProviderChart).ToMessage(state.ProviderChart) };
        provider.Keys.AddRange(state.KeysOf(state.ProviderChart, KeyholderState.AllClasses.Select(c => $"{c}@{request.Service}")));
        return Task.FromResult(new BeginImportReply { Grant = GrantId.New().ToByteString(), Provider = provider, WriteGeneration = KeyholderState.Generation });
    }

    public override Task<AdmitImportedReply> AdmitImported(AdmitImportedRequest request, ServerCallContext context)
    {
        bool alike;
        lock (state.Admissions)
        {
            alike = state.Admissions.Any(a => a.SourceKey != request.SourceKey && a.Directory.Family == request.Directory.Family && a.Directory.BirthDate == request.Directory.BirthDate);
            state.Admissions.Enqueue(request);
        }

        var (chart, created) = state.Admit(request.SourceKey);
        var reply = new AdmitImportedReply { LooksLikeAnother = created && alike, Chart = chart.ToByteString(), Created = created, Head = state.Head(chart).ToMessage(chart) };
        reply.Keys.AddRange(state.KeysOf(chart, KeyholderState.AllClasses.Select(c => $"{c}@import")));
        return Task.FromResult(reply);
    }

    public override Task<EndImportReply> EndImport(EndImportRequest request, ServerCallContext context) => Task.FromResult(new EndImportReply());
}

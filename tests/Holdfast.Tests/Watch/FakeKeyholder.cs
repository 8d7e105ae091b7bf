using System.Net;
using System.Security.Cryptography;
using Google.Protobuf;
using Grpc.Core;
using Holdfast.Ledger;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Holdfast.Tests.Watch;

/// <summary>
/// The keyholder as the watch sees it: a real ledger folder served over mutual TLS, and a WatchWork that knows one
/// session. What it serves can be bent, as somebody with root on the keyholder's host would.
/// </summary>
internal sealed class FakeKeyholder : IAsyncDisposable
{
    private readonly InternalTls _tls;
    private readonly WebApplication _app;

    private FakeKeyholder(InternalTls tls, WebApplication app, WatchOffice office) => (_tls, _app, Office) = (tls, app, office);

    public string Address => _app.Urls.First();

    public WatchOffice Office { get; }

    /// <summary>The folder that is served; another one can be put in its place.</summary>
    public string Folder { get; set; } = "";

    /// <summary>False: every request fails, as when the process is gone.</summary>
    public bool Answers { get; set; } = true;

    /// <summary>Changes the bytes of a file on its way out.</summary>
    public Func<string, byte[], byte[]> Bend { get; set; } = (_, bytes) => bytes;

    public static async Task<FakeKeyholder> Start(string roleFolder, string ledger)
    {
        var tls = InternalTls.Load(roleFolder);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseKestrelHttpsConfiguration();
        var mutual = tls.ServerOptions();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l => l.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(mutual) })));
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpc();
        var office = new WatchOffice();
        builder.Services.AddSingleton(office);
        var app = builder.Build();
        app.UseRouting();
        var keyholder = new FakeKeyholder(tls, app, office) { Folder = ledger };
        app.MapGrpcService<WatchOffice>();
        app.MapGet("/ledger/{**path}", keyholder.Serve);
        await app.StartAsync();
        return keyholder;
    }

    private IResult Serve(string path)
    {
        if (!Answers) return Results.StatusCode(503);
        return new LedgerReader(Folder).Find(path) is { } file ? Results.Bytes(Bend(path, File.ReadAllBytes(file.FullPath)), file.ContentType) : Results.NotFound();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _tls.Dispose();
    }
}

/// <summary>WatchWork for one privacy officer: checks the signature and the counter as the keyholder does, and counts.</summary>
internal sealed class WatchOffice : WatchWork.WatchWorkBase
{
    private long _counter;

    public ECDsa SessionKey { get; set; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public int Looked { get; private set; }

    /// <summary>Another session begins: its counter starts anew.</summary>
    public void Reset() => _counter = 0;

    public bool SignedOut { get; set; }

    public override Task<LookReply> Look(SignedStatement request, ServerCallContext context)
    {
        Looked++;
        if (Refuse<LookStatement>(request) is { } no) return Task.FromResult(new LookReply { Refusal = no });
        var reply = new LookReply { Person = Card(Entries.Officer, "Claire Gagnon", "privacy-officer"), NowMs = Entries.Noon };
        reply.People.Add(reply.Person);
        reply.People.Add(Card(Entries.Nurse, "Marie <Tremblay>", "nurse"));
        return Task.FromResult(reply);
    }

    public override Task<ReadReasonReply> ReadReason(SignedStatement request, ServerCallContext context) => Task.FromResult(
        Refuse<ReasonStatement>(request) is { } no ? new ReadReasonReply { Refusal = no } : new ReadReasonReply { Reason = "Fell at home, daughter called, no nurse of the team can be reached." });

    private Refusal? Refuse<T>(SignedStatement request) where T : SessionStatement
    {
        if (SignedOut) return new Refusal { Why = Why.Unknown };
        if (SignedStatements.Parse<T>(request.Jws) is not { } statement) return new Refusal { Why = Why.Malformed };
        if (!statement.VerifiedBy(SessionKey)) return new Refusal { Why = Why.BadSignature };
        if (statement.Claimed.Counter <= _counter) return new Refusal { Why = Why.Replayed };
        _counter = statement.Claimed.Counter;
        return null;
    }

    private static PersonCard Card(string id, string name, string role) =>
        new() { Person = ByteString.CopyFrom(Convert.FromHexString(id)), Name = name, Role = role };
}

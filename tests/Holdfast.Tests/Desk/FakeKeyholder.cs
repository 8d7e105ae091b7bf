using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Holdfast.Wire;
using Holdfast.Wire.Statements;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Holdfast.Tests.Desk;

/// <summary>
/// A keyholder for tests of the desk alone, over real gRPC: sessions are bound to real keys, statements to real
/// signatures and growing counters. What it answers is set by the test. It verifies no passkey: that is the keyholder's own.
/// </summary>
internal sealed class FakeKeyholder : IAsyncDisposable
{
    private readonly WebApplication _server;

    public FakeKeyholder(Func<long> nowMs)
    {
        State = new State(nowMs);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l => l.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(State);
        _server = builder.Build();
        _server.MapGrpcService<SignInService>();
        _server.MapGrpcService<OwnSignInService>();
        _server.MapGrpcService<DeskService>();
        _server.MapGrpcService<RequestService>();
        _server.MapGrpcService<StaffService>();
        _server.MapGrpcService<RosterService>();
        _server.MapGrpcService<ProvisioningService>();
        _server.MapGrpcService<AppsService>();
        _server.MapGrpcService<ConditionService>();
        _server.StartAsync().GetAwaiter().GetResult();
        Channel = GrpcChannel.ForAddress(_server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public State State { get; }

    public GrpcChannel Channel { get; }

    public Task Stop() => _server.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await _server.DisposeAsync();
    }
}

/// <summary>What the fake knows, and what it was asked.</summary>
internal sealed class State(Func<long> nowMs)
{
    public InstallationId Installation { get; } = InstallationId.New();

    public ConcurrentDictionary<string, PersonCard> Links { get; } = new();

    public ConcurrentDictionary<string, PersonCard> People { get; } = new();

    public ConcurrentDictionary<string, (PersonCard Person, ECDsa Key, long Counter)> Sessions { get; } = new();

    public List<DirectoryEntry> Patients { get; } = [];

    public List<Visit> Visits { get; } = [];

    public List<Visit> Team { get; } = [];

    public ConcurrentQueue<SessionStatement> Signed { get; } = new();

    public Why Refuse { get; set; }

    /// <summary>What is wrong with the members of whatever is asked for.</summary>
    public List<Flaw> Flaws { get; } = [];

    public AskableReply Askable { get; } = new();

    public List<Application> Applications { get; } = [];

    public List<DirectoryEntry> LikelyDuplicates { get; } = [];

    public int IdentitiesLeft { get; set; } = 118;

    public string LaunchUri { get; set; } = "http://records.localhost:5002/chart/";

    public List<OwnPasskey> Passkeys { get; } = [];

    public List<Notice> Notices { get; } = [];

    public bool SyncedRefused { get; set; }

    /// <summary>Schedules of services, as they arrived.</summary>
    public ConcurrentBag<string> Relayed { get; } = [];

    /// <summary>What provisioning sources asked.</summary>
    public ConcurrentBag<IMessage> Provisioned { get; } = [];

    public Why? ProvisioningRefusal { get; set; }

    public List<Suggestion> Suggested { get; } = [];

    /// <summary>Where the desk said that the last sign-in by password came from.</summary>
    public string PasswordSource { get; set; } = "";

    public string RpId { get; set; } = "desk.localhost";

    public long NowMs => nowMs();

    public Refusal? Refusal => Refuse == Why.Unspecified ? null : new Refusal { Why = Refuse };

    /// <summary>A session as a browser would have it, without the ceremony.</summary>
    public (string Session, ECDsa Key, PersonCard Person) SignIn(string name, string role)
    {
        var person = Person(name, role);
        var session = SessionId.New().ToString();
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Sessions[session] = (person, key, 0);
        return (session, key, person);
    }

    /// <summary>Staff who are not at work.</summary>
    public List<StaffMember> Away { get; } = [];

    public PersonCard Person(string name, string role)
    {
        var person = new PersonCard { Person = PersonId.New().ToBytes().ToByteString(), Name = name, Role = role };
        People[Hex(person.Person)] = person;
        return person;
    }

    /// <summary>The statement, when the session's key signed it and its counter is new; else why not.</summary>
    public (T? Statement, Refusal? Refusal) Check<T>(SignedStatement signed, string name) where T : SessionStatement
    {
        if (SignedStatements.Parse<T>(signed.Jws) is not { } parsed || parsed.Claimed.Statement != name) return No<T>(Why.Malformed);
        if (parsed.Claimed.Installation != Installation.ToString()) return No<T>(Why.WrongOrigin);
        if (!Sessions.TryGetValue(parsed.Claimed.Session, out var session)) return No<T>(Why.Unknown);
        if (!parsed.VerifiedBy(session.Key)) return No<T>(Why.BadSignature);
        if (parsed.Claimed.Counter <= session.Counter) return No<T>(Why.Replayed);
        Sessions[parsed.Claimed.Session] = session with { Counter = parsed.Claimed.Counter };
        Signed.Enqueue(parsed.Claimed);
        return Refusal is { } refusal ? (null, refusal) : (parsed.Claimed, null);
    }

    public static string Hex(ByteString bytes) => Convert.ToHexStringLower(bytes.Span);

    private static (T?, Refusal) No<T>(Why why) where T : class => (null, new Refusal { Why = why });
}

internal static class Bytes
{
    public static ByteString ToByteString(this byte[] bytes) => ByteString.CopyFrom(bytes);
}

internal sealed class RequestService(State state) : Approvals.ApprovalsBase
{
    public override Task<ProposeReply> Propose(SignedStatement request, ServerCallContext context) => Task.FromResult(
        state.Check<ProposeStatement>(request, "propose") is { Refusal: { } no } ? new ProposeReply { Refusal = new Refusal(no) { Flaws = { state.Flaws } } } : new ProposeReply { Request = ProposalId.New().ToByteString() });

    public override Task<AskableReply> Askable(SignedStatement request, ServerCallContext context) => Task.FromResult(
        state.Check<PlainStatement>(request, "askable") is { Refusal: { } no } ? new AskableReply { Refusal = no } : state.Askable);

    public override Task<ApplicationsReply> Applications(SignedStatement request, ServerCallContext context) => Task.FromResult(
        state.Check<PlainStatement>(request, "applications") is { Refusal: { } no } ? new ApplicationsReply { Refusal = no } : new ApplicationsReply { Applications = { state.Applications }, NowMs = state.NowMs });

    public override Task<WaitingExportsReply> WaitingExports(SignedStatement request, ServerCallContext context) => Task.FromResult(
        state.Check<PlainStatement>(request, "exports") is { Refusal: { } no } ? new WaitingExportsReply { Refusal = no } : new WaitingExportsReply { NowMs = state.NowMs });

    public override Task<AskedReply> Asked(SignedStatement request, ServerCallContext context) => Task.FromResult(
        state.Check<PlainStatement>(request, "asked") is { Refusal: { } no } ? new AskedReply { Refusal = no } : new AskedReply { NowMs = state.NowMs });
}

internal sealed class ConditionService(State state) : Condition.ConditionBase
{
    public override Task<AskReply> Ask(AskRequest request, ServerCallContext context) => Task.FromResult(new AskReply { State = "open", Version = "0.1.0", StartedMs = state.NowMs });
}

internal sealed class SignInService(State state) : Holdfast.Wire.SignIn.SignInBase
{
    public override Task<BeginEnrolmentReply> BeginEnrolment(BeginEnrolmentRequest request, ServerCallContext context)
    {
        if (!state.Links.TryGetValue(request.Link, out var person)) return Task.FromResult(new BeginEnrolmentReply { Refusal = new Refusal { Why = Why.Unknown } });
        return Task.FromResult(new BeginEnrolmentReply
        {
            Installation = state.Installation.ToBytes().ToByteString(),
            Nonce = RandomNumberGenerator.GetBytes(32).ToByteString(),
            ExpiryMs = state.NowMs + 300_000,
            Person = person,
            RpId = state.RpId,
            UserHandle = person.Person,
        });
    }

    public override Task<FinishEnrolmentReply> FinishEnrolment(FinishEnrolmentRequest request, ServerCallContext context)
    {
        if (!state.Links.TryRemove(request.Link, out var person) || StatementJson.Read<EnrolStatement>(request.Statement.Span)?.Person != State.Hex(person.Person))
            return Task.FromResult(new FinishEnrolmentReply { Refusal = new Refusal { Why = Why.Malformed } });
        state.People[State.Hex(person.Person)] = person;
        return Task.FromResult(new FinishEnrolmentReply { CredentialId = CredentialIn(request.AttestationObject.Span).ToByteString(), Person = person });
    }

    public override Task<BeginSignInReply> BeginSignIn(BeginSignInRequest request, ServerCallContext context) => Task.FromResult(new BeginSignInReply
    {
        Installation = state.Installation.ToBytes().ToByteString(),
        Nonce = RandomNumberGenerator.GetBytes(32).ToByteString(),
        ExpiryMs = state.NowMs + 300_000,
        RpId = state.RpId,
    });

    public override Task<FinishSignInReply> FinishSignIn(FinishSignInRequest request, ServerCallContext context)
    {
        var key = JsonWebKeys.Read(request.SessionKeyJwk);
        var statement = StatementJson.Read<SignInStatement>(request.Statement.Span);
        if (key is null || statement?.SessionKey != key.Thumbprint() || !state.People.TryGetValue(State.Hex(request.UserHandle), out var person))
            return Task.FromResult(new FinishSignInReply { Refusal = new Refusal { Why = Why.BadSignature } });
        var challenge = Base64Url.Encode(SHA256.HashData(request.Statement.Span));
        if (!request.ClientDataJson.ToStringUtf8().Contains($"\"challenge\":\"{challenge}\"", StringComparison.Ordinal))
            return Task.FromResult(new FinishSignInReply { Refusal = new Refusal { Why = Why.WrongOrigin } });
        var session = SessionId.New();
        state.Sessions[session.ToString()] = (person, key.Import(), 0);
        return Task.FromResult(new FinishSignInReply { Session = session.ToBytes().ToByteString(), Person = person, IdleSeconds = 900, OverallSeconds = 43_200, NowMs = state.NowMs });
    }

    /// <summary>One name, one password, one code.</summary>
    public override Task<FinishSignInReply> PasswordSignIn(PasswordSignInRequest request, ServerCallContext context)
    {
        state.PasswordSource = request.Source;
        return Task.FromResult(request is { Name: "ann", Code: "123456" } && request.Password.ToStringUtf8() == "tin otter"
            ? new FinishSignInReply { Session = SessionId.New().ToBytes().ToByteString(), Person = new PersonCard { Person = PersonId.New().ToByteString(), Name = "Ann Roy", Role = "nurse" } }
            : new FinishSignInReply { Refusal = new Refusal { Why = Why.NotSignedIn } });
    }

    public override Task<SignOutReply> SignOut(SignedStatement request, ServerCallContext context)
    {
        var (statement, refusal) = state.Check<PlainStatement>(request, "sign-out");
        if (statement is not null) state.Sessions.TryRemove(statement.Session, out _);
        return Task.FromResult(new SignOutReply { Refusal = refusal });
    }

    /// <summary>WebAuthn §6.1: authData is rpIdHash 32, flags 1, counter 4, AAGUID 16, length 2, then the credential id.</summary>
    private static byte[] CredentialIn(ReadOnlySpan<byte> attestation)
    {
        var at = attestation.IndexOf(Encoding.ASCII.GetBytes("authData"));
        var authData = attestation[(at + 8 + 2)..];
        if (attestation[at + 8] == 0x59) authData = attestation[(at + 8 + 3)..];
        var length = (authData[53] << 8) | authData[54];
        return authData.Slice(55, length).ToArray();
    }
}

/// <summary>Statements of the right kind, signed by a live session, are answered; nothing is kept.</summary>
internal sealed class OwnSignInService(State state) : OwnSignIn.OwnSignInBase
{
    public override Task<MySignInReply> MySignIn(SignedStatement request, ServerCallContext context)
    {
        var (asked, refusal) = state.Check<PlainStatement>(request, "my-sign-in");
        var reply = new MySignInReply { Refusal = refusal, NowMs = state.NowMs, MayAdd = true, SyncedRefused = state.SyncedRefused };
        if (asked is null) return Task.FromResult(reply);
        reply.Passkeys.AddRange(state.Passkeys);
        reply.Sessions.Add(new OwnSession { Id = ByteString.CopyFrom(Convert.FromHexString(asked.Session)), Origin = "desk", DeviceHint = "iPad · <b>Safari</b>", SinceMs = state.NowMs, LastUsedMs = state.NowMs, ThisSession = true });
        reply.Notices.AddRange(state.Notices);
        return Task.FromResult(reply);
    }

    public override Task<BeginSignInReply> BeginStepUp(BeginSignInRequest request, ServerCallContext context) => Task.FromResult(new BeginSignInReply
    {
        Installation = state.Installation.ToBytes().ToByteString(), Nonce = RandomNumberGenerator.GetBytes(32).ToByteString(), ExpiryMs = state.NowMs + 300_000, RpId = state.RpId,
    });

    public override Task<UnlockReply> Unlock(SignedStatement request, ServerCallContext context) =>
        Task.FromResult(new UnlockReply { Refusal = state.Check<ProvenStatement>(request, "unlock").Refusal, NowMs = state.NowMs });

    public override Task<BeginPasskeyReply> BeginPasskey(SignedStatement request, ServerCallContext context) =>
        Task.FromResult(new BeginPasskeyReply { Refusal = state.Check<ProvenStatement>(request, "begin-passkey").Refusal, Person = new PersonCard { Person = PersonId.New().ToByteString() } });

    public override Task<BeginPasswordReply> BeginPassword(SignedStatement request, ServerCallContext context)
    {
        var refusal = state.Check<ProvenStatement>(request, "begin-password").Refusal;
        return Task.FromResult(refusal is null
            ? new BeginPasswordReply { Ticket = "the.ticket", Secret = "GEZDGNBVGY3TQOJQ", Uri = "otpauth://totp/Riverbend:Ann%20Roy?secret=GEZDGNBVGY3TQOJQ&issuer=Riverbend" }
            : new BeginPasswordReply { Refusal = refusal });
    }

    public override Task<SetPasswordReply> SetPassword(SetPasswordRequest request, ServerCallContext context)
    {
        var reply = new SetPasswordReply { Refusal = state.Check<SetPasswordStatement>(new SignedStatement { Jws = request.Jws }, "set-password").Refusal };
        if (reply.Refusal is null) reply.RecoveryCodes.AddRange(["ABCD-EFGH-IJKL-MNOP", "QRST-UVWX-YZ23-4567"]);
        return Task.FromResult(reply);
    }

    public override Task<OwnSignInReply> RemovePassword(SignedStatement request, ServerCallContext context) => Done<ProvenStatement>(request, "remove-password");

    public override Task<OwnSignInReply> AddPasskey(SignedStatement request, ServerCallContext context) => Done<AddPasskeyStatement>(request, "add-passkey");

    public override Task<OwnSignInReply> RenamePasskey(SignedStatement request, ServerCallContext context) => Done<RenamePasskeyStatement>(request, "rename-passkey");

    public override Task<OwnSignInReply> RemovePasskey(SignedStatement request, ServerCallContext context) => Done<RemovePasskeyStatement>(request, "remove-passkey");

    public override Task<OwnSignInReply> EndSession(SignedStatement request, ServerCallContext context) => Done<EndSessionStatement>(request, "end-session");

    public override Task<OwnSignInReply> SignOutEverywhere(SignedStatement request, ServerCallContext context) => Done<PlainStatement>(request, "sign-out-everywhere");

    private Task<OwnSignInReply> Done<T>(SignedStatement request, string name) where T : SessionStatement =>
        Task.FromResult(new OwnSignInReply { Refusal = state.Check<T>(request, name).Refusal });
}

/// <summary>The chart application, and one application of somebody else without a key of its own.</summary>
internal sealed class AppsService : Apps.AppsBase
{
    public const string Other = "wound-camera";
    public const string OtherRedirect = "https://camera.example/done";

    public override Task<DescribeAppReply> Describe(DescribeAppRequest request, ServerCallContext context)
    {
        static DescribeAppReply No(Why why, string detail) => new() { Refusal = new Refusal { Why = why, Detail = detail } };
        var ours = request is { ClientId: "holdfast-chart", RedirectUri: DeskUnderTest.Records + "/chart/" };
        if (!ours && request is not { ClientId: Other, RedirectUri: OtherRedirect }) return Task.FromResult(No(Why.ClientUnknown, "not registered"));
        if (ours && request.DpopJkt.Length == 0) return Task.FromResult(No(Why.ProofRefused, "dpop_jkt is required"));
        if (request.Scope.Length == 0 || request.Scope.Contains('?')) return Task.FromResult(No(Why.ScopeRefused, "search parameters (?…) are not served"));
        if (request.Scope == "user/Patient.s") return Task.FromResult(new DescribeAppReply { Name = "Wound Camera <3", Scope = request.Scope, Bearer = request.DpopJkt.Length == 0, Search = true });
        return Task.FromResult(ours
            ? new DescribeAppReply { Name = "Holdfast chart", Scope = request.Scope }
            : new DescribeAppReply { Name = "Wound Camera <3", Scope = "openid patient/Observation.rs patient/DocumentReference.c", Bearer = request.DpopJkt.Length == 0 });
    }

    public override Task<ListAppsReply> List(ListAppsRequest request, ServerCallContext context)
    {
        var reply = new ListAppsReply();
        reply.Apps.Add(new LaunchableApp { ClientId = Other, Name = "Wound Camera <3", LaunchUri = "https://camera.example/launch" });
        return Task.FromResult(reply);
    }

    public override Task<IdTokenKeysReply> IdTokenKeys(IdTokenKeysRequest request, ServerCallContext context) =>
        Task.FromResult(new IdTokenKeysReply { Jwks = "{\"keys\":[]}" });
}

internal sealed class DeskService(State state) : DeskWork.DeskWorkBase
{
    public override Task<MyDayReply> MyDay(SignedStatement request, ServerCallContext context)
    {
        var (asked, refusal) = state.Check<MyDayStatement>(request, "my-day");
        var reply = new MyDayReply { Refusal = refusal, NowMs = state.NowMs };
        if (asked is null) return Task.FromResult(reply);
        reply.Visits.AddRange(state.Visits.Where(v => v.StartMs < asked.To && v.EndMs > asked.From));
        reply.Team.AddRange(state.Team);
        return Task.FromResult(reply);
    }

    public override Task<FindReply> Find(SignedStatement request, ServerCallContext context)
    {
        var (asked, refusal) = state.Check<FindStatement>(request, "find");
        var reply = new FindReply { Refusal = refusal };
        if (asked is null) return Task.FromResult(reply);
        reply.Found.AddRange(state.Patients.Where(p => asked.HealthNumber is { } number
            ? p.HealthNumber == number
            : $"{p.Family}, {p.Given}".StartsWith(asked.Name!, StringComparison.OrdinalIgnoreCase) && (asked.BirthDate is null || p.BirthDate == asked.BirthDate)));
        reply.Assigned.AddRange(reply.Found.Select(f => f.Chart).Where(c => state.Visits.Concat(state.Team).Any(v => v.Patient.Chart == c)));
        reply.IdentitiesLeft = state.IdentitiesLeft;
        return Task.FromResult(reply);
    }

    public override Task<AdmitReply> Admit(SignedStatement request, ServerCallContext context)
    {
        var (asked, refusal) = state.Check<AdmitStatement>(request, "admit");
        var reply = new AdmitReply { Refusal = refusal };
        if (asked is null) return Task.FromResult(reply);
        if (!asked.DuplicatesSeen && state.LikelyDuplicates.Count > 0)
        {
            reply.Refusal = new Refusal { Why = Why.Duplicate };
            reply.LikelyDuplicates.AddRange(state.LikelyDuplicates);
        }
        else
        {
            reply.Chart = ChartId.New().ToByteString();
        }

        return Task.FromResult(reply);
    }

    public override Task<StaffReply> Staff(SignedStatement request, ServerCallContext context)
    {
        var (asked, refusal) = state.Check<PlainStatement>(request, "staff");
        var reply = new StaffReply { Refusal = refusal };
        if (asked is not null)
        {
            reply.People.AddRange(state.People.Values);
            reply.Members.AddRange(state.People.Values.Select(person => new StaffMember { Card = person, Standing = "working" }).Concat(state.Away));
        }

        return Task.FromResult(reply);
    }

    public override Task<AssignReply> Assign(SignedStatement request, ServerCallContext context)
    {
        var (asked, refusal) = state.Check<AssignStatement>(request, "assign");
        return Task.FromResult(new AssignReply { Refusal = refusal, Assigned = asked?.Items.Length ?? 0 });
    }

    public override Task<LaunchReply> Launch(SignedStatement request, ServerCallContext context)
    {
        var (asked, refusal) = state.Check<LaunchStatement>(request, "launch");
        return Task.FromResult(asked is null
            ? new LaunchReply { Refusal = refusal }
            : new LaunchReply { Launch = Base64Url.Encode(RandomNumberGenerator.GetBytes(16)), ExpiryMs = state.NowMs + 60_000, LaunchUri = state.LaunchUri });
    }

    public override Task<OpenReply> Open(SignedStatement request, ServerCallContext context)
    {
        var (asked, refusal) = state.Check<OpenStatement>(request, "open");
        return Task.FromResult(asked is null
            ? new OpenReply { Refusal = refusal }
            : new OpenReply { Code = Base64Url.Encode(RandomNumberGenerator.GetBytes(32)), ExpiryMs = state.NowMs + 60_000, ChartsLeft = 31 });
    }

    public override Task<OpenReply> OpenSearch(SignedStatement request, ServerCallContext context)
    {
        var (asked, refusal) = state.Check<OpenSearchStatement>(request, "open-search");
        return Task.FromResult(asked is null ? new OpenReply { Refusal = refusal } : new OpenReply { Code = Base64Url.Encode(RandomNumberGenerator.GetBytes(32)), ExpiryMs = state.NowMs + 60_000 });
    }
}

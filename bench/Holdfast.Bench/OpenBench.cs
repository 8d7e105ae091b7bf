using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Holdfast.Cli.Installation;
using Holdfast.Cli.Running;
using Holdfast.Drill.Clients;
using Holdfast.Keyholder.Running;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;
using EnrolmentLink = Holdfast.Cli.Installation.EnrolmentLink;

namespace Holdfast.Bench;

/// <summary>
/// An opening as the keyholder sees it: "open" (signature, decision, entry on the disk, code) and "redeem" (PKCE, DPoP,
/// entry on the disk, subkeys), timed together, without the click's "launch" and without what the browser spends on its
/// own signatures. Measured with the operations in this process, then over mutual TLS against the keyholder's own
/// process; the disk's own append and fsync before and after. Callers, keyholder and witness share this machine.
/// </summary>
internal static class OpenBench
{
    private const int Nurses = 16;
    private const int SessionsEach = 4;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(6);

    public static async Task Run(string parent)
    {
        Programs.Folder = Programs.OfCheckout(AppContext.BaseDirectory);
        var folder = Path.Combine(parent, $"holdfast-bench-{Environment.ProcessId}");
        Directory.CreateDirectory(folder);
        try
        {
            await InProcess(Path.Combine(folder, "direct"));
            await OverTheWire(Path.Combine(folder, "wire"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task InProcess(string data)
    {
        var (addresses, links) = await Make(data);
        await using var watch = RoleProcess.Start("watch", "Holdfast.Watch", ["run", Path.Combine(data, "watch")], _ => { });
        using var tls = InternalTls.Load(Path.Combine(data, "keyholder"));
        await using var role = await KeyholderRole.Start(Path.Combine(data, "keyholder"), TimeProvider.System, tls.ClientHandler(InternalTls.Watch));
        await role.Working;
        await Measure("open, in process", data, addresses, links, KeyholderCalls.Direct(role.Operations));
    }

    private static async Task OverTheWire(string data)
    {
        var (addresses, links) = await Make(data);
        await using var running = await RunningInstallation.Start(data, _ => { }, CancellationToken.None, "watch", "keyholder");
        using var deskTls = InternalTls.Load(Path.Combine(data, "desk"));
        using var recordsTls = InternalTls.Load(Path.Combine(data, "records"));
        using var desk = deskTls.ConnectToKeyholder(RoleSettings.Load(Path.Combine(data, "desk"), "desk"));
        using var records = recordsTls.ConnectToKeyholder(RoleSettings.Load(Path.Combine(data, "records"), "records"));
        await Measure("open, over mutual TLS", data, addresses, links, KeyholderCalls.Remote(desk, records));
    }

    private static async Task Measure(string name, string data, Addresses addresses, IReadOnlyList<EnrolmentLink> links, KeyholderCalls calls)
    {
        Console.WriteLine(ClosedLoop.Disk(data, 1024));
        var people = new List<OpenCaller>();
        var coordinator = (await OpenCaller.SignIn(calls, addresses, links.Single(l => l.Role == "coordinator"), 1))[0];
        foreach (var link in links.Where(l => l.Role == "nurse"))
        {
            var sessions = await OpenCaller.SignIn(calls, addresses, link, SessionsEach);
            var chart = await coordinator.Admit(link.Person, people.Count);
            foreach (var session in sessions) session.Chart = chart;
            people.AddRange(sessions);
        }

        var node = await calls.StartNode(new StartNodeRequest { Version = "bench" });
        foreach (var caller in people) caller.Instance = node.Instance;
        // A session may sign 200 statements a second, so a single caller takes turns with all of them.
        var turn = 0;
        await ClosedLoop.Run("", 64, TimeSpan.FromSeconds(2), (caller, latencies) => people[caller].Open(latencies));
        Console.WriteLine(await ClosedLoop.Run(name, 1, Duration, (_, latencies) => people[turn++ % people.Count].Open(latencies)));
        Console.WriteLine(await ClosedLoop.Run(name, 16, Duration, (caller, latencies) => people[caller * SessionsEach + Random(SessionsEach)].Open(latencies)));
        Console.WriteLine(await ClosedLoop.Run(name, 64, Duration, (caller, latencies) => people[caller].Open(latencies)));
        Console.WriteLine(ClosedLoop.Disk(data, 1024));
    }

    private static int Random(int below) => RandomNumberGenerator.GetInt32(below);

    private static async Task<(Addresses Addresses, IReadOnlyList<EnrolmentLink> Links)> Make(string data)
    {
        var addresses = Addresses.Choose(null, null, null, 0);
        var members = Enumerable.Range(1, Nurses).Select(i => new { name = $"Nurse {i}", role = "nurse" }).Append(new { name = "Coordinator", role = "coordinator" });
        var made = await InitVerb.Create(data, addresses, "Bench", "en", "", JsonSerializer.Serialize(members), CancellationToken.None);
        return (addresses, made.Links);
    }
}

/// <summary>One session of one person, with the browser's key and the chart application's.</summary>
internal sealed class OpenCaller(KeyholderCalls calls, Addresses addresses, string installation, string session, ECDsa sessionKey)
{
    private const string Client = "holdfast-chart";
    private readonly ECDsa _clientKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly SemaphoreSlim _one = new(1, 1);
    private long _counter;

    public string Chart { get; set; } = "";

    public ByteString Instance { get; set; } = ByteString.Empty;

    public static async Task<IReadOnlyList<OpenCaller>> SignIn(KeyholderCalls calls, Addresses addresses, EnrolmentLink link, int sessions)
    {
        var secret = link.Link[(link.Link.IndexOf('#') + 1)..];
        var begun = await calls.BeginEnrolment(new BeginEnrolmentRequest { Link = secret });
        var installation = InstallationId.From(begun.Installation).ToString();
        var passkey = new SoftwarePasskey(begun.RpId, begun.UserHandle.Span);
        var statement = StatementJson.Write(new EnrolStatement("enrol", installation, link.Person, Base64Url.Encode(begun.Nonce.Span), begun.ExpiryMs));
        var attestation = passkey.Create(addresses.Desk, SHA256.HashData(statement));
        var enrolled = await calls.FinishEnrolment(new FinishEnrolmentRequest
        {
            Link = secret, Statement = ByteString.CopyFrom(statement), AttestationObject = ByteString.CopyFrom(attestation.AttestationObject),
            ClientDataJson = ByteString.CopyFrom(attestation.ClientDataJson), Label = "bench",
        });
        Require(enrolled.Refusal);
        var all = new List<OpenCaller>();
        for (var i = 0; i < sessions; i++) all.Add(await SignIn(calls, addresses, installation, passkey));
        return all;
    }

    public async Task<string> Admit(string assignTo, int index)
    {
        var fields = new DirectoryFields($"Bench{(char)('a' + index % 26)}{(char)('a' + index / 26)}", "Given", "1950-01-01", "female", "", "", "", "", "", "", "", "en");
        var reply = await calls.Admit(Sign(new AdmitStatement { Statement = "admit", Installation = installation, Session = session, Counter = ++_counter, Directory = fields, AssignTo = assignTo, DuplicatesSeen = true }));
        Require(reply.Refusal);
        return ChartId.From(reply.Chart).ToString();
    }

    /// <summary>One opening. Timed: the calls open and redeem.</summary>
    public async Task Open(Latencies latencies)
    {
        await _one.WaitAsync();
        try
        {
            var launched = await calls.Launch(Sign(new LaunchStatement { Statement = "launch", Installation = installation, Session = session, Counter = ++_counter, Chart = Chart, Client = Client }));
            Require(launched.Refusal);
            var verifier = Base64Url.Encode(RandomNumberGenerator.GetBytes(32));
            var open = Sign(new OpenStatement
            {
                Statement = "open", Installation = installation, Session = session, Counter = ++_counter, Launch = launched.Launch, Chart = Chart, Purpose = "TREAT", Reason = null,
                Client = Client, RedirectUri = $"{addresses.Records}/chart/", Scope = "launch patient/*.cruds",
                CodeChallenge = Base64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))), DpopJkt = PublicKeyP256.Of(_clientKey).Thumbprint(),
            });
            var proof = DpopProofs.Make(_clientKey, "POST", $"{addresses.Records}/token", null, TimeProvider.System.GetUtcNow());
            var at = Stopwatch.GetTimestamp();
            var opened = await calls.Open(open);
            Require(opened.Refusal);
            var redeemed = await calls.Redeem(new RedeemRequest { Instance = Instance, Code = opened.Code, CodeVerifier = verifier, ClientId = Client, RedirectUri = $"{addresses.Records}/chart/", DpopProof = proof });
            Require(redeemed.Refusal);
            latencies.Add(at);
        }
        finally
        {
            _one.Release();
        }
    }

    private static async Task<OpenCaller> SignIn(KeyholderCalls calls, Addresses addresses, string installation, SoftwarePasskey passkey)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var jwk = PublicKeyP256.Of(key);
        var begun = await calls.BeginSignIn(new BeginSignInRequest());
        var statement = StatementJson.Write(new SignInStatement("sign-in", installation, null, null, jwk.Thumbprint(), Base64Url.Encode(begun.Nonce.Span), begun.ExpiryMs));
        var assertion = passkey.Get(addresses.Desk, SHA256.HashData(statement));
        var reply = await calls.FinishSignIn(new FinishSignInRequest
        {
            Statement = ByteString.CopyFrom(statement), SessionKeyJwk = jwk.ToJwk(), CredentialId = ByteString.CopyFrom(passkey.CredentialId),
            AuthenticatorData = ByteString.CopyFrom(assertion.AuthenticatorData), ClientDataJson = ByteString.CopyFrom(assertion.ClientDataJson),
            Signature = ByteString.CopyFrom(assertion.Signature), UserHandle = ByteString.CopyFrom(passkey.UserHandle),
        });
        Require(reply.Refusal);
        return new OpenCaller(calls, addresses, installation, SessionId.From(reply.Session).ToString(), key);
    }

    private SignedStatement Sign<T>(T statement) where T : SessionStatement => new() { Jws = SignedStatements.Sign(statement, sessionKey) };

    private static void Require(Refusal? refusal)
    {
        if (refusal is not null) throw new InvalidOperationException($"Refused: {refusal.Why} {refusal.Detail}");
    }
}

using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Grpc.Core;
using Holdfast.Cli.Installation;
using Holdfast.Drill.Clients;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.SystemTests.Keyholder;

/// <summary>kill -9 of the real keyholder under load: every admission that was answered is there after it, verify passes, the session goes on.</summary>
public sealed class KilledKeyholderTests : IAsyncLifetime
{
    private const int Kills = 4;
    private const int Admitting = 8;

    private readonly string _data = Directory.CreateTempSubdirectory("holdfast-killed-").FullName;
    private readonly List<Process> _running = [];
    private readonly List<string> _answered = [];
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private InternalTls _tls = null!;
    private RoleSettings _settings = null!;
    private string _session = "";
    private long _counter;
    private int _patient;

    private static string Program(string name) => typeof(KilledKeyholderTests).Assembly.Location.Replace("Holdfast.SystemTests.dll", $"{name}.dll", StringComparison.Ordinal);

    public ValueTask InitializeAsync()
    {
        var addresses = Addresses.Choose(null, null, null, 0);
        var installation = InstallationId.New().ToString();
        using (var authority = Authority.Create(Path.Combine(_data, "authority"), installation, TimeProvider.System))
            foreach (var role in new[] { "keyholder", "watch", "desk" })
            {
                var folder = Directory.CreateDirectory(Path.Combine(_data, role)).FullName;
                addresses.SettingsOf(installation, role, "en", "", "Provider").Save(folder);
                authority.Issue(new CallerIdentity(role, $"{role}-1"), folder);
            }

        _tls = InternalTls.Load(Path.Combine(_data, "desk"));
        _settings = RoleSettings.Load(Path.Combine(_data, "desk"), "desk");
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        foreach (var process in _running)
        {
            if (!process.HasExited) process.Kill();
            process.WaitForExit();
        }

        _tls.Dispose();
        _key.Dispose();
        Directory.Delete(_data, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Everything_answered_before_a_kill_is_there_after_it()
    {
        await File.WriteAllTextAsync(Path.Combine(_data, "keyholder", "witness.vkey"), Said("Holdfast.Watch", "init", "watch").GetProperty("witnessVkey").GetString());
        await File.WriteAllTextAsync(Path.Combine(_data, "staff.json"), """[{"name":"Ann Roy","role":"coordinator"}]""");
        var lines = End(Start("Holdfast.Keyholder", "init", "keyholder", "--staff", Path.Combine(_data, "staff.json"))).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await File.WriteAllTextAsync(Path.Combine(_data, "watch", "log.vkey"), JsonDocument.Parse(lines[0]).RootElement.GetProperty("logVkey").GetString());
        var link = JsonDocument.Parse(lines[1]).RootElement.GetProperty("link").GetString()!.Split('#')[1];
        Start("Holdfast.Watch", "run", "watch");

        for (var kill = 0; kill <= Kills; kill++)
        {
            var keyholder = Start("Holdfast.Keyholder", "run", "keyholder");
            using var channel = _tls.ConnectToKeyholder(_settings);
            await Works(channel);
            if (kill == 0) await SignIn(new SignIn.SignInClient(channel), link);
            var desk = new DeskWork.DeskWorkClient(channel);
            await EveryoneIsThere(desk);
            using var life = new CancellationTokenSource();
            var before = _answered.Count;
            var work = Task.WhenAll(Enumerable.Range(0, Admitting).Select(_ => AdmitUntil(desk, life.Token)));
            await Task.Delay(RandomNumberGenerator.GetInt32(300, 1200));
            keyholder.Kill(); // SIGKILL
            await keyholder.WaitForExitAsync();
            await life.CancelAsync();
            await work;
            Assert.True(_answered.Count > before, "Nothing was answered between two kills.");
            Assert.Contains("entries", End(Start("Holdfast.Keyholder", "verify", "keyholder", "--json")), StringComparison.Ordinal);
        }
    }

    private async Task AdmitUntil(DeskWork.DeskWorkClient desk, CancellationToken end)
    {
        try
        {
            while (!end.IsCancellationRequested)
            {
                var family = $"Patient {Letters(Interlocked.Increment(ref _patient))}";
                var reply = await desk.AdmitAsync(new SignedStatement { Jws = Sign("admit", new AdmitStatement { Directory = Fields(family), AssignTo = Person, DuplicatesSeen = true }) }, cancellationToken: end);
                if (reply.Refusal?.Why == Why.Replayed) continue; // the next counter of the same session was faster
                if (reply.Refusal?.Why == Why.TooLarge) await Task.Delay(50, CancellationToken.None); // no person signs this fast
                if (reply.Refusal?.Why == Why.TooLarge) continue;
                Assert.Null(reply.Refusal);
                lock (_answered) _answered.Add(ChartId.From(reply.Chart).ToString());
            }
        }
        catch (RpcException)
        {
            // Killed: what was not answered may be there or not.
        }
    }

    private async Task EveryoneIsThere(DeskWork.DeskWorkClient desk)
    {
        var day = await desk.MyDayAsync(new SignedStatement { Jws = Sign("my-day", new MyDayStatement { From = 0, To = 1 }) });
        Assert.Null(day.Refusal);
        var there = day.Team.Select(place => ChartId.From(place.Patient.Chart).ToString()).ToHashSet();
        Assert.True(there.Count >= 300 || _answered.TrueForAll(there.Contains), "An admission that was answered is gone."); // a day shows 300 at most
        foreach (var chart in _answered.TakeLast(20))
            Assert.Null((await desk.LaunchAsync(new SignedStatement { Jws = Sign("launch", new LaunchStatement { Chart = chart, Client = "holdfast-chart" }) })).Refusal);
    }

    private string Person { get; set; } = "";

    private async Task SignIn(SignIn.SignInClient client, string link)
    {
        var begun = await client.BeginEnrolmentAsync(new BeginEnrolmentRequest { Link = link });
        Person = PersonId.From(begun.Person.Person).ToString();
        using var passkey = new SoftwarePasskey(begun.RpId, begun.UserHandle.Span);
        var enrol = StatementJson.Write(new EnrolStatement("enrol", _settings.Installation, Person, Base64Url.Encode(begun.Nonce.Span), begun.ExpiryMs));
        var made = passkey.Create(_settings.DeskOrigin, SHA256.HashData(enrol));
        Assert.Null((await client.FinishEnrolmentAsync(new FinishEnrolmentRequest
        {
            Link = link,
            Statement = ByteString.CopyFrom(enrol),
            AttestationObject = ByteString.CopyFrom(made.AttestationObject),
            ClientDataJson = ByteString.CopyFrom(made.ClientDataJson),
            Label = "key",
        })).Refusal);
        var signing = await client.BeginSignInAsync(new BeginSignInRequest());
        var key = PublicKeyP256.Of(_key);
        var statement = StatementJson.Write(new SignInStatement("sign-in", _settings.Installation, null, null, key.Thumbprint(), Base64Url.Encode(signing.Nonce.Span), signing.ExpiryMs));
        var signed = passkey.Get(_settings.DeskOrigin, SHA256.HashData(statement));
        var reply = await client.FinishSignInAsync(new FinishSignInRequest
        {
            Statement = ByteString.CopyFrom(statement),
            SessionKeyJwk = key.ToJwk(),
            CredentialId = ByteString.CopyFrom(passkey.CredentialId),
            AuthenticatorData = ByteString.CopyFrom(signed.AuthenticatorData),
            ClientDataJson = ByteString.CopyFrom(signed.ClientDataJson),
            Signature = ByteString.CopyFrom(signed.Signature),
        });
        Assert.Null(reply.Refusal);
        _session = SessionId.From(reply.Session).ToString();
    }

    private string Sign<T>(string name, T statement) where T : SessionStatement
    {
        lock (_key) return SignedStatements.Sign(statement with { Statement = name, Installation = _settings.Installation, Session = _session, Counter = ++_counter }, _key);
    }

    private static async Task Works(ChannelBase channel)
    {
        var client = new Condition.ConditionClient(channel);
        for (var i = 0; i < 300; i++)
        {
            try
            {
                if ((await client.AskAsync(new AskRequest())).State == "open") return;
            }
            catch (RpcException)
            {
                // Not listening yet.
            }

            await Task.Delay(100);
        }

        Assert.Fail("The keyholder did not come up within 30 seconds.");
    }

    private JsonElement Said(string program, string verb, string folder) => JsonDocument.Parse(End(Start(program, verb, folder))).RootElement;

    private Process Start(string program, string verb, string folder, params string[] rest)
    {
        var start = new ProcessStartInfo("dotnet", [Program(program), verb, Path.Combine(_data, folder), .. rest]) { RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start)!;
        _running.Add(process);
        if (verb == "run") _ = process.StandardError.ReadToEndAsync();
        return process;
    }

    private static string End(Process process)
    {
        var errors = process.StandardError.ReadToEndAsync();
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        return text;
    }

    private static string Letters(int number)
    {
        var text = new StringBuilder();
        for (; number > 0; number /= 26) text.Append((char)('a' + number % 26));
        return text.ToString();
    }

    private static DirectoryFields Fields(string family) => new(family, "Marie", "", "female", "", "", "", "", "", "", "", "fr");
}

using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Holdfast.Cli.Installation;
using Holdfast.Cli.Running;
using Holdfast.Drill.Clients;
using Holdfast.Wire;
using Holdfast.Wire.Statements;
using EnrolmentLink = Holdfast.Drill.Clients.EnrolmentLink;

namespace Holdfast.Bench.Fhir;

/// <summary>
/// An installation of the shipped programs: 500 imported patients, sixteen nurses who have four of their charts open each
/// (one of them a fifth), and a backend service that two people let read all 500.
/// </summary>
internal sealed class SealedServer(RunningInstallation running, FhirServer server) : IAsyncDisposable
{
    public const string Name = "sealed and logged";
    private const int Nurses = 16;
    private const string Service = "bench";

    public FhirServer Server => server;

    public static async Task<SealedServer> Start(string folder)
    {
        var data = Path.Combine(folder, "data");
        Directory.CreateDirectory(folder);
        var addresses = Addresses.Choose(null, null, null, 0);
        var members = Enumerable.Range(1, Nurses).Select(i => new { name = $"Nurse {i}", role = "nurse", approver = false })
            .Append(new { name = "Coordinator", role = "coordinator", approver = false }).Append(new { name = "Officer", role = "privacy-officer", approver = true }).Append(new { name = "Other officer", role = "privacy-officer", approver = true });
        var made = await InitVerb.Create(data, addresses, "Bench", "en", "", JsonSerializer.Serialize(members), CancellationToken.None);
        var linksFile = Path.Combine(folder, "links.jsonl");
        await File.WriteAllLinesAsync(linksFile, made.Links.Select(link => link.Json));
        var links = EnrolmentLink.ReadAll(linksFile);
        var patients = Path.Combine(folder, "Patient.ndjson");
        await File.WriteAllLinesAsync(patients, Enumerable.Range(0, BenchCharts.Patients).Select(PatientLine));
        await using (await RunningInstallation.Start(data, _ => { }, CancellationToken.None, "watch", "keyholder"))
            await Programs.Run("Holdfast.Records", ImportVerb.WorkerArguments(data, [patients], ["--json"]), quiet: true, CancellationToken.None);

        var running = await RunningInstallation.Start(data, Console.Error.WriteLine, CancellationToken.None);
        try
        {
            var web = LocalWeb.Client();
            var charts = await OpenCharts(web, addresses, links);
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
            await Register(web, links, key);
            var all = await FhirServer.ServiceToken(web, addresses.Records, Assertion(key, addresses.Records));
            var server = new FhirServer(
                Name, $"{addresses.Records}/fhir", web, charts[..BenchCharts.Many], charts[BenchCharts.Many], all, Records.BenchPatients.HealthNumber, BenchCharts.Patients,
                [.. running.Roles.Select(role => Process.GetProcessById(role.ProcessId))]);
            await BenchCharts.Fill(server);
            return new SealedServer(running, server);
        }
        catch
        {
            await running.DisposeAsync();
            throw;
        }
    }

    /// <summary>One patient as another system exports them.</summary>
    public static string PatientLine(int number) =>
        $$"""{"resourceType":"Patient","id":"p{{number}}","identifier":[{"use":"official","system":"{{Records.BenchPatients.System}}","value":"{{Records.BenchPatients.HealthNumber(number)}}"}],"name":[{"family":"Tremblay-{{number}}","given":["Aimée"]}],"gender":"female","birthDate":"1941-03-09"}""";

    /// <summary>A coordinator gives each nurse her patients; the nurses open them.</summary>
    private static async Task<Access[]> OpenCharts(HttpClient web, Addresses addresses, IReadOnlyList<EnrolmentLink> links)
    {
        var nurses = links.Where(link => link.Role == "nurse").ToList();
        var now = TimeProvider.System.GetUtcNow();
        using (var coordinator = await SignedIn(web, links.First(link => link.Role == "coordinator")))
        {
            var visits = Enumerable.Range(0, BenchCharts.Many + 1).Select(i => new AssignmentItem(
                nurses[i % Nurses].Person, null, Records.BenchPatients.HealthNumber(i), "visit", now.AddHours(-1).ToUnixTimeMilliseconds(), now.AddHours(8).ToUnixTimeMilliseconds()));
            (await coordinator.Assign([.. visits])).Need("enter the schedule");
        }

        var opened = new List<Access>();
        foreach (var link in nurses)
        {
            using var nurse = await SignedIn(web, link);
            var day = (await nurse.MyDay(now.AddHours(-12).ToUnixTimeMilliseconds(), now.AddHours(24).ToUnixTimeMilliseconds())).Need("see My day");
            foreach (var visit in day.GetProperty("visits").EnumerateArray()) opened.Add(await Open(web, addresses, nurse, Answer.Text(visit.GetProperty("patient"), "chart")));
        }

        return [.. opened];
    }

    private static async Task<Access> Open(HttpClient web, Addresses addresses, StaffClient nurse, string chart)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var verifier = Pkce.NewVerifier();
        var launch = Answer.Text((await nurse.Launch(chart, SmartClient.ChartApplication)).Need("launch"), "launch");
        var code = Answer.Text((await nurse.Open(new OpenStatement
        {
            Launch = launch, Chart = chart, Purpose = "TREAT", Client = SmartClient.ChartApplication, RedirectUri = $"{addresses.Records}/chart/", Scope = SmartClient.Scope,
            CodeChallenge = Pkce.Challenge(verifier), DpopJkt = PublicKeyP256.Of(key).Thumbprint(),
        })).Need("open"), "code");
        return await FhirServer.Redeem(web, addresses.Records, code, verifier, key);
    }

    private static async Task<StaffClient> SignedIn(HttpClient web, EnrolmentLink link)
    {
        using var passkey = await StaffClient.Enrol(web, link);
        var client = new StaffClient(link.Origin, web);
        (await client.SignIn(passkey)).Need($"sign a {link.Role} in");
        return client;
    }

    /// <summary>One officer asks for the service, the other approves it.</summary>
    private static async Task Register(HttpClient web, IReadOnlyList<EnrolmentLink> links, ECDsa key)
    {
        var officers = links.Where(link => link.Role == "privacy-officer").ToList();
        var point = key.ExportParameters(false).Q;
        var keys = JsonSerializer.SerializeToElement(new { keys = new[] { new { kty = "EC", crv = "P-384", kid = "k1", x = Base64Url.Encode(point.X), y = Base64Url.Encode(point.Y) } } });
        using var asker = await SignedIn(web, officers[0]);
        var request = new ClientRequest(
            Service, "Bench", "service", [], "", "system/*.rs", "dpop", keys, false, "read-set", [.. Enumerable.Range(0, BenchCharts.Patients).Select(Records.BenchPatients.HealthNumber)],
            TimeProvider.System.GetUtcNow().AddDays(1).ToUnixTimeMilliseconds());
        var asked = (await asker.Propose("register-client", request)).Need("ask for the service").GetProperty("request").GetString()!;
        using var passkey = await StaffClient.Enrol(web, officers[1]);
        using var approver = new StaffClient(officers[1].Origin, web);
        (await approver.SignIn(passkey)).Need("sign the approver in");
        (await approver.Approve(passkey, asked)).Need("approve the service");
    }

    private static string Assertion(ECDsa key, string records)
    {
        var now = TimeProvider.System.GetUtcNow();
        var header = """{"alg":"ES384","kid":"k1","typ":"JWT"}""";
        var claims = JsonSerializer.SerializeToUtf8Bytes(new
        {
            iss = Service, sub = Service, aud = $"{records}/token", jti = Guid.CreateVersion7().ToString(), iat = now.ToUnixTimeSeconds(), exp = now.AddMinutes(4).ToUnixTimeSeconds(),
        });
        var signed = $"{Base64Url.Encode(Encoding.UTF8.GetBytes(header))}.{Base64Url.Encode(claims)}";
        return $"{signed}.{Base64Url.Encode(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA384, DSASignatureFormat.IeeeP1363FixedFieldConcatenation))}";
    }

    public async ValueTask DisposeAsync()
    {
        server.Web.Dispose();
        await running.DisposeAsync();
    }
}

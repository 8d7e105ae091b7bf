using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Holdfast.Drill.Clients;
using Holdfast.Keyholder.Exports;
using Holdfast.Tests.Everything;
using Holdfast.Tests.Keyholder.Running;
using Holdfast.Wire.Statements;

namespace Holdfast.SystemTests.Export;

/// <summary>The real worker process, killed with SIGKILL again and again; and Debian's age, which we did not write, opens what comes out.</summary>
public sealed class KilledExportTests : IAsyncLifetime
{
    private const int Patients = 30;

    private readonly string _aside = Directory.CreateTempSubdirectory("holdfast-export-").FullName;
    private readonly List<string> _patients = [];
    private RunningProvider _provider = null!;
    private Process? _worker;

    public async ValueTask InitializeAsync() => _provider = await RunningProvider.Start();

    public async ValueTask DisposeAsync()
    {
        if (_worker is { HasExited: false }) _worker.Kill();
        _worker?.WaitForExit();
        await _provider.DisposeAsync();
        Directory.Delete(_aside, recursive: true);
    }

    private static string Number(int patient)
    {
        // Ten digits with the check digit of Luhn's algorithm, as Ontario's have.
        var nine = $"90000{patient:0000}";
        var sum = nine.Select((digit, place) => (Digit: digit - '0', Doubled: place % 2 == 0)).Sum(d => d.Doubled ? d.Digit * 2 / 10 + d.Digit * 2 % 10 : d.Digit);
        return $"{nine}{(10 - sum % 10) % 10}";
    }

    private async Task Fill()
    {
        using var nurse = await _provider.SignIn("nurse");
        using var coordinator = await _provider.SignIn("coordinator");
        for (var i = 0; i < Patients; i++)
        {
            var chart = (await coordinator.Post("/admit", new AdmitStatement { Directory = TestKeyholder.Patient($"Patient{(char)('A' + i % 26)}", Number(i)), AssignTo = nurse.Person, DuplicatesSeen = true }, "admit")).Need("admit").GetProperty("chart").GetString()!;
            using var client = new SmartClient(TestKeyholder.RecordsOrigin, _provider.Web, TimeProvider.System);
            var launched = (await nurse.Launch(chart, SmartClient.ChartApplication)).Need("launch");
            (await client.Redeem(Answer.Text((await nurse.Open(client.Ask(Answer.Text(launched, "launch"), chart, "TREAT", null))).Need("open"), "code"))).Need("redeem");
            _patients.Add(client.Patient);
        }
    }

    private void StartWorker()
    {
        var program = typeof(KilledExportTests).Assembly.Location.Replace("Holdfast.SystemTests.dll", "Holdfast.Records.dll", StringComparison.Ordinal);
        _worker = Process.Start(new ProcessStartInfo("dotnet", [program, "export", _provider["export"], "--store", _provider["records"]]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _worker.BeginErrorReadLine();
        _worker.BeginOutputReadLine();
    }

    private async Task KillWhen(Func<ExportRow, bool> so)
    {
        StartWorker();
        for (var i = 0; i < 60_000 && !so(_provider.Keyholder.Role.State.Tables.Exports.Rows.Single()); i++) await Task.Delay(1);
        Assert.True(so(_provider.Keyholder.Role.State.Tables.Exports.Rows.Single()));
        _worker!.Kill(); // SIGKILL
        await _worker.WaitForExitAsync();
    }

    [Fact]
    public async Task An_export_whose_worker_is_killed_again_and_again_has_each_chart_once_and_age_opens_it()
    {
        await Fill();
        var (officer, second) = (await _provider.Keyholder.SignIn("privacy-officer"), await _provider.Keyholder.SignIn("privacy-officer"));
        var lab = await TestApp.Register(_provider.Keyholder, TestApp.Service(_provider.Keyholder, "read-set", [.. Enumerable.Range(0, Patients).Select(Number)]));
        var token = await Token(lab);
        using var kickOff = await Send(token, "Patient/$export", "respond-async");
        Assert.Equal(202, (int)kickOff.StatusCode);
        var address = kickOff.Content.Headers.ContentLocation!.ToString();

        var (identity, recipient) = (Path.Combine(_aside, "identity.txt"), "");
        (_, _, var made) = await DemoProvider.Run(new ProcessStartInfo("age-keygen", ["-o", identity]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true });
        recipient = made.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[^1];
        await TestKeyholder.Done(officer, second, "export", new ExportProposal(address[(address.LastIndexOf('/') + 1)..], recipient, TimeProvider.System.GetUtcNow().AddDays(1).ToUnixTimeMilliseconds(), "the yearly report to the ministry"));

        await KillWhen(row => row.Released >= 3);
        await KillWhen(row => row.Released >= 20);
        await KillWhen(row => row.Done >= 25);
        await KillWhen(row => row.State == ExportState.Finished);

        using var manifest = await Send(token, address);
        var files = JsonNode.Parse(await manifest.Content.ReadAsStringAsync())!["output"]!.AsArray();
        Assert.Equal(2, files.Count); // two segments, of patients
        var found = new List<string>();
        foreach (var file in files)
        {
            var path = Path.Combine(_aside, "fetched.age");
            using (var fetched = await Send(token, (string)file!["url"]!)) await File.WriteAllBytesAsync(path, await fetched.Content.ReadAsByteArrayAsync());
            var (code, lines, errors) = await DemoProvider.Run(new ProcessStartInfo("age", ["--decrypt", "--identity", identity, path]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true });
            Assert.True(code == 0, errors);
            found.AddRange(lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => (string)JsonNode.Parse(line)!["id"]!));
            await DemoProvider.Run(new ProcessStartInfo("age-keygen", ["-o", path + ".other"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true });
            Assert.NotEqual(0, (await DemoProvider.Run(new ProcessStartInfo("age", ["--decrypt", "--identity", path + ".other", path]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })).Code);
            File.Delete(path + ".other");
        }

        Assert.Equal(_patients.Order(), found.Order());
        Assert.All(Directory.EnumerateFiles(Path.Combine(_provider["records"], "exports"), "*", SearchOption.AllDirectories), path => Assert.EndsWith(".ndjson.age", path, StringComparison.Ordinal));
    }

    private async Task<string> Token(TestApp lab)
    {
        using var answer = await _provider.Web.PostAsync(TestKeyholder.RecordsOrigin + "/token", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["scope"] = "system/*.cruds", ["client_assertion"] = lab.Assertion(made: TimeSpan.FromSeconds(1), life: TimeSpan.FromMinutes(4)),
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        }));
        return (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["access_token"]!;
    }

    private async Task<HttpResponseMessage> Send(string token, string path, string? prefer = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path.StartsWith("http", StringComparison.Ordinal) ? path : $"{TestKeyholder.RecordsOrigin}/fhir/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (prefer is not null) request.Headers.TryAddWithoutValidation("Prefer", prefer);
        return await _provider.Web.SendAsync(request);
    }
}

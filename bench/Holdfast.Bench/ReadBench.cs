using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using Holdfast.Cli.Running;
using Holdfast.Drill.Check;
using Holdfast.Drill.Clients;
using Holdfast.Wire.Connections;
using EnrolmentLink = Holdfast.Drill.Clients.EnrolmentLink;

namespace Holdfast.Bench;

/// <summary>
/// GET of a Patient in an open chart, with a DPoP proof of its own each time, against the same bytes in plaintext from
/// SQLite behind the same proofs, behind a bearer token, and against bare Kestrel. Proofs are signed before a run, so that
/// the server is measured and not the client's signing. Callers and servers share this machine.
/// </summary>
internal static class ReadBench
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(5);

    /// <summary>More than two cores verify in one run.</summary>
    private const int MostReads = 120_000;

    public static async Task Run(string parent)
    {
        Programs.Folder = Programs.OfCheckout(AppContext.BaseDirectory);
        var folder = Path.Combine(parent, $"holdfast-bench-{Environment.ProcessId}");
        Directory.CreateDirectory(folder);
        try
        {
            var data = Path.Combine(folder, "data");
            using var demo = await Start(Programs.Of("Holdfast.Cli", "demo", "--folder", data, "--ports", "0", "--patients", "20"), "Ctrl-C stops everything");
            try
            {
                await Measure(folder, data);
            }
            finally
            {
                await Stop(demo);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task Measure(string folder, string data)
    {
        var settings = RoleSettings.Load(Path.Combine(data, "cli"), "cli");
        using var web = LocalWeb.Client();
        var link = EnrolmentLink.ReadAll(Path.Combine(data, "demo-links.jsonl")).First(l => l.Role == "nurse");
        using var passkey = await StaffClient.Enrol(web, link);
        using var nurse = new StaffClient(link.Origin, web);
        (await nurse.SignIn(passkey)).Need("sign in");
        var now = TimeProvider.System.GetUtcNow();
        var day = (await nurse.MyDay(now.AddHours(-12).ToUnixTimeMilliseconds(), now.AddHours(24).ToUnixTimeMilliseconds())).Need("my day");
        var chart = Answer.Text(day.GetProperty("visits")[0].GetProperty("patient"), "chart");
        using var app = new SmartClient(settings.RecordsOrigin, web, TimeProvider.System);
        await CheckVerb.Open(nurse, app, chart, "TREAT", null);
        var json = System.Text.Encoding.UTF8.GetBytes((await app.Get($"Patient/{app.Patient}")).Need("read").GetRawText());

        var store = Path.Combine(folder, "plain.db");
        PlainHost.Make(store, app.Patient, json);
        var address = $"http://127.0.0.1:{FreePort()}";
        using var plain = await Start(new ProcessStartInfo("dotnet", [typeof(ReadBench).Assembly.Location, "plain-host", address, store, app.Patient, app.AccessToken]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true }, null);
        try
        {
            await Until(web, $"{address}/bare");
            foreach (var callers in new[] { 1, 16, 64 })
            {
                Console.WriteLine(await ClosedLoop.Run("bare Kestrel", callers, Duration, _ => Get(web, $"{address}/bare", null, null)));
                Console.WriteLine(await ClosedLoop.Run("plaintext, bearer token", callers, Duration, _ => Get(web, $"{address}/plain/Patient/{app.Patient}", "Bearer bench", null)));
                Console.WriteLine(await Proven("plaintext, DPoP", callers, web, app, $"{address}/proven/Patient/{app.Patient}"));
                Console.WriteLine(await Proven("sealed and logged, DPoP", callers, web, app, $"{app.Base}/Patient/{app.Patient}"));
            }
        }
        finally
        {
            plain.Kill();
        }
    }

    private static async Task<string> Proven(string name, int callers, HttpClient web, SmartClient app, string uri)
    {
        var proofs = new ConcurrentQueue<string>();
        Parallel.For(0, MostReads, _ => proofs.Enqueue(app.Proof("GET", uri, app.AccessToken)));
        return await ClosedLoop.Run(name, callers, Duration, _ => proofs.TryDequeue(out var proof)
            ? Get(web, uri, $"DPoP {app.AccessToken}", proof)
            : throw new InvalidOperationException($"More than {MostReads} reads in {Duration}: sign more proofs beforehand."));
    }

    private static async Task Get(HttpClient web, string uri, string? authorization, string? proof)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        if (authorization is not null) request.Headers.Authorization = AuthenticationHeaderValue.Parse(authorization);
        if (proof is not null) request.Headers.Add("DPoP", proof);
        using var response = await web.SendAsync(request);
        response.EnsureSuccessStatusCode();
        await response.Content.ReadAsByteArrayAsync();
    }

    private static async Task Until(HttpClient web, string uri)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await Get(web, uri, null, null);
                return;
            }
            catch (HttpRequestException) when (attempt < 100)
            {
                await Task.Delay(100);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Starts a process and waits until it has printed a line with this in it.</summary>
    private static async Task<Process> Start(ProcessStartInfo start, string? ready)
    {
        var process = Process.Start(start)!;
        _ = process.StandardError.ReadToEndAsync();
        while (ready is not null && await process.StandardOutput.ReadLineAsync() is { } line)
            if (line.Contains(ready, StringComparison.Ordinal)) break;
        if (process.HasExited) throw new InvalidOperationException("The demo did not come up.");
        _ = process.StandardOutput.ReadToEndAsync();
        return process;
    }

    private static async Task Stop(Process process)
    {
        using var terminate = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        await process.WaitForExitAsync();
    }
}

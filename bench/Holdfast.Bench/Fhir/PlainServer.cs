using System.Diagnostics;
using System.Security.Cryptography;
using Holdfast.Drill.Clients;
using Holdfast.Wire.Statements;

namespace Holdfast.Bench.Fhir;

/// <summary>Records with its protection off, built from the source tree beside the bench.</summary>
internal sealed class PlainServer(Process process, FhirServer server) : IAsyncDisposable
{
    public const string Name = "unprotected";

    public FhirServer Server => server;

    public static async Task<PlainServer> Start(string folder)
    {
        Directory.CreateDirectory(folder);
        var origin = $"http://records.localhost:{BenchProcess.FreePort()}";
        var process = await BenchProcess.Start(BenchProcess.PlainRecords, [folder, origin, $"{BenchCharts.Patients}"], "ready");
        var web = LocalWeb.Client();
        var opened = new Access[BenchCharts.Patients];
        await Parallel.ForAsync(0, opened.Length, async (i, _) => opened[i] = await FhirServer.Redeem(web, origin, $"{i}", Pkce.NewVerifier(), ECDsa.Create(ECCurve.NamedCurves.nistP256)));
        var all = await FhirServer.ServiceToken(web, origin, "bench");
        var server = new FhirServer(Name, $"{origin}/fhir", web, opened[..BenchCharts.Many], opened[BenchCharts.Many], all, Records.BenchPatients.HealthNumber, BenchCharts.Patients, [process]);
        await BenchCharts.Fill(server);
        return new PlainServer(process, server);
    }

    public async ValueTask DisposeAsync()
    {
        server.Web.Dispose();
        await BenchProcess.Stop(process);
    }
}

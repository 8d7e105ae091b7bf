using System.Text;

namespace Holdfast.Bench.Fhir;

/// <summary>Any FHIR R4 server, by its base address and a bearer token that may do everything: given the same patients and the same vital signs.</summary>
internal static class OtherServer
{
    public static async Task<FhirServer> Fill(string address, string token)
    {
        var by = new Access(token, null, "");
        var web = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var server = new FhirServer(new Uri(address).Authority, address, web, [], by, by, Records.BenchPatients.HealthNumber, BenchCharts.Patients, []);
        var made = new Access[BenchCharts.Patients];
        await Parallel.ForAsync(0, made.Length, async (i, _) => made[i] = by with { Patient = (await server.Ask("POST", "Patient", Encoding.UTF8.GetBytes(SealedServer.PatientLine(i)), by)).GetProperty("id").GetString()! });
        server = server with { Charts = made[..BenchCharts.Many], Alone = made[BenchCharts.Many] };
        await BenchCharts.Fill(server);
        return server;
    }
}

using System.Diagnostics;
using System.Text;

namespace Holdfast.Bench.Fhir;

/// <summary>Bare Kestrel over SQLite (<see cref="BareHost"/>): the floor that no FHIR server gets below.</summary>
internal sealed class BareServer(Process process, FhirServer server) : IAsyncDisposable
{
    private const string Name = "bare Kestrel and SQLite";

    public FhirServer Server => server;

    /// <summary>It knows no FHIR: it gives back bytes by their id, and keeps bytes.</summary>
    public static bool Answers(Interaction interaction) => interaction.Name is "read" or "create, many charts";

    public static async Task<BareServer> Start(string store)
    {
        PlainHost.Make(store, "p", Encoding.UTF8.GetBytes(SealedServer.PatientLine(0)));
        var address = $"http://127.0.0.1:{BenchProcess.FreePort()}";
        var process = await BenchProcess.Start(typeof(BareServer).Assembly.Location, ["bare-host", address, store], "ready");
        var by = new Access("bench", null, "p");
        return new BareServer(process, new FhirServer(Name, address, new HttpClient(new SocketsHttpHandler { UseProxy = false }), [by], by, by, _ => "", 1, [process]));
    }

    public async ValueTask DisposeAsync()
    {
        server.Web.Dispose();
        await BenchProcess.Stop(process);
    }
}

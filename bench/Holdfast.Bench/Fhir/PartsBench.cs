using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Holdfast.Records.Charts;
using Holdfast.Records.Fhir;
using Holdfast.Records.Validation;
using Holdfast.Wire;
using Holdfast.Wire.Records;
using Holdfast.Wire.Statements;

namespace Holdfast.Bench.Fhir;

/// <summary>
/// Where the time of a create goes inside records: processor time and memory of each step, one thread, in process. Says
/// the same on a busy machine, about.
/// </summary>
internal static class PartsBench
{
    private const int Times = 3_000;

    public static void Run()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var (now, token, address) = (TimeProvider.System.GetUtcNow(), Base64Url.Encode(RandomNumberGenerator.GetBytes(32)), "http://records.localhost/fhir/Observation");
        var proofs = new DpopProofs();
        var made = Enumerable.Range(0, Times * 2).Select(_ => DpopProofs.Make(key, "POST", address, token, now)).ToArray();
        var next = 0;
        Part("DPoP proof verified", () => proofs.Verify(made[next++ % made.Length], "POST", address, token, now));

        var body = Interaction.Observation("p", 1);
        Part("JSON read", () => ResourceParser.ReadJson(body).Json!.Dispose());
        Part("examined whole: grammar and rules", () => ResourceParser.Validate(body));
        var resource = ResourceParser.Parse(body)!;
        Part("of it the rules", () => Rules.Broken(resource));

        using var json = JsonDocument.Parse(body);
        Part("cut into what is stored", () => ResourceText.From(json.RootElement));
        var entry = ResourceText.From(json.RootElement).ToEntry("x", 0, null);
        var (installation, chart) = (InstallationId.New(), ChartId.New());
        using var subkey = new Subkey(RandomNumberGenerator.GetBytes(Subkey.Length));
        var draft = new RowDraft(RecordClass.Clinical, 202611, subkey, [entry]);
        Part("sealed and hashed", () => RowSealer.Seal(installation, chart, GrantId.New(), ChartChain.Start(installation, chart), [draft]));
    }

    private static void Part(string name, Action step)
    {
        for (var i = 0; i < Times; i++) step();
        var (cpu, bytes) = (Environment.CpuUsage.TotalTime, GC.GetAllocatedBytesForCurrentThread());
        for (var i = 0; i < Times; i++) step();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name,-36} {(Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / Times,8:N1} µs {(GC.GetAllocatedBytesForCurrentThread() - bytes) / Times,10:N0} bytes"));
    }
}

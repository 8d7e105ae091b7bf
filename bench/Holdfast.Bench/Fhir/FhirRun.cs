using System.Diagnostics;

namespace Holdfast.Bench.Fhir;

/// <param name="Rate">Requests a second.</param>
/// <param name="CpuPerThousand">Seconds of processor time of all the server's processes for a thousand requests; null: another server's, which is not known.</param>
internal sealed record Measured(double Rate, double P50Ms, double P99Ms, double? CpuPerThousand);

/// <summary>
/// One interaction by so many callers, each of whom waits for its answer before it asks again. Requests and proofs are
/// made beforehand, so that the server is measured and not the client's signing; a run ends when they are used up, or
/// when its time is.
/// </summary>
internal static class FhirRun
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    /// <summary>More than two cores answer in one run.</summary>
    private const int MostRequests = 60_000;

    private static int _number;

    private sealed record Prepared(string Method, string Address, byte[]? Body, string Authorization, string? Proof);

    /// <summary>Until everything has been compiled for what is hot.</summary>
    /// <returns>Requests a second, about.</returns>
    public static async Task<double> Warm(FhirServer server, Interaction interaction)
    {
        var (done, started) = (0, Stopwatch.GetTimestamp());
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(started) < WarmUp)
            {
                await Send(server, Prepare(server, interaction));
                Interlocked.Increment(ref done);
            }
        })));
        return done / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <param name="expected">Requests a second, about: how many are prepared.</param>
    public static async Task<Measured> Measure(FhirServer server, Interaction interaction, int callers, double expected)
    {
        var requests = new Prepared[(int)Math.Min(MostRequests, 1_000 + expected * 2.5 * Duration.TotalSeconds)];
        Parallel.For(0, requests.Length, i => requests[i] = Prepare(server, interaction));
        var latencies = new Latencies();
        var (next, before, started) = (-1, server.Cpu(), Stopwatch.GetTimestamp());
        var all = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            var own = new Latencies();
            while (Stopwatch.GetElapsedTime(started) < Duration && Interlocked.Increment(ref next) is var mine && mine < requests.Length)
            {
                var at = Stopwatch.GetTimestamp();
                await Send(server, requests[mine]);
                own.Add(at);
            }

            return own;
        })));
        var elapsed = Stopwatch.GetElapsedTime(started);
        var cpu = server.Cpu() - before;
        foreach (var own in all) latencies.Add(own);
        return new Measured(latencies.Count / elapsed.TotalSeconds, latencies.Milliseconds(0.5), latencies.Milliseconds(0.99), server.Processes.Count == 0 ? null : cpu.TotalSeconds * 1000 / latencies.Count);
    }

    private static Prepared Prepare(FhirServer server, Interaction interaction)
    {
        var (by, method, path, body) = interaction.Request(server, Interlocked.Increment(ref _number));
        var address = path.Length == 0 ? server.Base : $"{server.Base}/{path}";
        return new Prepared(method, address, body, by.Authorization, by.Proof(method, address));
    }

    private static Task<byte[]> Send(FhirServer server, Prepared request) => server.Send(request.Method, request.Address, request.Body, request.Authorization, request.Proof);
}

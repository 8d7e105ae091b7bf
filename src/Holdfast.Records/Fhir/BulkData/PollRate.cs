using System.Collections.Concurrent;

namespace Holdfast.Records.Fhir.BulkData;

/// <summary>How often a service may ask how far its exports are: somewhat more often than Retry-After says. Safe to use from several threads.</summary>
internal sealed class PollRate(TimeProvider time)
{
    private const int Burst = 20;
    private const double PerSecond = 0.5;

    /// <summary>Services that are remembered; more are not registered anywhere we know of. Beyond it everybody begins anew.</summary>
    private const int MostServices = 1_000;

    private readonly ConcurrentDictionary<string, (double Left, DateTimeOffset At)> _left = new(StringComparer.Ordinal);

    public bool Take(string client)
    {
        if (_left.Count > MostServices) _left.Clear();
        var now = time.GetUtcNow();
        return _left.AddOrUpdate(client, _ => (Burst - 1, now), (_, held) => (Math.Max(-1, Math.Min(Burst, Math.Max(0, held.Left) + Math.Max(0, (now - held.At).TotalSeconds) * PerSecond) - 1), now)).Left >= 0;
    }
}

using System.Collections.Concurrent;
using Holdfast.Records.Charts;

namespace Holdfast.Records;

/// <summary>
/// Web origins of registered applications: their pages may read our answers across origins, others' may not. The keyholder
/// knows them; an answer is believed for a few seconds, so that an application that was registered now works now. No
/// cookie or other ambient credential exists, so this is one more fence and not the one that holds.
/// </summary>
internal sealed class KnownOrigins(KeyholderClient keyholder, TimeProvider time)
{
    private static readonly TimeSpan Believed = TimeSpan.FromSeconds(5);

    private const int LongestOrigin = 253 + 16;

    /// <summary>Then everything is asked anew: strangers invent origins.</summary>
    private const int MostKept = 1_000;

    private readonly ConcurrentDictionary<string, (bool Known, DateTimeOffset At)> _asked = new(StringComparer.Ordinal);

    public async ValueTask<bool> Has(string origin, CancellationToken cancellation)
    {
        if (origin.Length is 0 or > LongestOrigin) return false;
        var now = time.GetUtcNow();
        if (_asked.TryGetValue(origin, out var answer) && now - answer.At < Believed) return answer.Known;
        try
        {
            var known = await keyholder.AskOrigin(origin, cancellation);
            if (_asked.Count >= MostKept) _asked.Clear();
            _asked[origin] = (known, now);
            return known;
        }
        catch (KeyholderSilentException)
        {
            return false;
        }
    }
}

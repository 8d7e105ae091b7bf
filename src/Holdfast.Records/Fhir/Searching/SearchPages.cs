using System.Globalization;
using System.Security.Cryptography;
using Holdfast.Wire;

namespace Holdfast.Records.Fhir.Searching;

/// <summary>
/// What a search found, so that its pages stay the same while others write. A link names a snapshot by a random key and a
/// page by its number: nothing that was searched for and nothing that was found stands in it. A snapshot holds no
/// resource, only where each stands, so that nothing of a chart outlives the grant here; it answers the grant and the
/// client key that made it, and anybody else as if it were not there.
/// </summary>
internal sealed class SearchPages(TimeProvider time)
{
    public const string Parameter = "_page";

    /// <summary>A grant pages through a few lists at once; a seventeenth drops the one that was asked for longest ago.</summary>
    private const int MostOfOneGrant = 16;

    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    private readonly Lock _sync = new();
    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, Entry> _snapshots = new(StringComparer.Ordinal);
    private readonly Dictionary<GrantId, HashSet<string>> _byGrant = [];
    private DateTimeOffset _swept = time.GetUtcNow();

    /// <summary>Where a found version stands.</summary>
    internal readonly record struct Found(ChartId Chart, string Type, string Id, long Sequence);

    /// <param name="Matches">All, in order.</param>
    /// <param name="PageSize">On each page.</param>
    /// <param name="Includes">What goes with each page.</param>
    /// <param name="SaysTotal">As asked.</param>
    internal sealed record Snapshot(IReadOnlyList<Found> Matches, int PageSize, SearchIncludes Includes, bool SaysTotal)
    {
        public int Pages => (Matches.Count + PageSize - 1) / PageSize;
    }

    private sealed record Entry(GrantId Grant, string ClientKey, Snapshot Snapshot)
    {
        public DateTimeOffset Asked { get; set; }
    }

    /// <summary>Keeps a snapshot; the key that links to it name.</summary>
    public string Keep(GrantId grant, string clientKey, Snapshot snapshot)
    {
        var key = Base64Url.Encode(RandomNumberGenerator.GetBytes(16));
        lock (_sync)
        {
            DropOld(grant);
            (_byGrant.TryGetValue(grant, out var own) ? own : _byGrant[grant] = []).Add(key);
            _snapshots[key] = new Entry(grant, clientKey, snapshot) { Asked = time.GetUtcNow() };
        }

        return key;
    }

    /// <summary>The value of <see cref="Parameter"/> for a page, counted from 0.</summary>
    public static string Link(string key, int page) => $"{key}.{page.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Null for what is unknown, has expired, is another grant's or client's, or has no such page.</summary>
    public (string Key, int Page, Snapshot Snapshot)? Open(GrantId grant, string clientKey, string link)
    {
        if (link.Split('.') is not [var key, var number] || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var page)) return null;
        lock (_sync)
        {
            if (!_snapshots.TryGetValue(key, out var kept) || kept.Grant != grant || kept.ClientKey != clientKey || page >= kept.Snapshot.Pages) return null;
            var now = time.GetUtcNow();
            if (now - kept.Asked > Kept) return null;
            kept.Asked = now;
            return (key, page, kept.Snapshot);
        }
    }

    private void DropOld(GrantId grant)
    {
        var now = time.GetUtcNow();
        if (now - _swept > BetweenSweeps)
        {
            _swept = now;
            foreach (var (key, kept) in _snapshots)
                if (now - kept.Asked > Kept) Remove(key, kept);
        }

        if (!_byGrant.TryGetValue(grant, out var own) || own.Count < MostOfOneGrant) return;
        var oldest = own.MinBy(key => _snapshots[key].Asked)!;
        Remove(oldest, _snapshots[oldest]);
    }

    private void Remove(string key, Entry entry)
    {
        _snapshots.Remove(key);
        if (_byGrant[entry.Grant].Remove(key) && _byGrant[entry.Grant].Count == 0) _byGrant.Remove(entry.Grant);
    }
}

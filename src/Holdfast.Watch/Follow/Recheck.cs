using System.Buffers.Binary;
using System.Globalization;
using Holdfast.Ledger;
using Holdfast.Watch.Alerts;

namespace Holdfast.Watch.Follow;

/// <summary>
/// Reads again, a bundle a second, what the keyholder served before, and compares it with the own copy. Following looks
/// only at what is new; this is how an old entry that was edited on the keyholder's disk is found while everything runs.
/// 256 entries a second go round a ledger of twenty million in a day.
/// </summary>
internal sealed class Recheck(LedgerReader own, KeyholderFiles keyholder)
{
    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    private const int BundleWidth = 256;

    private long _next;
    private long? _last;

    /// <summary>What came of one bundle: the index of its first entry, and what does not fit, if anything.</summary>
    internal sealed record Seen(long First, Finding? Fault);

    /// <summary>Compares the next full bundle when its time has come; null when it has not.</summary>
    public async Task<Seen?> Next(Checkpoint? latest, TimeProvider time, CancellationToken cancellation)
    {
        if (latest is null || latest.Size < BundleWidth || (_last is { } last && time.GetElapsedTime(last) < Pace)) return null;
        _last = time.GetTimestamp();
        if (_next >= latest.Size / BundleWidth) _next = 0;
        var path = PathOf(_next);
        var theirs = await keyholder.Fetch(path, cancellation);
        var first = _next * BundleWidth;
        _next++;
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (theirs is null) return new Seen(first, new Finding(FindingKind.Altered, now, $"{path} is gone from the keyholder.", first));
        var differs = FirstDifferent(own.ReadEntries(first, first + BundleWidth).Select(e => e.Entry), theirs);
        return new Seen(first, differs is { } offset ? new Finding(FindingKind.Altered, now, $"{path}: the entry is not the one that was signed.", first + offset) : null);
    }

    /// <summary>The number of the first entry that is not the same in a bundle's bytes (each entry: 16 bits of length, big-endian, then its bytes).</summary>
    internal static int? FirstDifferent(IEnumerable<byte[]> entries, ReadOnlySpan<byte> bundle)
    {
        var number = 0;
        foreach (var entry in entries)
        {
            if (bundle.Length < 2 || BinaryPrimitives.ReadUInt16BigEndian(bundle) != entry.Length || bundle.Length < 2 + entry.Length) return number;
            if (!bundle.Slice(2, entry.Length).SequenceEqual(entry)) return number;
            bundle = bundle[(2 + entry.Length)..];
            number++;
        }

        return bundle.Length == 0 ? null : number;
    }

    /// <summary>The path of a full bundle: three digits a group, all but the last with an x (c2sp.org/tlog-tiles).</summary>
    internal static string PathOf(long bundle)
    {
        var path = (bundle % 1000).ToString("000", CultureInfo.InvariantCulture);
        for (var rest = bundle / 1000; rest > 0; rest /= 1000) path = string.Create(CultureInfo.InvariantCulture, $"x{rest % 1000:000}/{path}");
        return $"tile/entries/{path}";
    }
}

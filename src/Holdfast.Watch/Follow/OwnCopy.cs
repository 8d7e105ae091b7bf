using Holdfast.Ledger;

namespace Holdfast.Watch.Follow;

/// <summary>Reading the watch's own copy.</summary>
internal static class OwnCopy
{
    private const int BundleWidth = 256;

    /// <summary>Every entry of the copy, from the first; nothing while nothing is copied.</summary>
    public static IEnumerable<(long Index, byte[] Entry)> ReadEntriesUpTo(this LedgerReader own, Checkpoint? latest) =>
        latest is null ? [] : own.ReadEntries(0, latest.Size);

    /// <summary>The entries at these indexes, in their order. Each bundle is read once, however many of its entries are asked for.</summary>
    public static List<(long Index, byte[] Entry)> ReadEach(this LedgerReader own, IReadOnlyList<long> indexes)
    {
        var found = new Dictionary<long, byte[]>();
        foreach (var bundle in indexes.GroupBy(i => i / BundleWidth))
        {
            var wanted = bundle.ToHashSet();
            foreach (var (index, entry) in own.ReadEntries(wanted.Min(), wanted.Max() + 1))
                if (wanted.Contains(index)) found[index] = entry;
        }

        return [.. indexes.Where(found.ContainsKey).Select(i => (i, found[i]))];
    }

    /// <summary>The root of the first <paramref name="size"/> entries, compared with <paramref name="root"/>, by the tiles of the copy.</summary>
    public static bool Continues(this LedgerReader own, Checkpoint latest, long size, ReadOnlyMemory<byte> root)
    {
        if (size == latest.Size) return root.Span.SequenceEqual(latest.Root.Span);
        return MerkleProofs.VerifyConsistency(size, latest.Size, own.ConsistencyProof(size, latest.Size), root.Span, latest.Root.Span);
    }
}

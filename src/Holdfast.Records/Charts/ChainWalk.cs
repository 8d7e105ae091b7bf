using System.Security.Cryptography;
using Holdfast.Records.Store;
using Holdfast.Wire.Records;

namespace Holdfast.Records.Charts;

/// <summary>A row that does not fit at its place in a chart. Kind: missing, edited or foreign (intact, but of another place or chart).</summary>
internal sealed record ChartGap(long Sequence, string Kind);

/// <summary>A row that belongs to the chart, with what its header says.</summary>
internal sealed record AdoptedRow(ChartRow Row, RecordHeader Header);

/// <summary><see cref="ChainWalk.Follow"/>; the drill's controls (tests/Holdfast.WeakHost) put a blind one in its place.</summary>
internal delegate ChainWalk FollowChain(ChainHead from, ChainHead to, IReadOnlyList<ChartRow> rows);

/// <summary>
/// Follows a chart's chain through whatever lies in the store. Pure: it believes the head, which came from the
/// keyholder, and nothing else.
/// <para>
/// From the head downwards each row is the one whose body hash and predecessor give the head that is expected above it.
/// Where none does there is a gap; under it the expected hash is unknown, so the row is taken that stands on an unbroken
/// chain from the bottom, or the only one there; a choice between several is not made, and is a gap too. Rows taken
/// under a gap are still to be authenticated by their seal.
/// </para>
/// </summary>
internal sealed record ChainWalk(IReadOnlyList<AdoptedRow> Adopted, IReadOnlyList<ChartGap> Gaps, IReadOnlyList<ChartRow> OffChain, bool ReachesBase)
{
    private sealed record Candidate(ChartRow Row, RecordHeader Header, ReadOnlyMemory<byte> After);

    /// <param name="from">Where the caller stands already: the beginning of the chain, or a head that it has verified.</param>
    /// <param name="to">The present head.</param>
    /// <param name="rows">All rows of the chart between them.</param>
    public static ChainWalk Follow(ChainHead from, ChainHead to, IReadOnlyList<ChartRow> rows)
    {
        var intact = rows.Select(Examine).OfType<Candidate>().ToLookup(c => c.Row.Sequence);
        var present = rows.ToLookup(r => r.Sequence);
        var rooted = Rooted(from, to, intact);
        var adopted = new List<AdoptedRow>();
        var gaps = new List<ChartGap>();
        ReadOnlyMemory<byte>? expected = to.Hash;
        for (var sequence = to.Sequence; sequence > from.Sequence; sequence--)
        {
            var row = expected is { } hash
                ? intact[sequence].FirstOrDefault(c => c.After.Span.SequenceEqual(hash.Span))
                : Single(intact[sequence].Where(rooted.Contains)) ?? (intact[sequence].Any(rooted.Contains) ? null : Single(intact[sequence]));
            if (row is null) gaps.Add(new ChartGap(sequence, KindOf(present[sequence])));
            else adopted.Add(new AdoptedRow(row.Row, row.Header));
            expected = row?.Header.Predecessor;
        }

        adopted.Reverse();
        gaps.Reverse();
        var reachesBase = expected is { } last ? last.Span.SequenceEqual(from.Hash.Span) : from.Sequence == 0;
        if (expected is not null && !reachesBase && from.Sequence == 0) gaps.Insert(0, new ChartGap(1, "foreign"));
        var kept = adopted.Select(a => a.Row).ToHashSet(ReferenceEqualityComparer.Instance);
        return new ChainWalk(adopted, gaps, [.. rows.Where(r => !kept.Contains(r))], reachesBase);
    }

    /// <summary>Null for a row that is not what its key in the store says it is.</summary>
    private static Candidate? Examine(ChartRow row)
    {
        if (!SealedRecord.TryReadHeader(row.Body, out var header) || header.Sequence != row.Sequence) return null;
        var bodyHash = SHA256.HashData(row.Body);
        if (!bodyHash.AsSpan().SequenceEqual(row.Hash)) return null;
        return new Candidate(row, header, ChartChain.Append(new ChainHead(row.Sequence - 1, header.Predecessor), bodyHash).Hash);
    }

    /// <summary>Those that hang on an unbroken chain from the bottom.</summary>
    private static HashSet<Candidate> Rooted(ChainHead from, ChainHead to, ILookup<long, Candidate> intact)
    {
        var rooted = new HashSet<Candidate>(ReferenceEqualityComparer.Instance);
        List<ReadOnlyMemory<byte>> below = [from.Hash];
        for (var sequence = from.Sequence + 1; sequence <= to.Sequence && below.Count > 0; sequence++)
        {
            var here = intact[sequence].Where(c => below.Exists(b => b.Span.SequenceEqual(c.Header.Predecessor.Span))).ToList();
            rooted.UnionWith(here);
            below = here.ConvertAll(c => c.After);
        }

        return rooted;
    }

    private static Candidate? Single(IEnumerable<Candidate> candidates)
    {
        Candidate? only = null;
        foreach (var candidate in candidates)
        {
            if (only is not null) return null;
            only = candidate;
        }

        return only;
    }

    private static string KindOf(IEnumerable<ChartRow> present)
    {
        var rows = present.ToList();
        if (rows.Count == 0) return "missing";
        return rows.Exists(r => !SHA256.HashData(r.Body).AsSpan().SequenceEqual(r.Hash)) ? "edited" : "foreign";
    }
}

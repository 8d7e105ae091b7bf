namespace Holdfast.Ledger;

/// <summary>
/// Reads the whole journal at start, and decides about its end: a write that a crash tore off was never answered and is
/// cut, back to the end of the last decision that is whole; anything else unreadable is damage, and the ledger does not start.
/// </summary>
internal static class JournalScan
{
    /// <summary>Counts the frames of every segment, hands each item on, and cuts a torn end, unless a checkpoint covers what would be cut.</summary>
    public static void Run(IReadOnlyList<JournalSegment> segments, StorageFiles files, long covered, Action<JournalItem> replay)
    {
        for (var i = 0; i < segments.Count; i++)
        {
            var segment = segments[i];
            if (i > 0 && segment.FirstIndex != segments[i - 1].NextIndex)
                throw new LedgerException($"The journal has no entry {segments[i - 1].NextIndex}: {segment.Path} begins later. Restore the ledger's folder whole from a backup.");
            var bytes = File.ReadAllBytes(segment.Path);
            var end = Replay(segment, bytes, replay);
            if (end == bytes.Length) continue;
            if (i < segments.Count - 1 || segment.NextIndex < covered || IsDamage(bytes.AsSpan(end), segment.NextIndex))
                throw new LedgerException($"{segment.Path} is damaged at byte {end} (entry {segment.NextIndex}), before entries that were answered. "
                    + "Restore the ledger's folder whole from a backup; do not cut the file.");
            using var file = files.Open(segment.Path);
            files.Truncate(file, end);
            files.Flush(file);
        }
    }

    private static int Replay(JournalSegment segment, ReadOnlySpan<byte> bytes, Action<JournalItem> replay)
    {
        var (offset, whole) = (0, 0);
        var decision = new List<(JournalItem Item, int Length)>();
        while (JournalFrame.Read(bytes[offset..]) is { } frame && frame.Index == segment.NextIndex + decision.Count)
        {
            decision.Add((frame.Item(bytes[offset..]), frame.Length));
            offset += frame.Length;
            if (frame.GoesOn) continue;
            foreach (var (item, length) in decision)
            {
                replay(item);
                segment.Count(length);
            }

            decision.Clear();
            whole = offset;
        }

        return whole;
    }

    // A later whole frame that calls the unreadable one settled proves that it was once on the disk.
    private static bool IsDamage(ReadOnlySpan<byte> rest, long unreadable)
    {
        while (rest.IndexOf(JournalFrame.Magic) is var at && at >= 0)
        {
            if (JournalFrame.Read(rest[at..]) is { } frame && frame.Settled > unreadable) return true;
            rest = rest[(at + 1)..];
        }

        return false;
    }
}

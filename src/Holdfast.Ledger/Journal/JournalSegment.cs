using System.Globalization;

namespace Holdfast.Ledger;

/// <summary>
/// One file of the write-ahead journal, named by the index of its first entry. Remembers where every
/// <see cref="MarkEvery"/>th frame begins, so that reading from the middle does not begin at the front.
/// </summary>
internal sealed class JournalSegment(string folder, long firstIndex)
{
    private const int MarkEvery = 64;
    private const string Suffix = ".journal";

    private readonly List<(long Index, long Offset)> _marks = [];

    public long FirstIndex { get; } = firstIndex;

    public string Path { get; } = System.IO.Path.Combine(folder, firstIndex.ToString("D20", CultureInfo.InvariantCulture) + Suffix);

    /// <summary>Bytes of whole frames.</summary>
    public long Length { get; private set; }

    /// <summary>The index that the next frame will have.</summary>
    public long NextIndex { get; private set; } = firstIndex;

    public void Count(int frameLength)
    {
        if ((NextIndex - FirstIndex) % MarkEvery == 0) _marks.Add((NextIndex, Length));
        Length += frameLength;
        NextIndex++;
    }

    /// <summary>An offset at or shortly before the frame of that index. Call under the journal's lock.</summary>
    public long OffsetNear(long index) => _marks.Count == 0 ? 0 : _marks[(int)Math.Min(_marks.Count - 1, (index - FirstIndex) / MarkEvery)].Offset;

    public static List<JournalSegment> List(string folder)
    {
        var segments = new List<JournalSegment>();
        foreach (var path in Directory.EnumerateFiles(folder))
        {
            var name = System.IO.Path.GetFileName(path);
            if (name.Length != 20 + Suffix.Length || !name.EndsWith(Suffix, StringComparison.Ordinal)
                || !long.TryParse(name.AsSpan(0, 20), NumberStyles.None, CultureInfo.InvariantCulture, out var first))
                throw new LedgerException($"{path} is no file of the journal. Find out who put it there, and move it away.");
            segments.Add(new JournalSegment(folder, first));
        }

        segments.Sort((a, b) => a.FirstIndex.CompareTo(b.FirstIndex));
        return segments;
    }
}

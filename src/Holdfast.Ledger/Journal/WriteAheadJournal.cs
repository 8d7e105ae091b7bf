using Microsoft.Win32.SafeHandles;

namespace Holdfast.Ledger;

/// <summary>
/// The write-ahead file: what is flushed here is never forgotten. Segments of about <see cref="StorageFiles.JournalSegmentLength"/>
/// bytes; an old one is deleted when its owner and the tiles no longer need it. <see cref="Append"/> is called by one thread;
/// reading and releasing by any.
/// </summary>
internal sealed class WriteAheadJournal : IDisposable
{
    private readonly LedgerFolder _folder;
    private readonly StorageFiles _files;
    private readonly List<JournalSegment> _segments;
    private readonly Lock _gate = new();
    private SafeFileHandle _file;
    private byte[] _buffer = new byte[64 << 10];

    private WriteAheadJournal(LedgerFolder folder, List<JournalSegment> segments)
    {
        (_folder, _files, _segments) = (folder, folder.Files, segments);
        _file = _files.Open(segments[^1].Path);
    }

    public long FirstIndex
    {
        get
        {
            lock (_gate) return _segments[0].FirstIndex;
        }
    }

    /// <summary>Entries in the ledger as the journal knows it: the index that the next one gets.</summary>
    public long NextIndex { get; private set; }

    public static void Create(LedgerFolder folder)
    {
        folder.Files.CreateFolder(folder.Journal);
        folder.Files.FlushFolder(folder.Root);
        using (folder.Files.Open(new JournalSegment(folder.Journal, 0).Path))
            folder.Files.FlushFolder(folder.Journal);
    }

    public static WriteAheadJournal Open(LedgerFolder folder, long covered, Action<JournalItem> replay)
    {
        var segments = Directory.Exists(folder.Journal) ? JournalSegment.List(folder.Journal) : [];
        if (segments.Count == 0) throw new LedgerException($"{folder.Journal} holds no journal. Restore the ledger's folder whole from a backup.");
        JournalScan.Run(segments, folder.Files, covered, replay);
        return new WriteAheadJournal(folder, segments) { NextIndex = segments[^1].NextIndex };
    }

    /// <summary>Writes the entries in order and returns when they are on the disk.</summary>
    public void Append(ReadOnlySpan<PendingAppend> batch)
    {
        var settled = NextIndex;
        if (_segments[^1].Length >= _files.JournalSegmentLength) Roll();
        var length = 0;
        foreach (var item in batch) length += JournalFrame.Length(item.Entry, item.Attachment);
        if (_buffer.Length < length) _buffer = new byte[Math.Max(length, 2 * _buffer.Length)];
        var offset = 0;
        foreach (var item in batch)
        {
            JournalFrame.Write(_buffer.AsSpan(offset), item.Index, settled, item.GoesOn, item.Entry, item.Attachment);
            offset += JournalFrame.Length(item.Entry, item.Attachment);
        }

        _files.WriteAt(_file, _segments[^1].Length, _buffer.AsSpan(0, length));
        _files.Flush(_file);
        lock (_gate)
        {
            foreach (var item in batch) _segments[^1].Count(JournalFrame.Length(item.Entry, item.Attachment));
            NextIndex = _segments[^1].NextIndex;
        }
    }

    /// <summary>Items from <paramref name="from"/> up to, not including, <paramref name="to"/>, which must be on the disk.</summary>
    public IEnumerable<JournalItem> Read(long from, long to)
    {
        var window = new byte[256 << 10];
        while (from < to)
        {
            var (segment, offset) = Find(from);
            using var file = File.OpenHandle(segment.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var end = Math.Min(to, NextIndexOf(segment));
            var (start, filled) = (0, 0);
            while (from < end)
            {
                var frame = JournalFrame.Read(window.AsSpan(start, filled - start));
                if (frame is null)
                {
                    // More of the file, keeping what is not yet read; a frame larger than the window makes it grow.
                    if (start == 0 && filled == window.Length) Array.Resize(ref window, 2 * window.Length);
                    window.AsSpan(start, filled - start).CopyTo(window);
                    (start, filled) = (0, filled - start);
                    var read = RandomAccess.Read(file, window.AsSpan(filled), offset + filled);
                    if (read == 0) throw new LedgerException($"{segment.Path} cannot be read at byte {offset} (entry {from}). Stop, and restore the ledger's folder whole from a backup.");
                    filled += read;
                    continue;
                }

                if (frame.Value.Index == from)
                {
                    yield return frame.Value.Item(window.AsSpan(start));
                    from++;
                }

                start += frame.Value.Length;
                offset += frame.Value.Length;
            }
        }
    }

    /// <summary>Deletes the segments that hold nothing at or above <paramref name="index"/>; never the one being written.</summary>
    public void ReleaseBelow(long index)
    {
        while (true)
        {
            JournalSegment oldest;
            lock (_gate)
            {
                if (_segments.Count == 1 || _segments[0].NextIndex > index) return;
                oldest = _segments[0];
                _segments.RemoveAt(0);
            }

            _files.Delete(oldest.Path);
        }
    }

    public void Dispose() => _file.Dispose();

    private void Roll()
    {
        var next = new JournalSegment(_folder.Journal, NextIndex);
        var file = _files.Open(next.Path);
        _files.FlushFolder(_folder.Journal);
        _file.Dispose();
        _file = file;
        lock (_gate) _segments.Add(next);
    }

    private (JournalSegment Segment, long Offset) Find(long index)
    {
        lock (_gate)
        {
            if (index < _segments[0].FirstIndex)
                throw new LedgerException($"The journal begins at entry {_segments[0].FirstIndex}; entry {index} was asked for. Restore the store that needs it from a newer backup.");
            var segment = _segments.FindLast(s => s.FirstIndex <= index)!;
            return (segment, segment.OffsetNear(index));
        }
    }

    private long NextIndexOf(JournalSegment segment)
    {
        lock (_gate) return segment.NextIndex;
    }
}

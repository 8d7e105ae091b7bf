using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Diagnostics;
using Holdfast.Drill.Installations;

namespace Holdfast.Drill.Searching;

/// <summary>
/// The whole memory of a running .NET process, taken with the runtime's own <c>createdump</c> as somebody with code in
/// that process would, and searched for what is known and for keys.
/// </summary>
internal sealed class MemoryDump : IDisposable
{
    private const int ChunkLength = 64 * 1024 * 1024;

    /// <summary>Around each place where a chart's id stands, every byte is tried as the start of a key: buffers of messages hold both side by side.</summary>
    private const int Nearby = 192;

    private const int KeyLength = 32;

    private readonly string _path;

    private MemoryDump(string path) => _path = path;

    public long Length => new FileInfo(_path).Length;

    public static async Task<MemoryDump> Take(int processId, string path)
    {
        var tool = Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "createdump");
        if (!File.Exists(tool)) throw new DrillException($"{tool} is missing: this .NET runtime came without createdump, and attack 6 needs it.");
        var start = new ProcessStartInfo(tool) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "--full", "--name", path, $"{processId}" }) start.ArgumentList.Add(argument);
        using var process = Process.Start(start) ?? throw new DrillException("createdump did not start.");
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0 || !File.Exists(path))
            throw new DrillException($"createdump could not read the process: {(errors + await output).Trim()} Run the drill as the user of the roles, with /proc/sys/kernel/yama/ptrace_scope at 0, or as root.");
        return new MemoryDump(path);
    }

    public void Search(Findings findings)
    {
        var position = default(WordSearch.Position);
        ForEachChunk(0, (chunk, _) => findings.SearchOn(chunk, ref position));
    }

    /// <summary>The locks that some 32 bytes of this memory open, and how many different candidates were tried.</summary>
    public (IReadOnlyList<(RowLock RowLock, byte[] Key)> Opened, int Tried) FindKeys(IReadOnlyList<RowLock> locks)
    {
        var opened = new ConcurrentDictionary<RowLock, byte[]>();
        var arrays = ArraysOfKeyLength();
        Parallel.ForEach(arrays, candidate =>
        {
            foreach (var tried in locks)
                if (tried.Fits(candidate.Bytes)) opened.TryAdd(tried, candidate.Bytes);
        });
        var nearby = NearChartIds(locks, opened);
        return ([.. opened.Select(o => (o.Key, o.Value))], arrays.Count + nearby);
    }

    public void Dispose() => File.Delete(_path);

    /// <summary>Objects that are arrays of 32 bytes: in memory, a type pointer, the length 32 in eight bytes, then the content, all at multiples of eight.</summary>
    private HashSet<Candidate> ArraysOfKeyLength()
    {
        var candidates = new HashSet<Candidate>();
        ForEachChunk(16 + KeyLength, (chunk, _) =>
        {
            for (var i = 8; i + 8 + KeyLength <= chunk.Length; i += 8)
            {
                if (BinaryPrimitives.ReadInt64LittleEndian(chunk[i..]) != KeyLength) continue;
                if (BinaryPrimitives.ReadUInt64LittleEndian(chunk[(i - 8)..]) >> 40 == 0) continue;
                var content = chunk.Slice(i + 8, KeyLength);
                if (LooksRandom(content)) candidates.Add(new Candidate(content.ToArray()));
            }
        });
        return candidates;
    }

    private int NearChartIds(IReadOnlyList<RowLock> locks, ConcurrentDictionary<RowLock, byte[]> opened)
    {
        var ids = new WordSearch();
        var byChart = locks.GroupBy(l => l.Row.Chart).ToList();
        for (var i = 0; i < byChart.Count; i++) ids.Add(byChart[i].Key.ToBytes(), i);
        var tried = new HashSet<(int, Candidate)>();
        ForEachChunk(Nearby + KeyLength, (chunk, _) =>
        {
            var places = new List<(int Label, int End)>();
            var position = default(WordSearch.Position);
            ids.Search(chunk, ref position, (label, end) => places.Add((label, end)));
            foreach (var (label, end) in places)
                for (var at = Math.Max(0, end - Nearby); at < Math.Min(end + Nearby, chunk.Length - KeyLength); at++)
                {
                    var window = chunk.Slice(at, KeyLength);
                    if (!LooksRandom(window) || !tried.Add((label, new Candidate(window.ToArray())))) continue;
                    foreach (var one in byChart[label])
                        if (one.Fits(window)) opened.TryAdd(one, window.ToArray());
                }
        });
        return tried.Count;
    }

    /// <summary>32 random bytes have at least 20 different values but once in billions.</summary>
    private static bool LooksRandom(ReadOnlySpan<byte> bytes)
    {
        Span<bool> seen = stackalloc bool[256];
        var different = 0;
        foreach (var b in bytes)
        {
            if (seen[b]) continue;
            seen[b] = true;
            different++;
        }

        return different >= 20;
    }

    private delegate void ChunkReader(ReadOnlySpan<byte> chunk, long offset);

    /// <summary>Chunks begin at multiples of eight, as objects do; the end of each is read again at the start of the next.</summary>
    private void ForEachChunk(int overlap, ChunkReader read)
    {
        overlap = (overlap + 7) & ~7;
        using var file = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
        var buffer = new byte[ChunkLength];
        for (long offset = 0; offset < file.Length; offset += ChunkLength - overlap)
        {
            file.Position = offset;
            var length = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            read(buffer.AsSpan(0, length), offset);
        }
    }

    private readonly record struct Candidate(byte[] Bytes)
    {
        public bool Equals(Candidate other) => Bytes.AsSpan().SequenceEqual(other.Bytes);

        public override int GetHashCode() => BinaryPrimitives.ReadInt32LittleEndian(Bytes);
    }
}

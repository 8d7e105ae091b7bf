using Holdfast.Wire;

namespace Holdfast.Records.Documents;

/// <summary>Whose an upload is: one person (or service) with one application.</summary>
internal sealed record Uploader(PersonId Person, string Client);

/// <summary>
/// The uploads that this run of the process has seen: how many each uploader has unfinished, and which request holds each.
/// In memory alone; the sealed state on the disk is what they are.
/// </summary>
internal sealed class UploadBook
{
    private readonly Lock _sync = new();
    private readonly Dictionary<BlobId, Line> _lines = [];

    private sealed class Line(Uploader uploader, long bytes)
    {
        public Uploader Uploader { get; } = uploader;
        public long Bytes { get; set; } = bytes;
        public SemaphoreSlim Held { get; } = new(1, 1);
        public CancellationTokenSource? Holder { get; set; }
    }

    /// <summary>Why no more may be begun, or null: then it is counted until <see cref="Close"/>.</summary>
    /// <param name="bytes">How long it will be, as far as that was said.</param>
    public string? Open(BlobId blob, Uploader uploader, long bytes)
    {
        lock (_sync)
        {
            var own = _lines.Values.Where(line => line.Uploader == uploader).ToList();
            if (own.Count >= DocumentLimits.MostUnfinishedOfOne) return $"At most {DocumentLimits.MostUnfinishedOfOne} uploads may be unfinished. Finish one, or cancel it with DELETE.";
            if (own.Sum(line => line.Bytes) + bytes > DocumentLimits.MostUnfinishedBytesOfOne) return $"Unfinished uploads may have {DocumentLimits.MostUnfinishedBytesOfOne >> 30} GiB together. Finish one, or cancel it with DELETE.";
            if (_lines.Count >= DocumentLimits.MostUnfinished) return "Too many uploads are under way on this node. Try again later.";
            _lines[blob] = new Line(uploader, bytes);
            return null;
        }
    }

    /// <summary>It is finished, cancelled or given up.</summary>
    public void Close(BlobId blob)
    {
        lock (_sync) _lines.Remove(blob);
    }

    /// <summary>
    /// The upload for one request alone. Whichever held it is told to let go: its connection was lost, or its client would
    /// not ask again.
    /// </summary>
    public async Task<Hold> Take(BlobId blob, Uploader uploader, CancellationToken cancellation)
    {
        Line line;
        lock (_sync)
        {
            // One that an earlier run of the process began.
            if (!_lines.TryGetValue(blob, out var known)) _lines[blob] = known = new Line(uploader, 0);
            line = known;
            line.Holder?.Cancel();
        }

        await line.Held.WaitAsync(cancellation);
        var holder = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        lock (_sync) line.Holder = holder;
        return new Hold(holder.Token, () =>
        {
            lock (_sync) line.Holder = null;
            holder.Dispose();
            line.Held.Release();
        });
    }

    internal sealed class Hold(CancellationToken lost, Action release) : IDisposable
    {
        private int _released;

        /// <summary>Cancelled when another request takes the upload over.</summary>
        public CancellationToken Lost => lost;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _released, 1) == 0) release();
        }
    }
}

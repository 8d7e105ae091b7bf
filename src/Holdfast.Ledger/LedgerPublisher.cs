using System.Text;

namespace Holdfast.Ledger;

/// <summary>
/// Follows the journal: takes entries that are on the disk into bundles and tiles, then signs and writes a checkpoint,
/// at most every <see cref="Interval"/>, so that a loaded disk serves callers first. Also files witnesses' cosignatures
/// and deletes what nobody needs any more. One thread does all of it, so no file has two writers.
/// </summary>
internal sealed class LedgerPublisher(OpenedLedger ledger, NoteSigner signer, TimeProvider time) : IDisposable
{
    /// <summary>About six flushes each: ten times a second they take a small part of a disk, and a witness is never far behind.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly object _gate = new();
    private readonly ManualResetEventSlim _closed = new();
    private readonly LedgerFolder _folder = ledger.Folder;
    private readonly TileWriter _tiles = ledger.Tiles;
    private readonly WriteAheadJournal _journal = ledger.Journal;
    private readonly List<(long Size, TaskCompletionSource Done)> _waiting = [];
    private List<byte[]> _arrived = [];
    private SignedNote? _cosigned;
    private PublishedNote _published = ledger.Published;
    private PublishedNote? _witnessed = ledger.Witnessed;
    private long _released;
    private long _bytesHeld;
    private bool _work = true;
    private bool _ended;
    private Thread? _thread;

    public PublishedNote Published => Volatile.Read(ref _published);

    public PublishedNote? Witnessed => Volatile.Read(ref _witnessed);

    /// <summary>Bytes of entries and attachments between the call and the tiles.</summary>
    public long BytesHeld => Interlocked.Read(ref _bytesHeld);

    public void Hold(int bytes) => Interlocked.Add(ref _bytesHeld, bytes);

    public void Start(Action<Exception> broken, Action<string> announced)
    {
        _thread = new Thread(() => Loop(broken, announced)) { IsBackground = true, Name = "ledger tiles" };
        _thread.Start();
    }

    /// <summary>Entries that have reached the disk, in order.</summary>
    public void Add(ReadOnlySpan<PendingAppend> batch)
    {
        long attachments = 0;
        lock (_gate)
        {
            foreach (var item in batch)
            {
                _arrived.Add(item.Entry);
                attachments += item.Attachment.Length;
            }

            Wake();
        }

        Interlocked.Add(ref _bytesHeld, -attachments);
    }

    public void Release(long belowIndex)
    {
        lock (_gate)
        {
            if (belowIndex <= _released) return;
            _released = belowIndex;
            Wake();
        }
    }

    public void AddCosignature(SignedNote cosigned)
    {
        var checkpoint = Checkpoint.Read(cosigned, signer.Verifier, out var why) ?? throw new ArgumentException($"The cosigned checkpoint is refused: {why}.", nameof(cosigned));
        lock (_gate)
        {
            if (checkpoint.Size > _published.Checkpoint.Size) throw new ArgumentException("A checkpoint is published before it is cosigned.", nameof(cosigned));
            if (_cosigned is null || checkpoint.Size >= Checkpoint.Read(_cosigned, signer.Verifier, out _)!.Size) _cosigned = cosigned;
            Wake();
        }
    }

    public Task WaitFor(long size, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_published.Checkpoint.Size >= size) return Task.CompletedTask;
            if (_ended) throw new LedgerException("The ledger publishes no more checkpoints: it is closed or broken.");
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((size, done));
            return done.Task.WaitAsync(cancellation);
        }
    }

    public IReadOnlyList<byte[]> ConsistencyProof(long oldSize, long newSize)
    {
        var size = Published.Checkpoint.Size;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(newSize, size);
        return MerkleProofs.Consistency(oldSize, newSize, new TileReader(_folder, size).Node);
    }

    /// <summary>Publishes what has arrived, once more, and ends.</summary>
    public void Close()
    {
        _closed.Set();
        lock (_gate) Wake();
    }

    public void Dispose()
    {
        Close();
        _thread?.Join();
        _closed.Dispose();
    }

    private void Wake()
    {
        _work = true;
        Monitor.PulseAll(_gate);
    }

    private void Loop(Action<Exception> broken, Action<string> announced)
    {
        try
        {
            for (var closing = false; !closing;)
            {
                closing = WaitForWork(out var arrived, out var cosigned, out var released);
                var started = time.GetTimestamp();
                Publish(arrived, announced);
                if (cosigned is not null) File(cosigned);
                _journal.ReleaseBelow(Math.Min(released, _published.Checkpoint.Size));
                Pace(started);
            }
        }
        catch (Exception e)
        {
            broken(e);
        }

        lock (_gate)
        {
            _ended = true;
            foreach (var (_, done) in _waiting) done.TrySetException(new LedgerException("The ledger publishes no more checkpoints: it is closed or broken."));
            _waiting.Clear();
        }
    }

    private bool WaitForWork(out List<byte[]> arrived, out SignedNote? cosigned, out long released)
    {
        lock (_gate)
        {
            while (!_work) Monitor.Wait(_gate);
            _work = false;
            (arrived, _arrived) = (_arrived, []);
            (cosigned, _cosigned) = (_cosigned, null);
            released = _released;
            return _closed.IsSet;
        }
    }

    // Whole milliseconds of the real clock, whatever the clock that was passed in says: a test's clock may stand still.
    private void Pace(long started)
    {
        var left = Interval - time.GetElapsedTime(started);
        if (left > TimeSpan.Zero) _closed.Wait(left);
    }

    private void Publish(List<byte[]> arrived, Action<string> announced)
    {
        long bytes = 0;
        foreach (var entry in arrived)
        {
            _tiles.Add(entry);
            bytes += entry.Length;
        }

        if (_tiles.Size == _published.Checkpoint.Size) return;
        _tiles.Flush();
        var checkpoint = new Checkpoint(signer.Name, _tiles.Size, _tiles.Root());
        var note = signer.Sign(checkpoint);
        Write(_folder.Checkpoint, note);
        _tiles.RemoveSuperseded();
        Interlocked.Add(ref _bytesHeld, -bytes);
        lock (_gate)
        {
            Volatile.Write(ref _published, new PublishedNote(note, checkpoint));
            foreach (var (_, done) in _waiting.Where(w => w.Size <= checkpoint.Size)) done.TrySetResult();
            _waiting.RemoveAll(w => w.Size <= checkpoint.Size);
        }

        announced(note.ToString());
    }

    private void File(SignedNote cosigned)
    {
        var checkpoint = Checkpoint.Read(cosigned, signer.Verifier, out _)!;
        if (_witnessed is not null && _witnessed.Checkpoint.Size > checkpoint.Size) return;
        var published = _published;
        if (published.Checkpoint == checkpoint)
        {
            published = published with { Note = published.Note.With(cosigned.Signatures) };
            Write(_folder.Checkpoint, published.Note);
            Volatile.Write(ref _published, published);
        }

        Write(_folder.Witnessed, cosigned);
        Volatile.Write(ref _witnessed, new PublishedNote(cosigned, checkpoint));
    }

    private void Write(string path, SignedNote note)
    {
        _folder.Put(path, Encoding.UTF8.GetBytes(note.ToString()));
        _folder.FlushNames();
    }
}

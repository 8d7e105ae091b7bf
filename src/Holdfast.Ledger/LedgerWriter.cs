using System.Runtime.InteropServices;

namespace Holdfast.Ledger;

/// <summary>
/// The one writer of a ledger. An append is answered when the entry is on the disk (write-ahead file, one flush for all
/// callers that wait: group commit); tiles and signed checkpoints follow in the background and can always be made again
/// from the write-ahead file. When the disk fails nothing is appended any more and <see cref="Broken"/> completes: after
/// a failed flush nobody knows what is on the disk, so the only way on is to start again from it.
/// </summary>
public sealed class LedgerWriter : IAsyncDisposable
{
    /// <summary>Bundles give an entry's length 16 bits.</summary>
    public const int MaxEntryLength = EntryBundle.MaxEntryLength;

    /// <summary>Beside an entry, in the write-ahead file only. Larger than any change of a store that belongs to one decision.</summary>
    public const int MaxAttachmentLength = 16 << 20;

    /// <summary>Not yet in tiles. Reached when the disk does not answer for many seconds under full load: then refusing is better than memory running out.</summary>
    public const long MaxBytesHeld = 256 << 20;

    /// <summary>One write and flush carries at most about this much, so that the first caller of a rush does not wait for the last.</summary>
    private const int MaxBatchBytes = 4 << 20;

    private readonly Lock _commitGate = new();
    private readonly object _queueGate = new();
    private readonly IDisposable _folderLock;
    private readonly WriteAheadJournal _journal;
    private readonly LedgerPublisher _publisher;
    private readonly Thread _thread;
    private readonly long _maxBytesHeld;
    private readonly TaskCompletionSource<LedgerException> _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private List<PendingAppend> _queue = [];
    private long _next;
    private long _size;
    private bool _closing;

    private LedgerWriter(IDisposable folderLock, WriteAheadJournal journal, LedgerPublisher publisher, long maxBytesHeld)
    {
        (_folderLock, _journal, _publisher, _maxBytesHeld) = (folderLock, journal, publisher, maxBytesHeld);
        _next = _size = journal.NextIndex;
        _thread = new Thread(CommitLoop) { IsBackground = true, Name = "ledger commit" };
        publisher.Start(Break, note => CheckpointPublished?.Invoke(note));
        _thread.Start();
    }

    /// <summary>A newer checkpoint is on the disk. Called on the publishing thread: hand the work on, do not throw.</summary>
    public event Action<string>? CheckpointPublished;

    /// <summary>Entries that are on the disk. The index of the next entry is at least this.</summary>
    public long Size => Volatile.Read(ref _size);

    /// <summary>The newest signed checkpoint on the disk, with the witness's cosignature once it was added.</summary>
    public string PublishedCheckpoint => _publisher.Published.Note.ToString();

    /// <summary>How many entries <see cref="PublishedCheckpoint"/> covers.</summary>
    public long PublishedSize => _publisher.Published.Checkpoint.Size;

    /// <summary>The newest checkpoint that a witness cosigned, or null.</summary>
    public string? WitnessedCheckpoint => _publisher.Witnessed?.Note.ToString();

    /// <summary>Completes, with the reason, when the disk failed. The owner must stop its process.</summary>
    public Task<LedgerException> Broken => _broken.Task;

    /// <summary>Makes an empty ledger: its folders, its first checkpoint (size 0), its journal.</summary>
    /// <exception cref="LedgerException">There is a ledger already.</exception>
    public static void Create(string folder, NoteSigner signer) => LedgerOpening.Create(folder, signer, new StorageFiles());

    /// <summary>Replays the journal over the last checkpoint and compares everything that can be compared.</summary>
    /// <exception cref="LedgerException">Anything is in doubt; the message names the mend.</exception>
    public static LedgerWriter Open(string folder, NoteSigner signer, TimeProvider time) => Open(folder, signer, time, new StorageFiles());

    internal static LedgerWriter Open(string folder, NoteSigner signer, TimeProvider time, StorageFiles files, long maxBytesHeld = MaxBytesHeld)
    {
        var opened = LedgerOpening.Open(folder, signer, files);
        return new LedgerWriter(opened.Lock, opened.Journal, new LedgerPublisher(opened, signer, time), maxBytesHeld);
    }

    /// <summary>
    /// Appends an entry; the order of calls is the order of entries. Completes with the entry's index when it is on the
    /// disk. The attachment is kept beside it in the write-ahead file, for <see cref="ReadJournal"/>, and nowhere else.
    /// Both are copied.
    /// </summary>
    /// <exception cref="ArgumentException">Too long; nothing was appended.</exception>
    /// <exception cref="LedgerException">The ledger is broken, closed or overloaded; nothing was appended.</exception>
    public Task<long> Append(ReadOnlyMemory<byte> entry, ReadOnlyMemory<byte> attachment) => Append([new NewEntry(entry, attachment)]);

    /// <summary>
    /// Appends entries that stand or fall together: whenever a crash comes, the ledger then has all of them or none.
    /// Completes with the last one's index.
    /// </summary>
    /// <exception cref="ArgumentException">None, or one is too long; nothing was appended.</exception>
    /// <exception cref="LedgerException">The ledger is broken, closed or overloaded; nothing was appended.</exception>
    public Task<long> Append(IReadOnlyList<NewEntry> together)
    {
        if (together.Count == 0) throw new ArgumentException("No entry to append.", nameof(together));
        foreach (var (entry, attachment) in together)
        {
            if (entry.Length is 0 or > MaxEntryLength) throw new ArgumentException($"An entry has 1 to {MaxEntryLength} bytes, this one {entry.Length}.", nameof(together));
            if (attachment.Length > MaxAttachmentLength) throw new ArgumentException($"An attachment has at most {MaxAttachmentLength} bytes, this one {attachment.Length}.", nameof(together));
        }

        var copies = together.Select(item => (Entry: item.Entry.ToArray(), Attachment: item.Attachment.ToArray())).ToList();
        lock (_queueGate)
        {
            if (_broken.Task.IsCompleted) throw new LedgerException("The ledger is broken; nothing can be appended. " + _broken.Task.Result.Message);
            if (_closing) throw new LedgerException("The ledger is closed; nothing can be appended.");
            if (_publisher.BytesHeld > _maxBytesHeld) throw new LedgerException("The disk does not keep up with the ledger. Wait, and find out what slows it.");
            if (_queue.Count == 0) Monitor.Pulse(_queueGate);
            for (var i = 0; i < copies.Count; i++)
            {
                var pending = new PendingAppend(_next++, copies[i].Entry, copies[i].Attachment, goesOn: i < copies.Count - 1);
                _publisher.Hold(pending.Bytes);
                _queue.Add(pending);
            }

            return _queue[^1].Task;
        }
    }

    /// <summary>Items from that index on which were on the disk when the enumeration began.</summary>
    /// <exception cref="LedgerException">The journal begins later: its owner lost what it had applied.</exception>
    public IEnumerable<JournalItem> ReadJournal(long fromIndex) => _journal.Read(fromIndex, Size);

    /// <summary>The owner has applied everything below; the journal's files may go once a checkpoint covers them too.</summary>
    public void ReleaseJournal(long belowIndex) => _publisher.Release(belowIndex);

    /// <summary>Completes when a checkpoint of at least that size is on the disk.</summary>
    public Task WaitForCheckpoint(long size, CancellationToken cancellation) => _publisher.WaitFor(size, cancellation);

    /// <summary>
    /// Adds a witness's cosignatures of one of our checkpoints: to the served checkpoint when it is still that one, and to
    /// <see cref="WitnessedCheckpoint"/>. Whether the cosignature is the witness's, its client has checked.
    /// </summary>
    /// <exception cref="ArgumentException">The note is not one of this log's checkpoints.</exception>
    public void AddCosignature(SignedNote cosigned) => _publisher.AddCosignature(cosigned);

    /// <summary>That the tree of <paramref name="newSize"/> entries continues that of <paramref name="oldSize"/>; both published.</summary>
    public IReadOnlyList<byte[]> ConsistencyProof(long oldSize, long newSize) => _publisher.ConsistencyProof(oldSize, newSize);

    /// <summary>Writes what was appended, publishes a last checkpoint and gives the folder free.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_queueGate)
        {
            _closing = true;
            Monitor.Pulse(_queueGate);
        }

        await Task.Run(() =>
        {
            _thread.Join();
            _publisher.Dispose();
            _journal.Dispose();
            _folderLock.Dispose();
        }).ConfigureAwait(false);
    }

    private void CommitLoop()
    {
        var batch = new List<PendingAppend>();
        try
        {
            while (TakeQueue(ref batch))
            {
                for (var done = 0; done < batch.Count;)
                {
                    var count = BatchCount(batch, done);
                    Commit(CollectionsMarshal.AsSpan(batch).Slice(done, count));
                    done += count;
                }

                batch.Clear();
            }
        }
        catch (Exception e)
        {
            Break(e);
            foreach (var item in batch) item.TrySetException(_broken.Task.Result);
        }
    }

    private bool TakeQueue(ref List<PendingAppend> batch)
    {
        lock (_queueGate)
        {
            while (_queue.Count == 0 && !_closing && !_broken.Task.IsCompleted) Monitor.Wait(_queueGate);
            (_queue, batch) = (batch, _queue);
            return batch.Count > 0;
        }
    }

    /// <summary>How many go into one write. What stands or falls together is never parted: that would publish the one before the other is safe.</summary>
    private static int BatchCount(List<PendingAppend> batch, int from)
    {
        var (count, bytes) = (1, (long)batch[from].Bytes);
        while (from + count < batch.Count && ((bytes += batch[from + count].Bytes) <= MaxBatchBytes || batch[from + count - 1].GoesOn)) count++;
        return count;
    }

    private void Commit(ReadOnlySpan<PendingAppend> batch)
    {
        _journal.Append(batch);
        Volatile.Write(ref _size, _journal.NextIndex);
        foreach (var item in batch) item.TrySetResult(item.Index);
        _publisher.Add(batch);
    }

    /// <summary>The disk failed, here or in the publisher: nothing more is accepted, whoever waits is told.</summary>
    private void Break(Exception cause)
    {
        List<PendingAppend> failed;
        lock (_queueGate)
        {
            if (!_broken.TrySetResult(new LedgerException($"The ledger cannot be written: {cause.Message} Mend the disk, then start again; everything answered is kept.", cause))) return;
            (failed, _queue) = (_queue, []);
            Monitor.Pulse(_queueGate);
        }

        foreach (var item in failed) item.TrySetException(_broken.Task.Result);
        _publisher.Close();
    }
}

/// <summary>An entry to append, and what is kept beside it in the write-ahead file.</summary>
public readonly record struct NewEntry(ReadOnlyMemory<byte> Entry, ReadOnlyMemory<byte> Attachment);

using Holdfast.Ledger;

namespace Holdfast.Keyholder.Ledger;

/// <summary>
/// Brings store.db up to date from the ledger's write-ahead file, in batches, beside the work. Nobody waits for it; when
/// it is behind, the journal is longer and the next start replays more.
/// </summary>
internal sealed class StoreFollower : IAsyncDisposable
{
    /// <summary>Entries in one transaction.</summary>
    private const int Batch = 4_000;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly StoreFile _store;
    private readonly LedgerWriter _ledger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _work;
    private readonly TaskCompletionSource<string> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _next;

    public StoreFollower(StoreFile store, LedgerWriter ledger)
    {
        (_store, _ledger, _next) = (store, ledger, store.NextIndex());
        _work = Task.Run(Work);
    }

    /// <summary>Completes when store.db cannot be written: the journal would grow without end, so the process must stop.</summary>
    public Task<string> Failed => _failed.Task;

    private async Task Work()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                if (CatchUp()) continue;
                await Task.Delay(Pause, _stop.Token).ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
            }

            while (CatchUp())
            {
            }
        }
        catch (Exception e)
        {
            _failed.TrySetResult($"store.db cannot be written: {e.Message} Mend the disk, then start again; everything answered is kept.");
        }
    }

    /// <summary>One batch; false when there is nothing left to do.</summary>
    private bool CatchUp()
    {
        if (_next >= _ledger.Size) return false;
        var rows = new Dictionary<(string, string), byte[]?>();
        var next = _next;
        foreach (var item in _ledger.ReadJournal(_next).Take(Batch))
        {
            foreach (var change in ChangeList.Read(item.Attachment)) rows[(change.Kind, change.Key)] = change.Removed ? null : change.Row;
            next = item.Index + 1;
        }

        _store.Apply(rows, next);
        _ledger.ReleaseJournal(next);
        _next = next;
        return true;
    }

    /// <summary>Catches up and ends. Call it when nothing is decided any more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _work.ConfigureAwait(false);
        _stop.Dispose();
    }
}

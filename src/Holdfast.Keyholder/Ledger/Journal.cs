using Google.Protobuf;
using Holdfast.Keyholder.Serving;
using Holdfast.Ledger;

namespace Holdfast.Keyholder.Ledger;

/// <summary>
/// The one door to the keyholder's state. A decision runs under the one lock: it reads tables and drafts entries with
/// their changes; these are applied and handed to the ledger in the same order; the answer leaves only when they are on
/// the disk. Store.db follows from the ledger's write-ahead file (<see cref="StoreFollower"/>).
/// </summary>
internal sealed class Journal(LedgerWriter ledger, Tables tables, StoreDigest digest, Readiness readiness, TimeProvider time, long lastEntryMs)
{
    /// <summary>A clock that is set back a little by time synchronisation is waited for; further back, nothing is decided.</summary>
    private static readonly TimeSpan ClockStep = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly TaskCompletionSource<string> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lastMs = lastEntryMs;
    private Task _lastAppend = Task.CompletedTask;

    public Tables Tables => tables;

    /// <summary>Completes when memory and ledger may differ; the process must stop with 3 and start again from the disk.</summary>
    public Task<string> Failed => _failed.Task;

    /// <summary>Nothing is decided for anybody: the witness has not agreed.</summary>
    public bool Refusing => readiness.Refusal() is not null;

    /// <summary>Runs a decision on the request of another role. Refused for everybody while the witness does not agree.</summary>
    /// <exception cref="UnavailableException">The keyholder cannot decide now; the message names the mend.</exception>
    public Task<TReply> Decide<TReply>(Func<Draft, TReply> decide) where TReply : class, IMessage, new() =>
        readiness.Refusal() is { } refusal ? Task.FromResult(Replies.Refuse<TReply>(refusal)) : Run(decide);

    /// <summary>Runs a decision of the keyholder's own: its start, its sweeps.</summary>
    /// <exception cref="UnavailableException">The keyholder cannot decide now; the message names the mend.</exception>
    public async Task<T> Run<T>(Func<Draft, T> decide)
    {
        T answer;
        Task durable;
        Action? afterwards;
        lock (_gate)
        {
            var draft = new Draft(Now());
            answer = decide(draft);
            durable = Write(draft);
            afterwards = draft.Afterwards;
        }

        try
        {
            await durable.ConfigureAwait(false);
        }
        catch (LedgerException e)
        {
            throw Fail(e);
        }

        afterwards?.Invoke();
        return answer;
    }

    private Task Write(Draft draft)
    {
        var entries = draft.Entries;
        if (entries.Count == 0) return _lastAppend; // what was read may not be on the disk yet: the answer waits for it
        try
        {
            var together = new List<NewEntry>(entries.Count);
            for (var i = 0; i < entries.Count; i++)
            {
                var (entry, changes) = entries[i];
                foreach (var change in changes) change.Apply(digest);
                if (i == entries.Count - 1) RemoveExpired(changes, draft.NowMs);
                together.Add(new NewEntry(entry.Finish(digest.Published()), ChangeList.Write(changes)));
            }

            // Together: a crash between "refused" and "frozen", or "session-end" and "grant-ended", would widen something.
            _lastAppend = ledger.Append(together);
            _lastMs = draft.NowMs;
            return _lastAppend; // entries reach the disk in order, so the last one's arrival is everybody's
        }
        catch (Exception e)
        {
            throw Fail(e);
        }
    }

    private void RemoveExpired(List<Change> changes, long nowMs)
    {
        foreach (var removal in tables.Expiry.TakeDue(nowMs))
        {
            removal.Apply(digest);
            changes.Add(removal);
        }
    }

    private DateTimeOffset Now()
    {
        if (_failed.Task.IsCompleted) throw new UnavailableException(_failed.Task.Result);
        var now = time.GetUtcNow();
        var last = DateTimeOffset.FromUnixTimeMilliseconds(_lastMs);
        if (now >= last)
        {
            readiness.GoOn();
            return now;
        }

        if (last - now <= ClockStep) return last;
        var mend = $"The clock went back to {now:u}, but the ledger was written at {last:u}. Set the clock right; the keyholder then goes on by itself.";
        readiness.Stop(mend);
        throw new UnavailableException(mend);
    }

    /// <summary>After changes were applied and their entry was not taken, memory is ahead of the ledger: only a new start from the disk puts that right.</summary>
    private UnavailableException Fail(Exception cause)
    {
        var mend = $"The ledger could not be written: {cause.Message}";
        readiness.Stop(mend);
        _failed.TrySetResult(mend);
        return new UnavailableException(mend);
    }
}

/// <summary>The keyholder decides nothing at present; the message names the mend.</summary>
internal sealed class UnavailableException(string mend) : Exception(mend);

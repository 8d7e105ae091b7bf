using Holdfast.Keyholder.Approvals;
using Holdfast.Keyholder.Employment;
using Holdfast.Keyholder.Exports;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Keys;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.People.Passwords;
using Holdfast.Keyholder.Watching;

namespace Holdfast.Keyholder.Sessions;

/// <summary>Once a second: ends what has run out, so that nodes hear of it; says which requests have lapsed; enters refusals that were only counted; makes the month's epoch.</summary>
internal sealed class Sweep(Journal journal, StatementGate gate, SessionLocks locks, Endings endings, Standings standings, Refusals refusals, FailedSignIns failed, ExportEnds exports, EpochKeys epochs, Readiness readiness, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CountedEntered = TimeSpan.FromMinutes(1);

    /// <summary>No import takes a day; one that does begins again.</summary>
    private static readonly TimeSpan LongestImport = TimeSpan.FromHours(24);

    /// <summary>In one sweep, so that a night's sessions do not stand in the way of a morning's.</summary>
    private const int MostEnded = 200;

    private readonly CancellationTokenSource _stop = new();
    private DateTimeOffset _counted;

    /// <summary>Ends when it is stopped; fails when it cannot go on, and then the keyholder must not either.</summary>
    public Task Work { get; private set; } = Task.CompletedTask;

    public void Start() => Work = Task.Run(Tick);

    private async Task Tick()
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false)) await Once().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    /// <summary>Nothing is entered while the witness disagrees or the clock is wrong.</summary>
    public async Task Once()
    {
        if (readiness.Refusal() is not null) return;
        try
        {
            epochs.Ensure(Generation.At(time.GetUtcNow()));
            // A decision of its own: a session that ends for both reasons is removed once.
            await journal.Run(draft =>
            {
                standings.Sweep(draft);
                return true;
            }).ConfigureAwait(false);
            await journal.Run(draft =>
            {
                End(draft);
                Lapse.Run(draft, journal.Tables);
                exports.Sweep(draft);
                if (draft.Now - _counted < CountedEntered) return true;
                _counted = draft.Now;
                refusals.EnterCounted(draft);
                failed.EnterCounted(draft);
                gate.ForgetEnded();
                return true;
            }).ConfigureAwait(false);
        }
        catch (UnavailableException)
        {
            // The clock is back, or the ledger broken: said elsewhere, and tried again in a second.
        }
    }

    private void End(Draft draft)
    {
        var tables = journal.Tables;
        foreach (var session in tables.Sessions.Rows.Where(session => Over(draft, session)).Take(MostEnded).ToList()) endings.End(draft, session, "overall limit");
        foreach (var session in tables.Sessions.Rows.Where(session => Idle(draft, session)).Take(MostEnded).ToList()) locks.Lock(draft, session);
        foreach (var import in tables.Imports.LiveRows.Where(row => draft.NowMs - row.Made > LongestImport.TotalMilliseconds).ToList()) endings.End(draft, import, "expired");
    }

    private static bool Over(Draft draft, SessionRow session) => draft.NowMs - session.SignedIn >= SessionLimits.Overall.TotalMilliseconds;

    private bool Idle(Draft draft, SessionRow session)
    {
        if (session.LockedAt > 0 || Over(draft, session)) return false;
        return draft.NowMs - session.LastUsed >= gate.Facts(session, journal.Tables.People.Find(session.Person)!).IdleLimit.TotalMilliseconds;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await Work.ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
        _stop.Dispose();
    }
}

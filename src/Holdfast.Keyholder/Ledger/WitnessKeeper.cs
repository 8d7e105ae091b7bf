using Holdfast.Ledger;
using Holdfast.Wire.Connections;
using WitnessState = Holdfast.Keyholder.Grants.WitnessState;

namespace Holdfast.Keyholder.Ledger;

/// <summary>
/// Keeps the ledger's newest checkpoint with the witness. Nothing is decided before it has answered once; when it has
/// seen more than we hold, or something else, nothing is decided any more, whatever it says later.
/// </summary>
internal sealed class WitnessKeeper : IAsyncDisposable
{
    /// <summary>DESIGN: while a witness is silent only scheduled patients and emergencies are opened.</summary>
    private static readonly TimeSpan SilentAfter = TimeSpan.FromSeconds(10);

    /// <summary>Also without new entries, so that silence is noticed before somebody needs to know.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(3);

    /// <summary>The status that says: what was witnessed is not the beginning of this. 403 and 404 say that the witness does not know our key, which is no answer.</summary>
    private const int Contradiction = 422;

    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(3);

    private readonly LedgerWriter _ledger;
    private readonly Journal _journal;
    private readonly Readiness _readiness;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;
    private readonly WitnessClient _client;
    private readonly SemaphoreSlim _news = new(0, 1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<Task> _begin;
    private readonly TaskCompletionSource _agreed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DateTimeOffset _heard;

    /// <param name="begin">Called once, when the witness has agreed for the first time and before anybody's request is decided.</param>
    public WitnessKeeper(LedgerWriter ledger, Journal journal, Readiness readiness, TimeProvider time, HttpMessageHandler handler, string address, NoteVerifier witness, Func<Task> begin)
    {
        (_ledger, _journal, _readiness, _time, _begin) = (ledger, journal, readiness, time, begin);
        _http = new HttpClient(handler) { BaseAddress = new Uri(address.TrimEnd('/') + "/"), Timeout = AnswerWithin };
        _client = new WitnessClient(_http, witness);
        ledger.CheckpointPublished += _ => Wake();
    }

    /// <exception cref="SettingsException">There is none.</exception>
    public static NoteVerifier LoadWitness(string folder)
    {
        var path = Path.Combine(folder, "witness.vkey");
        if (!File.Exists(path)) throw new SettingsException($"{path} is missing. It is the line that `Holdfast.Watch init` printed; without a witness no key is released.");
        return NoteVerifier.TryParse(File.ReadAllText(path).Trim(), out var witness) ? witness : throw new SettingsException($"{path} is not a verifier key.");
    }

    /// <summary>Completes when the witness has agreed and requests are decided.</summary>
    public Task Agreed => _agreed.Task;

    /// <summary>Ends when it is stopped; fails when it cannot go on, and then the keyholder must not either.</summary>
    public Task Work { get; private set; } = Task.CompletedTask;

    public void Start() => Work = Task.Run(Keep);

    private async Task Keep()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                await Ask().ConfigureAwait(false);
                await Rest(_readiness.Witness == WitnessState.Present ? Heartbeat : Retry).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private async Task Ask()
    {
        try
        {
            await Take(await _client.Submit(_ledger, _stop.Token).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (UnavailableException)
        {
            // The clock is wrong, so nothing can be entered now: asked again, and entered, when it is right.
        }
    }

    private async Task Take(WitnessOutcome outcome)
    {
        var now = _time.GetUtcNow();
        switch (_readiness.Witness, outcome)
        {
            case (WitnessState.Ahead, _):
                return;
            case (WitnessState.Awaited, WitnessOutcome.Cosigned cosigned):
                await _begin().ConfigureAwait(false);
                _readiness.Stand(WitnessState.Present, cosigned.Size);
                _agreed.TrySetResult();
                break;
            case (WitnessState.Silent, WitnessOutcome.Cosigned cosigned):
                await Record("back", cosigned.Size).ConfigureAwait(false);
                _readiness.Stand(WitnessState.Present, cosigned.Size);
                break;
            case (_, WitnessOutcome.Cosigned cosigned):
                _readiness.Stand(WitnessState.Present, cosigned.Size);
                break;
            case (WitnessState.Present, WitnessOutcome.Silent or WitnessOutcome.Contradicted { Status: not Contradiction }) when now - _heard > SilentAfter:
                _readiness.Stand(WitnessState.Silent, _readiness.WitnessedSize); // first of all: entered or not, it is silent
                await Record("silent", _readiness.WitnessedSize).ConfigureAwait(false);
                break;
            // Not an entry: whoever continues a ledger that the witness contradicts makes the contradiction longer.
            case (_, WitnessOutcome.Ahead ahead):
                _readiness.Stand(WitnessState.Ahead, ahead.Size);
                break;
            case (_, WitnessOutcome.Contradicted { Status: Contradiction }):
                _readiness.Stand(WitnessState.Ahead, _readiness.WitnessedSize);
                break;
        }

        if (outcome is WitnessOutcome.Cosigned) _heard = now;
        _readiness.Hear(outcome switch
        {
            WitnessOutcome.Silent silent => silent.Detail,
            WitnessOutcome.Contradicted no => $"It answered {no.Status}: {no.Detail} Is log.vkey in the watch's folder this ledger's key?",
            _ => "",
        });
    }

    private Task Record(string state, long size) => _journal.Run(draft =>
    {
        draft.Record("witness", json =>
        {
            json.WriteString("state", state);
            json.WriteNumber("size", size);
        });
        return true;
    });

    /// <summary>Until there is a new checkpoint or the time is up.</summary>
    private async Task Rest(TimeSpan longest)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var pause = Task.Delay(longest, _time, waiting.Token);
        await Task.WhenAny(_news.WaitAsync(waiting.Token), pause).ConfigureAwait(false);
        await waiting.CancelAsync().ConfigureAwait(false);
    }

    private void Wake()
    {
        if (_news.CurrentCount == 0 && !_stop.IsCancellationRequested) _news.Release();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await Work.ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
        _http.Dispose();
    }
}

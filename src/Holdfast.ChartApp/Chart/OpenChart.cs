using Holdfast.ChartApp.Fhir;
using Holdfast.ChartApp.Launch;
using Holdfast.ChartApp.Notes;
using Holdfast.ChartApp.Words;

namespace Holdfast.ChartApp.Chart;

internal enum ClosedBecause { Idle, Ended }

/// <summary>
/// The chart on the screen: what came of it, the drafts of its reader, and the grant that keeps it open. Closed, it is
/// forgotten; only sealed drafts stay on the device.
/// </summary>
internal sealed class OpenChart
{
    /// <summary>Nobody touched the page for so long: the telephone may lie on a kitchen table.</summary>
    public static readonly TimeSpan IdleLimit = TimeSpan.FromMinutes(15);

    /// <summary>Notes that the server refused while this chart was open: sent again by their author, not by themselves.</summary>
    private readonly HashSet<string> _refused = [];

    private bool _flushing;

    public OpenChart(FhirConnection fhir, IDraftStore store, ServerClock clock)
    {
        Fhir = fhir;
        Clock = clock;
        Loader = new ChartLoader(fhir, Data, Touch);
        Drafts = new DraftBox(store, fhir.Grant);
        Sender = new NoteSender(fhir, Drafts, Data);
        fhir.Ended += () => Closed?.Invoke(ClosedBecause.Ended);
    }

    public FhirConnection Fhir { get; }
    public ServerClock Clock { get; }
    public ChartData Data { get; } = new();
    public ChartLoader Loader { get; }
    public DraftBox Drafts { get; }
    public NoteSender Sender { get; }

    public Grant Grant => Fhir.Grant;

    public bool Online { get; private set; } = true;

    /// <summary>Grows with everything that is to be drawn anew.</summary>
    public int Version { get; private set; }

    /// <summary>Notes that had waited and went out by themselves.</summary>
    public int SentMeanwhile { get; private set; }

    public bool MayWrite => !Grant.ReadOnly && !Grant.IdentityOnly;

    public event Action? Changed;
    public event Action<ClosedBecause>? Closed;

    public void Touch()
    {
        Version++;
        Changed?.Invoke();
    }

    public async Task Open(Wording wording)
    {
        if (Grant.Staff is not null) return; // its page asks for what it shows
        await Drafts.Load();
        Touch();
        await Loader.Load();
        await SendQueued(wording);
    }

    /// <summary>Every few seconds, and when the signal comes or goes: closes an idle chart, keeps a used one open, sends what waits.</summary>
    public async Task Beat(TimeSpan idle, bool online, Wording wording)
    {
        if (idle > IdleLimit)
        {
            Closed?.Invoke(ClosedBecause.Idle);
            return;
        }
        var back = online && !Online;
        if (Online != online)
        {
            Online = online;
            Touch();
        }
        if (!online) return;
        await Fhir.KeepAlive();
        if (Grant.Staff is not null) return;
        if (back && Loader.AnyFailed) await Loader.Load();
        await SendQueued(wording);
    }

    /// <summary>Signed notes that wait for signal, oldest first. Stops at the first that does not go through.</summary>
    private async Task SendQueued(Wording wording)
    {
        if (_flushing) return;
        _flushing = true;
        try
        {
            foreach (var draft in Drafts.Drafts.Where(d => d.State != DraftState.Writing && d.Signed is not null && !_refused.Contains(d.Id)).ToArray())
            {
                var outcome = await Sender.Send(draft, wording);
                if (outcome is SendOutcome.Sent) SentMeanwhile++;
                Touch();
                if (outcome is SendOutcome.Refused) _refused.Add(draft.Id);
                if (outcome is not SendOutcome.Sent) break;
            }
        }
        finally
        {
            _flushing = false;
        }
    }
}

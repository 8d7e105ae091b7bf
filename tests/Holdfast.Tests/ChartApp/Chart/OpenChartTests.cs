using Holdfast.ChartApp.Chart;
using Holdfast.ChartApp.Launch;
using Holdfast.ChartApp.Notes;
using Holdfast.ChartApp.Words;

namespace Holdfast.Tests.ChartApp.Chart;

public sealed class OpenChartTests : IDisposable
{
    private static readonly Wording English = new(Language.English, TimeZoneInfo.Utc);
    private static readonly TimeSpan InUse = TimeSpan.FromSeconds(5);
    private readonly PretendRecords _records = new();
    private readonly DraftsInMemory _device = new();
    private readonly OpenChart _chart;

    public OpenChartTests() => _chart = new OpenChart(_records.Connect(), _device, new ServerClock(_records.Time));

    public void Dispose() => _records.Key.Dispose();

    [Fact]
    public async Task A_chart_that_nobody_touches_is_put_away()
    {
        ClosedBecause? why = null;
        _chart.Closed += because => why = because;
        await _chart.Beat(OpenChart.IdleLimit, online: true, English);
        Assert.Null(why);
        await _chart.Beat(OpenChart.IdleLimit + TimeSpan.FromSeconds(1), online: true, English);
        Assert.Equal(ClosedBecause.Idle, why);
    }

    [Fact]
    public async Task A_chart_in_use_stays_open_beyond_the_life_of_a_token()
    {
        for (var minute = 0; minute < 60; minute++)
        {
            _records.Time.Advance(TimeSpan.FromMinutes(1));
            await _chart.Beat(InUse, online: true, English);
        }
        Assert.True(_chart.Grant.Expires > _records.Time.GetUtcNow());
        Assert.InRange(_records.Requests.Count(r => r.Contains("/token")), 5, 10);
    }

    [Fact]
    public async Task A_signed_note_goes_out_when_the_signal_is_back_and_the_chart_says_so()
    {
        await _chart.Beat(InUse, online: false, English);
        await _chart.Drafts.Save(Signed());
        await _chart.Beat(InUse, online: false, English);
        Assert.Equal(0, _records.Creates);
        await _chart.Beat(InUse, online: true, English);
        Assert.Equal(1, _chart.SentMeanwhile);
        Assert.Empty(_chart.Drafts.Drafts);
    }

    [Fact]
    public async Task A_note_that_was_refused_is_not_sent_again_by_itself()
    {
        await _chart.Drafts.Save(Signed() with { State = DraftState.Sending });
        _records.Refusal = type => type == "Composition" ? (System.Net.HttpStatusCode.UnprocessableEntity, "") : null;
        await _chart.Beat(InUse, online: true, English);
        var after = _records.Creates;
        await _chart.Beat(InUse, online: true, English);
        Assert.Equal(after, _records.Creates);
        Assert.Single(_chart.Drafts.Drafts);
    }

    [Fact]
    public async Task An_unsigned_draft_is_never_sent_by_itself()
    {
        await _chart.Drafts.Save(Signed() with { State = DraftState.Writing, Signed = null });
        await _chart.Beat(InUse, online: true, English);
        Assert.Equal(0, _records.Creates);
    }

    [Fact]
    public async Task When_the_session_ends_the_chart_is_put_away_and_the_draft_stays()
    {
        ClosedBecause? why = null;
        _chart.Closed += because => why = because;
        await _chart.Drafts.Save(Signed());
        _records.SessionEnded = true;
        await _chart.Beat(InUse, online: true, English);
        Assert.Equal(ClosedBecause.Ended, why);
        Assert.Equal(1, await _device.Count());
    }

    private NoteDraft Signed()
    {
        var now = _records.Time.GetUtcNow();
        return new NoteDraft { Id = DerivedId.NewDraft(), State = DraftState.Queued, Started = now, Saved = now, Happened = now, Signed = now, Words = "Fine." };
    }
}

using System.Net;
using Holdfast.ChartApp.Chart;
using Holdfast.ChartApp.Notes;
using Holdfast.ChartApp.Words;

namespace Holdfast.Tests.ChartApp.Notes;

/// <summary>A note goes into the chart once, whatever the signal does, and is never lost on the way.</summary>
public sealed class NoteSenderTests : IDisposable
{
    private static readonly Wording English = new(Language.English, TimeZoneInfo.Utc);
    private readonly PretendRecords _records = new();
    private readonly DraftsInMemory _device = new();
    private readonly ChartData _chart = new();

    public void Dispose() => _records.Key.Dispose();

    /// <summary>The visit, the words and two vital signs: four creates. Each is lost before and after it took effect.</summary>
    public static TheoryData<int, int> EveryInterruption
    {
        get
        {
            var all = new TheoryData<int, int>();
            for (var step = 0; step < 4; step++)
            {
                all.Add(step, (int)Trouble.LostBefore);
                all.Add(step, (int)Trouble.LostAfter);
            }
            return all;
        }
    }

    [Theory]
    [MemberData(nameof(EveryInterruption))]
    public async Task A_note_that_a_lost_signal_interrupted_anywhere_is_written_once_when_it_is_sent_again(int step, int trouble)
    {
        var (sender, drafts, draft) = await Begin();
        _records.TroubleAt = n => n == step ? (Trouble)trouble : Trouble.None;

        Assert.IsType<SendOutcome.Waiting>(await sender.Send(draft, English));
        Assert.Equal(1, await _device.Count());
        Assert.IsType<SendOutcome.Sent>(await sender.Send(drafts.Drafts.Single(), English));

        Assert.Equal((1, 1, 2), (_records.Count("Encounter"), _records.Count("Composition"), _records.Count("Observation")));
        Assert.Equal(0, await _device.Count());
    }

    [Fact]
    public async Task After_a_reload_the_same_draft_is_sent_without_a_second_copy()
    {
        var (sender, _, draft) = await Begin();
        _records.TroubleAt = n => n == 2 ? Trouble.LostAfter : Trouble.None;
        await sender.Send(draft, English);

        var again = _records.Connect();
        var afterReload = new DraftBox(_device, again.Grant);
        await afterReload.Load();
        Assert.IsType<SendOutcome.Sent>(await new NoteSender(again, afterReload, new ChartData()).Send(afterReload.Drafts.Single(), English));

        Assert.Equal((1, 1, 2), (_records.Count("Encounter"), _records.Count("Composition"), _records.Count("Observation")));
    }

    [Fact]
    public async Task A_sent_note_is_in_the_timeline_at_once_with_event_and_writing_time()
    {
        var (sender, _, draft) = await Begin();
        var sent = Assert.IsType<SendOutcome.Sent>(await sender.Send(draft, English));

        Assert.Equal("41", sent.Version);
        var item = Assert.Single(Timeline.Build(_chart));
        Assert.True(item.Visit!.AtHome);
        Assert.Equal("Amina Hassan", item.Visit.Who);
        var note = Assert.Single(item.Notes);
        Assert.Equal("Dressing changed.\nWound < 2 cm & clean.", note.Parts[0].Text);
        Assert.Equal(draft.Happened, note.Happened!.Value.Start);
        Assert.Equal(draft.Signed, note.Written!.Value.Start);
        Assert.True(Timeline.IsLate(note.Happened, note.Written));
        Assert.Equal(2, item.Measurements.Count);
    }

    [Theory]
    [InlineData(422)]
    [InlineData(403)]
    [InlineData(409)]
    public async Task A_refused_note_is_kept_may_be_mended_and_says_how(int status)
    {
        var (sender, drafts, draft) = await Begin();
        _records.Refusal = type => type == "Encounter" ? ((HttpStatusCode)status, PretendRecords.Outcome("invalid", "What is wrong.")) : null;

        var refused = Assert.IsType<SendOutcome.Refused>(await sender.Send(draft, English));

        Assert.False(refused.InPart);
        Assert.Equal("What is wrong.", refused.ServerWords);
        Assert.NotEqual("", refused.Mend.French);
        Assert.Equal(DraftState.Writing, drafts.Drafts.Single().State);
        Assert.Equal(1, await _device.Count());
    }

    [Fact]
    public async Task A_note_refused_half_way_is_kept_as_signed_and_says_that_a_part_is_in_the_chart()
    {
        var (sender, drafts, draft) = await Begin();
        _records.Refusal = type => type == "Composition" ? (HttpStatusCode.UnprocessableEntity, PretendRecords.Outcome("invalid", "No.")) : null;

        Assert.True(Assert.IsType<SendOutcome.Refused>(await sender.Send(draft, English)).InPart);
        Assert.Equal(DraftState.Sending, drafts.Drafts.Single().State);

        _records.Refusal = _ => null;
        Assert.IsType<SendOutcome.Sent>(await sender.Send(drafts.Drafts.Single(), English));
        Assert.Equal(1, _records.Count("Encounter"));
    }

    [Fact]
    public async Task A_server_that_says_later_leaves_the_note_waiting()
    {
        var (sender, drafts, draft) = await Begin();
        _records.Refusal = _ => (HttpStatusCode.ServiceUnavailable, PretendRecords.Outcome("transient", "Later."));
        Assert.IsType<SendOutcome.Waiting>(await sender.Send(draft, English));
        Assert.Single(drafts.Drafts);
    }

    [Fact]
    public async Task A_note_survives_the_end_of_the_session_and_says_where_to_go()
    {
        var (sender, drafts, draft) = await Begin();
        _records.SessionEnded = true;
        var refused = Assert.IsType<SendOutcome.Refused>(await sender.Send(draft, English));
        Assert.Contains("My day", refused.Mend.English);
        Assert.Single(drafts.Drafts);
        Assert.Equal(1, await _device.Count());
    }

    [Fact]
    public async Task Vital_signs_alone_make_no_empty_note()
    {
        var (sender, drafts, draft) = await Begin();
        var wordless = draft with { Words = " ", TasksDone = [] };
        await drafts.Save(wordless);
        Assert.IsType<SendOutcome.Sent>(await sender.Send(wordless, English));
        Assert.Equal((1, 0, 2), (_records.Count("Encounter"), _records.Count("Composition"), _records.Count("Observation")));
    }

    [Fact]
    public async Task Another_persons_draft_on_the_same_device_is_not_listed()
    {
        var (_, _, _) = await Begin();
        var grant = _records.Connect().Grant with { PersonId = new string('b', 32) };
        var theirs = new DraftBox(_device, grant);
        await theirs.Load();
        Assert.Empty(theirs.Drafts);
        var otherChart = new DraftBox(_device, _records.Connect().Grant with { PatientId = "p2" });
        await otherChart.Load();
        Assert.Empty(otherChart.Drafts);
    }

    private async Task<(NoteSender Sender, DraftBox Drafts, NoteDraft Draft)> Begin()
    {
        var connection = _records.Connect();
        var drafts = new DraftBox(_device, connection.Grant);
        var now = _records.Time.GetUtcNow();
        var draft = new NoteDraft
        {
            Id = DerivedId.NewDraft(),
            State = DraftState.Queued,
            Started = now,
            Saved = now,
            Happened = now.AddHours(-5),
            Signed = now,
            Words = "Dressing changed.\nWound < 2 cm & clean.",
            Vitals = new Dictionary<string, string> { ["85354-9"] = "132/78", ["8310-5"] = "36,8" },
            TasksDone = ["Change dressing"],
        };
        await drafts.Save(draft);
        return (new NoteSender(connection, drafts, _chart), drafts, draft);
    }
}

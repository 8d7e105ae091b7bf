using System.Text.Json;
using Holdfast.ChartApp.Documents;
using Holdfast.ChartApp.Fhir;

namespace Holdfast.Tests.ChartApp.Documents;

/// <summary>A file that gets into the chart once, whole, however often the line breaks.</summary>
public sealed class DocumentSenderTests : IDisposable
{
    private static readonly ChosenFile File = new("d1", "letter.pdf", "application/pdf", 5 * 1024 * 1024 + 17);

    private readonly PretendRecords _records = new();
    private readonly List<TimeSpan> _waited = [];

    public void Dispose() => _records.Key.Dispose();

    private async Task<SentDocument> Send(IDocumentWire wire, FhirConnection fhir, CancellationToken stop = default, Action<long, bool>? progress = null) =>
        await new DocumentSender(fhir, wire, _records.Clock, (pause, cancelled) =>
        {
            _waited.Add(pause);
            cancelled.ThrowIfCancellationRequested();
            return Task.CompletedTask;
        }).Send(File, "Letter", DocumentSender.NewId(), progress ?? ((_, _) => { }), stop);

    [Theory]
    [InlineData("")]
    [InlineData("0")] // the first request never arrives
    [InlineData("1,2,3")]
    [InlineData("0,2,4,5,7,9,10")]
    public async Task Every_byte_is_there_once_whatever_is_lost(string lost)
    {
        foreach (var afterwards in new[] { false, true })
        {
            var wire = new LossyUploads([.. lost.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)], afterwards);
            Assert.IsType<SentDocument.Here>(await Send(wire, _records.Connect()));
            Assert.Equal(File.Size, wire.Length);
            Assert.True(wire.IsComplete);
        }

        Assert.Equal(2, _records.Count("DocumentReference"));
        var attachment = _records.Resources["DocumentReference"][^1]["content"]![0]!["attachment"]!;
        Assert.Equal(("Binary/made", File.Size, "application/pdf", "Letter"), ((string)attachment["url"]!, (long)attachment["size"]!, (string)attachment["contentType"]!, (string)attachment["title"]!));
    }

    [Fact]
    public async Task A_refusal_is_told_in_the_servers_words_and_nothing_refers_to_it()
    {
        var wire = new LossyUploads([], false) { Refuses = (422, "It is no PDF.") };
        Assert.Equal("It is no PDF.", Assert.IsType<SentDocument.Refused>(await Send(wire, _records.Connect())).Words);
        Assert.Equal(0, _records.Count("DocumentReference"));
        Assert.Empty(_waited);
    }

    [Fact]
    public async Task What_the_server_will_never_finish_is_not_sent_for_ever()
    {
        var wire = new LossyUploads([], false) { RefusesToFinish = true };
        Assert.IsType<SentDocument.Refused>(await Send(wire, _records.Connect()));
    }

    [Fact]
    public async Task Without_signal_it_waits_longer_each_time_and_whoever_changes_their_mind_stops_it()
    {
        using var stop = new CancellationTokenSource();
        var wire = new LossyUploads([.. Enumerable.Range(0, 100)], false);
        var sent = await Send(wire, _records.Connect(), stop.Token, (_, isReached) =>
        {
            Assert.False(isReached);
            if (_waited.Count == 6) stop.Cancel();
        });
        Assert.IsType<SentDocument.Stopped>(sent);
        Assert.Equal([2, 4, 8, 16, 20, 20], _waited.Take(6).Select(w => (int)w.TotalSeconds));
    }

    [Fact]
    public async Task A_token_that_ran_out_on_the_way_is_renewed()
    {
        var wire = new LossyUploads([], false) { ForgetsTokenAt = 3 };
        Assert.IsType<SentDocument.Here>(await Send(wire, _records.Connect()));
        Assert.Single(_records.Requests, r => r.Contains("/token"));
    }

    [Theory]
    [InlineData("Binary/a-1.b", true)]
    [InlineData("Binary/a/_history/3", true)]
    [InlineData("Binary/a/_history/x", false)]
    [InlineData("Binary/..", false)]
    [InlineData("Binary/../../token", false)]
    [InlineData("Binary/a?x=1", false)]
    [InlineData("https://evil.test/fhir/Binary/a", false)]
    [InlineData("//evil.test/Binary/a", false)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("Binary/", false)]
    public void Only_what_lies_in_this_chart_is_opened_as_a_document(string url, bool isHere)
    {
        using var json = JsonDocument.Parse($$$"""{"status":"current","content":[{"attachment":{"url":"{{{url}}}","contentType":"image/svg+xml"}}]}""");
        var item = DocumentItem.Read("x", json.RootElement);
        Assert.Equal(isHere, item is not null);
        if (item is not null) Assert.Equal(ShownAs.Saved, item.Shown); // a picture that can run is never shown as one
    }

    /// <summary>Records' resumable uploads as far as the sender sees them, over a line that loses requests of the given numbers, or their answers.</summary>
    private sealed class LossyUploads(int[] lost, bool afterwards) : IDocumentWire
    {
        private int _requests;
        private bool _begun;

        public long Length { get; private set; }
        public bool IsComplete { get; private set; }
        public (int Status, string Words)? Refuses { get; init; }
        public bool RefusesToFinish { get; init; }
        public int ForgetsTokenAt { get; init; } = -1;

        public Task<WireAnswer> Send(HttpMethod method, Uri address, string headers, string handle, long from, long to)
        {
            Assert.StartsWith(PretendRecords.Origin + "/fhir/", address.AbsoluteUri);
            var number = _requests++;
            if (number == ForgetsTokenAt) return Task.FromResult(new WireAnswer(401, null, false, null, null, null));
            if (lost.Contains(number) && !afterwards) return Task.FromResult(new WireAnswer(0, null, false, null, null, null));
            var answer = Answer(method, headers, from, to);
            return Task.FromResult(lost.Contains(number) ? new WireAnswer(0, null, false, null, null, null) : answer);
        }

        private WireAnswer Answer(HttpMethod method, string headers, long from, long to)
        {
            using var sent = JsonDocument.Parse(headers);
            string Header(string name) => sent.RootElement.GetProperty(name).GetString()!;
            if (method == HttpMethod.Post)
            {
                (_begun, Length) = (true, 0);
                return new WireAnswer(201, 0, false, "/fhir/_upload/u", null, null);
            }

            if (!_begun) return new WireAnswer(404, null, false, null, null, null);
            if (method == HttpMethod.Head) return new WireAnswer(204, Length, IsComplete, null, IsComplete ? "https://records.test/fhir/Binary/made/_history/3" : null, null);
            if (IsComplete) return new WireAnswer(400, Length, true, null, "https://records.test/fhir/Binary/made/_history/3", "complete");
            if (long.Parse(Header("Upload-Offset")) != Length) return new WireAnswer(409, Length, false, null, null, "not there");
            if (Refuses is { } refusal) return new WireAnswer(refusal.Status, null, false, null, null, refusal.Words);
            Assert.Equal(Length, from);
            Length = to;
            if (Header("Upload-Complete") != "?1") return new WireAnswer(204, Length, false, null, null, null);
            if (RefusesToFinish) return new WireAnswer(409, Length, false, null, null, "A new month began.");
            IsComplete = true;
            return new WireAnswer(201, Length, true, "https://records.test/fhir/Binary/made/_history/3", null, null);
        }
    }
}

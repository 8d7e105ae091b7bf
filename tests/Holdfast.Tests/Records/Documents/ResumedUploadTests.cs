using System.Net;
using System.Net.Http.Headers;
using Holdfast.Records.Documents;
using Holdfast.Wire.Records;

namespace Holdfast.Tests.Records.Documents;

/// <summary>A document sent in several goes, over a line that breaks (draft-ietf-httpbis-resumable-upload).</summary>
public class ResumedUploadTests
{
    private const int Piece = SealedChunk.ContentLength;

    private static Task<FhirResponse> Begin(AppUnderTest app, byte[] bytes, bool complete = false, string type = "application/pdf", params (string, string)[] headers) =>
        app.Send(HttpMethod.Post, "Binary", Sent.Body(bytes, type), [("Upload-Complete", complete ? "?1" : "?0"), .. headers]);

    private static Task<FhirResponse> Patch(AppUnderTest app, string path, long offset, byte[] bytes, bool complete = false) =>
        app.Send(HttpMethod.Patch, path, Sent.Body(bytes, "application/partial-upload"), [("Upload-Offset", $"{offset}"), ("Upload-Complete", complete ? "?1" : "?0")]);

    private static Task<FhirResponse> Head(AppUnderTest app, string path) => app.Send(HttpMethod.Head, path, null, []);

    private static string Path(FhirResponse begun) => begun.Message.Headers.Location!.ToString();

    private static string Said(FhirResponse answer, string name) => answer.Message.Headers.GetValues(name).Single();

    private static string Becomes(FhirResponse answer) => answer.Message.Content.Headers.ContentLocation!.ToString();

    [Fact]
    public async Task A_document_in_uneven_parts_comes_together()
    {
        await using var records = await RecordsUnderTest.Start();
        using var app = await records.OpenChart();
        var bytes = Sent.Pdf(2 * Piece + 777);
        var begun = await Begin(app, bytes[..10], headers: ("Upload-Length", $"{bytes.Length}"));
        Assert.Equal((201, "?0", "10"), (begun.Status, Said(begun, "Upload-Complete"), Said(begun, "Upload-Offset")));
        Assert.Contains("max-size=1073741824", Said(begun, "Upload-Limit"));
        var at = 10;
        foreach (var end in new[] { 11, Piece, Piece + 1, 2 * Piece + 5 })
        {
            var more = await Patch(app, Path(begun), at, bytes[at..end]);
            Assert.Equal((204, $"{end}"), (more.Status, Said(more, "Upload-Offset")));
            at = end;
        }

        var head = await Head(app, Path(begun));
        Assert.Equal((204, "?0", $"{at}", $"{bytes.Length}"), (head.Status, Said(head, "Upload-Complete"), Said(head, "Upload-Offset"), Said(head, "Upload-Length")));
        var done = await Patch(app, Path(begun), at, bytes[at..], complete: true);
        Assert.Equal((201, "?1"), (done.Status, Said(done, "Upload-Complete")));
        Assert.Equal(bytes, (await app.GetBytes($"Binary/{done.NewId()}")).Bytes);
        // When the last answer was lost, its client finds out what became of it, and does no harm by sending again.
        var later = await Head(app, Path(begun));
        Assert.Equal((204, "?1"), (later.Status, Said(later, "Upload-Complete")));
        Assert.Contains(done.NewId(), Becomes(later));
        var again = await Patch(app, Path(begun), at, bytes[at..], complete: true);
        Assert.Equal(400, again.Status);
        Assert.Contains(done.NewId(), Becomes(again));
        Assert.Single(records.Blobs());
    }

    [Fact]
    public async Task A_whole_document_may_come_at_once()
    {
        await using var records = await RecordsUnderTest.Start();
        using var app = await records.OpenChart();
        var bytes = Sent.Pdf(Piece + 3);
        var done = await Begin(app, bytes, complete: true);
        Assert.Equal(201, done.Status);
        Assert.Equal(bytes, (await app.GetBytes($"Binary/{done.NewId()}")).Bytes);
    }

    [Fact]
    public async Task It_goes_on_under_a_new_token_and_after_the_process_was_started_anew()
    {
        await using var records = await RecordsUnderTest.Start();
        using var app = await records.OpenChart();
        var bytes = Sent.Pdf(2 * Piece + 50);
        var begun = await Begin(app, bytes[..(Piece + 20)]);
        Assert.Equal(200, (await app.Refresh()).Status);
        Assert.Equal(204, (await Patch(app, Path(begun), Piece + 20, bytes[(Piece + 20)..(Piece + 40)])).Status);
        await using var later = await records.SecondNode();
        using var again = later.App(app.Chart);
        again.Opening = again.Opening with { By = app.Opening.By };
        await again.Redeem();
        var head = await Head(again, Path(begun));
        Assert.Equal((204, $"{Piece + 40}"), (head.Status, Said(head, "Upload-Offset")));
        var done = await Patch(again, Path(begun), Piece + 40, bytes[(Piece + 40)..], complete: true);
        Assert.Equal(201, done.Status);
        Assert.Equal(bytes, (await again.GetBytes($"Binary/{done.NewId()}")).Bytes);
    }

    [Fact]
    public async Task What_was_sealed_before_the_process_was_killed_counts()
    {
        await using var records = await RecordsUnderTest.Start();
        using var app = await records.OpenChart();
        var bytes = Sent.Pdf(3 * Piece + 50);
        var begun = await Begin(app, bytes[..100]);
        var state = records.Blobs().Single(f => f.EndsWith(".upload", StringComparison.Ordinal));
        var before = await File.ReadAllBytesAsync(state);
        Assert.Equal(204, (await Patch(app, Path(begun), 100, bytes[100..(2 * Piece + 10)])).Status);
        await File.WriteAllBytesAsync(state, before); // the process ended before it wrote its state, with two pieces on the disk
        Assert.Equal($"{2 * Piece}", Said(await Head(app, Path(begun)), "Upload-Offset"));
        // After a power cut the second is there in name only.
        var blob = state[..^".upload".Length];
        var file = await File.ReadAllBytesAsync(blob);
        file.AsSpan(SealedChunk.SealedLength).Clear();
        await File.WriteAllBytesAsync(blob, file);
        Assert.Equal($"{Piece}", Said(await Head(app, Path(begun)), "Upload-Offset"));
        var done = await Patch(app, Path(begun), Piece, bytes[Piece..], complete: true);
        Assert.Equal(201, done.Status);
        Assert.Equal(bytes, (await app.GetBytes($"Binary/{done.NewId()}")).Bytes);
    }

    [Fact]
    public async Task A_line_that_breaks_loses_nothing_that_came()
    {
        await using var records = await RecordsUnderTest.Start();
        using var app = await records.OpenChart();
        var bytes = Sent.Pdf(2 * Piece + 50);
        var begun = await Begin(app, []);
        using var broken = new BrokenBody(bytes[..(Piece + 9)]);
        await Assert.ThrowsAnyAsync<Exception>(() => app.Send(HttpMethod.Patch, Path(begun), broken, [("Upload-Offset", "0"), ("Upload-Complete", "?1")]));
        var head = await Head(app, Path(begun));
        var at = int.Parse(Said(head, "Upload-Offset"), System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(at, 1, Piece + 9);
        var done = await Patch(app, Path(begun), at, bytes[at..], complete: true);
        Assert.Equal(bytes, (await app.GetBytes($"Binary/{done.NewId()}")).Bytes);
    }

    private sealed class BrokenBody : HttpContent
    {
        private readonly byte[] _bytes;

        public BrokenBody(byte[] bytes)
        {
            _bytes = bytes;
            Headers.ContentType = new MediaTypeHeaderValue("application/partial-upload");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(_bytes);
            await stream.FlushAsync();
            await Task.Delay(200); // what was written is on its way
            throw new IOException("the line broke");
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    [Fact]
    public async Task Nobody_else_finds_it()
    {
        await using var records = await RecordsUnderTest.Start();
        using var app = await records.OpenChart();
        var begun = await Begin(app, Sent.Pdf(100));
        using var colleague = records.App(app.Chart); // another person, the same chart
        await colleague.Redeem();
        using var neighbour = records.App(Holdfast.Wire.ChartId.New(), directory: new Holdfast.Wire.DirectoryEntry { Family = "Roy" });
        neighbour.Opening = neighbour.Opening with { By = app.Opening.By }; // the same person, another chart
        await neighbour.Redeem();
        foreach (var other in new[] { colleague, neighbour })
        {
            Assert.Equal(404, (await Head(other, Path(begun))).Status);
            Assert.Equal(404, (await Patch(other, Path(begun), 100, [1], complete: true)).Status);
            Assert.Equal(404, (await other.Send(HttpMethod.Delete, Path(begun), null, [])).Status);
        }

        Assert.Equal(204, (await Head(app, Path(begun))).Status);
        Assert.Equal(404, (await Head(app, "/fhir/_upload/" + new string('0', 32))).Status);
    }

    [Theory]
    [InlineData(99)]
    [InlineData(101)]
    [InlineData(0)]
    public async Task A_part_that_does_not_follow_is_refused_with_where_it_stands(long offset)
    {
        await using var records = await RecordsUnderTest.Start();
        using var app = await records.OpenChart();
        var begun = await Begin(app, Sent.Pdf(100));
        var answer = await Patch(app, Path(begun), offset, [1, 2, 3]);
        Assert.Equal((409, "100"), (answer.Status, Said(answer, "Upload-Offset")));
        Assert.Equal("100", Said(await Head(app, Path(begun)), "Upload-Offset"));
    }

    [Fact]
    public async Task What_its_length_belies_is_not_taken()
    {
        await using var records = await RecordsUnderTest.Start();
        using var app = await records.OpenChart();
        var begun = await Begin(app, Sent.Pdf(100), headers: ("Upload-Length", "200"));
        Assert.Equal(409, (await Patch(app, Path(begun), 100, [1], complete: true)).Status); // less: the rest may follow
        Assert.Equal(400, (await Patch(app, Path(begun), 101, new byte[500])).Status); // more
        Assert.Empty(records.Blobs());
        Assert.Equal(413, (await Begin(app, [], headers: ("Upload-Length", $"{DocumentLimits.LargestDocument + 1}"))).Status);
        Assert.Equal(400, (await Begin(app, [], headers: ("Upload-Length", "many"))).Status);
        Assert.Equal(415, (await Begin(app, Sent.Pdf(100), type: "text/html")).Status);
        Assert.Empty(records.Blobs());
    }

    [Fact]
    public async Task What_turns_out_to_be_no_document_is_gone_with_its_first_bytes()
    {
        await using var records = await RecordsUnderTest.Start();
        using var app = await records.OpenChart();
        var begun = await Begin(app, []);
        Assert.Equal(422, (await Patch(app, Path(begun), 0, new byte[ContentTypes.HeadLength])).Status);
        Assert.Equal(404, (await Head(app, Path(begun))).Status);
        Assert.Empty(records.Blobs());
    }

    [Fact]
    public async Task Who_begins_many_has_to_finish_some_or_give_them_up()
    {
        await using var records = await RecordsUnderTest.Start();
        using var app = await records.OpenChart();
        var begun = new List<string>();
        for (var i = 0; i < DocumentLimits.MostUnfinishedOfOne; i++) begun.Add(Path(await Begin(app, [])));
        Assert.Equal(429, (await Begin(app, [])).Status);
        using var colleague = records.App(app.Chart);
        await colleague.Redeem();
        Assert.Equal(201, (await Begin(colleague, [])).Status);
        Assert.Equal(204, (await app.Send(HttpMethod.Delete, begun[0], null, [])).Status);
        Assert.Equal(404, (await Head(app, begun[0])).Status);
        Assert.Equal(201, (await Begin(app, [])).Status);
    }

    [Fact]
    public async Task Two_GiB_unfinished_are_enough_for_one_person()
    {
        await using var records = await RecordsUnderTest.Start();
        using var app = await records.OpenChart();
        foreach (var status in new[] { 201, 201, 429 }) Assert.Equal(status, (await Begin(app, [], headers: ("Upload-Length", $"{DocumentLimits.LargestDocument}"))).Status);
    }

    [Fact]
    public async Task What_was_given_up_is_swept_after_a_day_and_nothing_else()
    {
        await using var records = await RecordsUnderTest.Start();
        using var app = await records.OpenChart();
        var kept = Sent.Pdf(4000);
        var id = (await app.PostBytes(kept)).NewId();
        var begun = await Begin(app, Sent.Pdf(100));
        Assert.Equal(0, records.SweepBlobs());
        records.Time.Shift = DocumentLimits.AbandonedAfter - TimeSpan.FromMinutes(5);
        Assert.Equal(0, records.SweepBlobs());
        records.Time.Shift = DocumentLimits.AbandonedAfter + TimeSpan.FromMinutes(5);
        Assert.NotEqual(0, records.SweepBlobs());
        records.Time.Shift = TimeSpan.Zero;
        Assert.Equal(404, (await Head(app, Path(begun))).Status);
        Assert.Equal(kept, (await app.GetBytes($"Binary/{id}")).Bytes);
    }
}

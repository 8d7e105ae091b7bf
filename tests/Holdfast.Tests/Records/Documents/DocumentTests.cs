using System.Security.Cryptography;
using System.Text;
using Holdfast.Records.Documents;
using Holdfast.Wire.Records;

namespace Holdfast.Tests.Records.Documents;

/// <summary>Documents sent as bytes, kept sealed, and read again.</summary>
public class DocumentTests
{
    [Theory]
    [InlineData(9)]
    [InlineData(SealedChunk.ContentLength - 1)]
    [InlineData(SealedChunk.ContentLength)]
    [InlineData(SealedChunk.ContentLength + 1)]
    [InlineData(3 * SealedChunk.ContentLength)]
    [InlineData(5 * SealedChunk.ContentLength + 4711)]
    public async Task A_document_comes_back_to_the_byte(int length)
    {
        await using var records = await RecordsUnderTest.Start();
        using var app = await records.OpenChart();
        var bytes = Sent.Pdf(length);
        var made = await app.PostBytes(bytes);
        Assert.Equal(201, made.Status);
        var (read, content) = await app.GetBytes($"Binary/{made.NewId()}");
        Assert.Equal(200, read.Status);
        Assert.Equal(bytes, content);
        Assert.Equal("application/pdf", read.Message.Content.Headers.ContentType!.ToString());
        // From the disk, by another grant, it is the same.
        records.State.End(app.Opening.Grant);
        await RecordsUnderTest.Eventually(() => records.Charts.Count == 0);
        using var later = records.App(app.Chart);
        await later.Redeem();
        Assert.Equal(bytes, (await later.GetBytes($"Binary/{made.NewId()}")).Bytes);
    }

    [Fact]
    public async Task What_is_handed_out_can_be_kept_and_not_run()
    {
        await using var records = await RecordsUnderTest.Start();
        using var app = await records.OpenChart();
        var id = (await app.PostBytes("plain words"u8.ToArray(), "text/plain; charset=UTF-8")).NewId();
        var (read, _) = await app.GetBytes($"Binary/{id}", ("Accept", "*/*"));
        string Header(string name) => read.Message.Headers.TryGetValues(name, out var values) ? string.Join(",", values) : string.Join(",", read.Message.Content.Headers.GetValues(name));
        Assert.Equal("attachment", Header("Content-Disposition"));
        Assert.Equal("nosniff", Header("X-Content-Type-Options"));
        Assert.Contains("sandbox", Header("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", Header("Content-Security-Policy"));
        Assert.Equal("no-store", Header("Cache-Control"));
        Assert.Equal("same-origin", Header("Cross-Origin-Resource-Policy"));
        Assert.Equal("text/plain; charset=utf-8", Header("Content-Type"));
        Assert.Equal("\"2\"", Header("ETag"));
    }

    [Fact]
    public async Task Nothing_of_a_document_can_be_read_in_a_stolen_store()
    {
        await using var records = await RecordsUnderTest.Start();
        using var app = await records.OpenChart();
        var letter = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("Madame Tremblay has a wound at the left heel. ", 20_000)));
        var id = (await app.PostBytes(letter, "text/plain")).NewId();
        Assert.Equal(letter, (await app.GetBytes($"Binary/{id}")).Bytes); // it is there, for who may
        var files = Directory.EnumerateFiles(records.Folder, "*", SearchOption.AllDirectories).ToList();
        Assert.True(files.Sum(f => new FileInfo(f).Length) > letter.Length);
        foreach (var file in files)
        {
            var bytes = await ReadShared(file);
            foreach (var known in new[] { "Tremblay", "left heel", "text/plain", "Binary", id }) Assert.False(bytes.Holds(known), Path.GetFileName(file));
            Assert.DoesNotContain(id, file);
        }
    }

    /// <summary>A file of a program that has it open, as a thief copies it.</summary>
    private static async Task<byte[]> ReadShared(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        await stream.ReadExactlyAsync(bytes);
        return bytes;
    }

    [Fact]
    public async Task Two_documents_of_nearly_one_length_look_alike_from_outside()
    {
        await using var records = await RecordsUnderTest.Start();
        using var app = await records.OpenChart();
        await app.PostBytes(Sent.Pdf(1_000_001));
        await app.PostBytes(Sent.Pdf(1_007_000));
        Assert.Single(records.Blobs().Select(f => new FileInfo(f).Length).Distinct());
        Assert.All(records.Blobs(), f => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(f)));
    }

    [Theory]
    [InlineData("text/html", "<p>hello</p>", 415)]
    [InlineData("image/svg+xml", "<svg onload='x'/>", 415)]
    [InlineData("application/zip", "PK", 415)]
    [InlineData("text/plain; charset=latin1", "hello", 415)]
    [InlineData("image/png", "%PDF-1.7 it is not", 422)]
    [InlineData("application/pdf", "<html>%PDF-1.7", 422)]
    [InlineData("text/plain", "<script>x</script>", 422)]
    [InlineData("text/plain", "with a \0 in it", 422)]
    [InlineData("application/pdf", "", 400)]
    public async Task What_is_no_document_is_refused_with_the_mend_and_leaves_nothing(string type, string text, int status)
    {
        await using var records = await RecordsUnderTest.Start();
        using var app = await records.OpenChart();
        var head = records.State.Head(app.Chart);
        var answer = await app.PostBytes(Encoding.UTF8.GetBytes(text), type);
        Assert.Equal(status, answer.Status);
        Assert.NotEmpty(answer.Issue);
        Assert.Equal(head, records.State.Head(app.Chart));
        Assert.Empty(records.Blobs());
    }

    [Fact]
    public async Task Text_that_is_not_UTF8_at_its_very_end_is_refused()
    {
        await using var records = await RecordsUnderTest.Start();
        using var app = await records.OpenChart();
        byte[] text = [.. Enumerable.Repeat((byte)'a', SealedChunk.ContentLength + 10), 0xC3];
        Assert.Equal(422, (await app.PostBytes(text, "text/plain")).Status);
        Assert.Equal(201, (await app.PostBytes([.. text, 0xA9], "text/plain")).Status);
    }

    [Fact]
    public async Task Another_charts_grant_and_one_without_documents_get_nothing()
    {
        await using var records = await RecordsUnderTest.Start();
        using var app = await records.OpenChart();
        var id = (await app.PostBytes(Sent.Pdf(5000))).NewId();
        using var neighbour = await records.OpenChart();
        var other = await neighbour.Get($"Binary/{id}", ("Accept", "*/*"));
        var nowhere = await neighbour.Get($"Binary/{RandomNumberGenerator.GetHexString(32, lowercase: true)}", ("Accept", "*/*"));
        Assert.Equal((404, nowhere.Text), (other.Status, other.Text));
        using var coordinator = records.App(app.Chart, reads: ["identity"], writes: ["identity"]);
        await coordinator.Redeem();
        Assert.Equal(403, (await coordinator.Get($"Binary/{id}")).Status);
        Assert.Equal(403, (await coordinator.PostBytes(Sent.Pdf(5000))).Status);
        using var reader = records.App(app.Chart, writes: ["clinical"]);
        await reader.Redeem();
        Assert.Equal(200, (await reader.Get($"Binary/{id}")).Status);
        Assert.Equal(403, (await reader.PostBytes(Sent.Pdf(5000))).Status);
        Assert.Single(records.Blobs());
    }

    [Fact]
    public async Task A_small_one_can_be_had_inside_a_resource_and_a_large_one_cannot()
    {
        await using var records = await RecordsUnderTest.Start();
        using var app = await records.OpenChart();
        var small = Sent.Pdf(3000);
        var smallId = (await app.PostBytes(small)).NewId();
        var resource = await app.Get($"Binary/{smallId}", ("Accept", "application/fhir+json"));
        Assert.Equal(small, Convert.FromBase64String((string)resource.Json["data"]!));
        Assert.Equal($"Patient/{app.Patient}", (string)resource.Json["securityContext"]!["reference"]!);
        Assert.Equal((smallId, "application/pdf"), (resource.Id, (string)resource.Json["contentType"]!));
        var largeId = (await app.PostBytes(Sent.Pdf(DocumentLimits.LargestAsResource + 1))).NewId();
        var refused = await app.Get($"Binary/{largeId}?_format=json");
        Assert.Equal(406, refused.Status);
        Assert.Contains("Accept: */*", refused.Issue);
        // Listed with others it has no data, whatever its size.
        var history = await app.Get($"Binary/{smallId}/_history");
        Assert.Null(history.Json["entry"]![0]!["resource"]!["data"]);
    }

    [Fact]
    public async Task A_new_version_leaves_the_old_one_readable_and_a_deletion_both()
    {
        await using var records = await RecordsUnderTest.Start();
        using var app = await records.OpenChart();
        var (first, second) = (Sent.Pdf(4000), Sent.Pdf(5000));
        var id = (await app.PostBytes(first)).NewId();
        Task<FhirResponse> Put(byte[] bytes, params (string, string)[] headers) => app.Send(HttpMethod.Put, $"Binary/{id}", Sent.Body(bytes, "application/pdf"), headers);
        Assert.Equal(428, (await Put(second)).Status);
        Assert.Equal(412, (await Put(second, ("If-Match", "W/\"1\""))).Status);
        Assert.Equal(200, (await Put(second, ("If-Match", "W/\"2\""))).Status);
        Assert.Equal(2, records.Blobs().Count); // the two that were refused are gone
        Assert.Equal(second, (await app.GetBytes($"Binary/{id}")).Bytes);
        Assert.Equal(first, (await app.GetBytes($"Binary/{id}/_history/2")).Bytes);
        Assert.Equal(204, (await app.Send(HttpMethod.Delete, $"Binary/{id}", null, [])).Status);
        Assert.Equal(410, (await app.Get($"Binary/{id}")).Status);
        Assert.Equal(second, (await app.GetBytes($"Binary/{id}/_history/3")).Bytes);
    }

    [Fact]
    public async Task A_document_says_whose_it_is_and_goes_nowhere_else()
    {
        await using var records = await RecordsUnderTest.Start();
        using var app = await records.OpenChart();
        Assert.Equal(201, (await app.PostBytes(Sent.Pdf(100), headers: ("X-Security-Context", $"Patient/{app.Patient}"))).Status);
        Assert.Equal(422, (await app.PostBytes(Sent.Pdf(100), headers: ("X-Security-Context", "Patient/somebody-else"))).Status);
        Assert.Equal(422, (await app.PostBytes(Sent.Pdf(100), headers: ("X-Security-Context", "https://elsewhere.example/Patient/1"))).Status);
        Assert.Equal(400, (await app.PostBytes(Sent.Pdf(100), headers: ("If-None-Exist", "identifier=x"))).Status);
        Assert.Single(records.Blobs());
    }

    [Fact]
    public async Task A_document_whose_row_was_refused_is_taken_away_at_once()
    {
        await using var records = await RecordsUnderTest.Start();
        using var app = await records.OpenChart();
        records.State.BeforeCommit = _ => new Holdfast.Wire.CommitReply { Refusal = new Holdfast.Wire.Refusal { Why = Holdfast.Wire.Why.Frozen } };
        Assert.Equal(403, (await app.PostBytes(Sent.Pdf(400_000))).Status);
        Assert.Empty(records.Blobs());
    }

    [Fact]
    public async Task When_the_grant_ends_no_further_piece_is_opened()
    {
        await using var records = await RecordsUnderTest.Start();
        using var app = await records.OpenChart();
        var id = (await app.PostBytes(Sent.Pdf(40 * SealedChunk.ContentLength))).NewId();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/fhir/Binary/{id}");
        request.Headers.TryAddWithoutValidation("Authorization", $"DPoP {app.Token}");
        request.Headers.TryAddWithoutValidation("DPoP", app.Proof("GET", $"/fhir/Binary/{id}"));
        using var answer = await records.Web.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var stream = await answer.Content.ReadAsStreamAsync();
        await stream.ReadExactlyAsync(new byte[1000]);
        records.State.End(app.Opening.Grant);
        await RecordsUnderTest.Eventually(() => records.Charts.Count == 0);
        await Assert.ThrowsAnyAsync<Exception>(() => stream.CopyToAsync(Stream.Null));
    }
}

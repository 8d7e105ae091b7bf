using Holdfast.Wire.Records;

namespace Holdfast.Tests.Records.Documents;

/// <summary>RFC 9110, 14: parts of a document.</summary>
public class RangeTests
{
    private const int Length = 2 * SealedChunk.ContentLength + 100;

    [Theory]
    [InlineData("bytes=0-0", 206, 0, 1)]
    [InlineData("bytes=0-499", 206, 0, 500)]
    [InlineData("bytes=262143-262144", 206, 262143, 2)] // over the edge of a piece
    [InlineData("bytes=262144-", 206, 262144, Length - 262144)]
    [InlineData("bytes=-1", 206, Length - 1, 1)]
    [InlineData("bytes=-99999999", 206, 0, Length)]
    [InlineData("bytes=524000-99999999", 206, 524000, Length - 524000)]
    [InlineData("bytes=524388-", 416, 0, 0)]
    [InlineData("bytes=99999999-", 416, 0, 0)]
    [InlineData("bytes=-0", 416, 0, 0)]
    [InlineData("bytes=5-2", 200, 0, Length)] // not valid: ignored
    [InlineData("bytes=abc", 200, 0, Length)]
    [InlineData("lines=0-1", 200, 0, Length)]
    [InlineData("bytes=0-1,5-6", 200, 0, Length)] // several: a server may answer with the whole
    public async Task A_part_is_exactly_the_part(string range, int status, int from, int count)
    {
        await using var records = await RecordsUnderTest.Start();
        using var app = await records.OpenChart();
        var bytes = Sent.Pdf(Length);
        var id = (await app.PostBytes(bytes)).NewId();
        var (answer, part) = await app.GetBytes($"Binary/{id}", ("Range", range), ("Accept", "*/*"));
        Assert.Equal(status, answer.Status);
        if (status == 206) Assert.Equal($"bytes {from}-{from + count - 1}/{Length}", answer.Message.Content.Headers.ContentRange!.ToString());
        if (status == 416) Assert.Equal($"bytes */{Length}", answer.Message.Content.Headers.ContentRange!.ToString());
        else Assert.Equal(bytes.AsSpan(from, count).ToArray(), part);
    }

    [Theory]
    [InlineData("If-Range", "\"2\"", 206)]
    [InlineData("If-Range", "\"1\"", 200)]
    [InlineData("If-Range", "W/\"2\"", 200)] // weak: parts of two versions are never put together
    [InlineData("If-None-Match", "\"2\"", 304)]
    [InlineData("If-None-Match", "\"1\"", 206)]
    [InlineData("If-Match", "\"1\"", 412)]
    public async Task A_part_of_another_version_is_not_given(string condition, string value, int status)
    {
        await using var records = await RecordsUnderTest.Start();
        using var app = await records.OpenChart();
        var id = (await app.PostBytes(Sent.Pdf(5000))).NewId();
        Assert.Equal(status, (await app.Get($"Binary/{id}", ("Range", "bytes=10-19"), (condition, value), ("Accept", "*/*"))).Status);
    }

    [Fact]
    public async Task HEAD_says_how_long_it_is()
    {
        await using var records = await RecordsUnderTest.Start();
        using var app = await records.OpenChart();
        var id = (await app.PostBytes(Sent.Pdf(5000))).NewId();
        var answer = await app.Send(HttpMethod.Head, $"Binary/{id}", null, []);
        Assert.Equal((200, 5000L, ""), (answer.Status, answer.Message.Content.Headers.ContentLength!.Value, answer.Text));
        Assert.Equal("bytes", answer.Message.Headers.AcceptRanges.Single());
    }
}

using System.Text;
using System.Text.Json;
using Holdfast.Records.Store;

namespace Holdfast.Tests.Records.Store;

/// <summary>docs/vectors/row-content.json.</summary>
public class RowContentVectorTests
{
    private readonly JsonElement _vectors = DocVectors.Read("row-content");

    [Fact]
    public void The_content_is_read_as_the_document_says_and_written_the_same()
    {
        var entries = RowContent.Read(_vectors.Hex("content"))!;
        var expected = _vectors.GetProperty("entries").EnumerateArray().ToList();
        Assert.Equal(expected.Count, entries.Count);
        foreach (var (vector, entry) in expected.Zip(entries))
        {
            Assert.Equal(vector.Text("operation"), entry.Operation.ToString().ToLowerInvariant());
            Assert.Equal((vector.Text("type"), vector.Text("id")), (entry.Type, entry.Id));
            Assert.Equal((vector.GetProperty("lastUpdated").GetInt64(), vector.GetProperty("sourceUpdated").GetInt64()), (entry.LastUpdatedMs, entry.SourceUpdatedMs));
            Assert.Equal(vector.GetProperty("author").GetString(), entry.Author?.ToString());
            Assert.Equal((vector.Text("meta"), vector.Text("rest")), (Encoding.UTF8.GetString(entry.Meta.Span), Encoding.UTF8.GetString(entry.Rest.Span)));
        }

        Assert.Equal(_vectors.Text("content"), Convert.ToHexStringLower(RowContent.Write(entries)));
    }

    [Fact]
    public void Content_of_any_other_form_is_refused()
    {
        foreach (var vector in _vectors.GetProperty("refused").EnumerateArray()) Assert.True(RowContent.Read(vector.Hex("content")) is null, vector.Text("name"));
    }
}

using System.Security.Cryptography;

namespace Holdfast.Tests.Records.Documents;

/// <summary>What a chart says of its documents.</summary>
public class DocumentReferenceTests
{
    private static string Reference(AppUnderTest app, string attachment) =>
        $$"""{"resourceType":"DocumentReference","status":"current","subject":{"reference":"Patient/{{app.Patient}}"},"content":[{"attachment":{{attachment}}}]}""";

    [Fact]
    public async Task It_is_true_or_it_is_not_written()
    {
        await using var records = await RecordsUnderTest.Start();
        using var app = await records.OpenChart();
        using var neighbour = await records.OpenChart();
        var bytes = Sent.Pdf(5000);
        var hash = Convert.ToBase64String(CryptographicOperations.HashData(HashAlgorithmName.SHA1, bytes)); // what R4 calls hash
        var id = (await app.PostBytes(bytes)).NewId();
        var theirs = (await neighbour.PostBytes(bytes)).NewId();
        foreach (var (attachment, status) in new[]
        {
            ($$"""{"contentType":"application/pdf","url":"Binary/{{id}}","size":5000,"hash":"{{hash}}","title":"Letter"}""", 201),
            ($$"""{"url":"Binary/{{id}}"}""", 201),
            ($$"""{"url":"Binary/{{id}}/_history/2"}""", 201),
            ($$"""{"url":"{{RecordsUnderTest.Origin}}/fhir/Binary/{{id}}","contentType":"application/pdf"}""", 201),
            ("""{"url":"https://hospital.example/Binary/7","contentType":"text/html"}""", 201), // not ours: nothing is known of it
            ($$"""{"url":"Binary/{{id}}","size":5001}""", 422),
            ($$"""{"url":"Binary/{{id}}","hash":"AAAAAAAAAAAAAAAAAAAAAAAAAAA="}""", 422),
            ($$"""{"url":"Binary/{{id}}","contentType":"image/png"}""", 422),
            ($$"""{"url":"Binary/{{theirs}}"}""", 422),
            ($$"""{"url":"{{RecordsUnderTest.Origin}}/fhir/Binary/{{theirs}}"}""", 422),
            ("""{"url":"Binary/nothing"}""", 422),
            ($$"""{"url":"Binary/{{id}}/_history/99"}""", 422),
        })
            Assert.Equal((attachment, status), (attachment, (await app.Post("DocumentReference", Reference(app, attachment))).Status));
    }

    [Fact]
    public async Task One_may_come_in_one_transaction_with_its_document()
    {
        await using var records = await RecordsUnderTest.Start();
        using var app = await records.OpenChart();
        var data = Convert.ToBase64String(Sent.Pdf(300));
        const string Url = "urn:uuid:6b9a6c5e-0000-4000-8000-000000000001";
        var reference = Reference(app, $"{{\"url\":\"{Url}\",\"contentType\":\"application/pdf\"}}");
        var bundle = $$$"""
            {"resourceType":"Bundle","type":"transaction","entry":[
            {"fullUrl":"{{{Url}}}","resource":{"resourceType":"Binary","contentType":"application/pdf","data":"{{{data}}}"},"request":{"method":"POST","url":"Binary"}},
            {"resource":{{{reference}}},"request":{"method":"POST","url":"DocumentReference"}}]}
            """;
        var answer = await app.Send(HttpMethod.Post, "/fhir", new StringContent(bundle, System.Text.Encoding.UTF8, "application/fhir+json"), []);
        Assert.Equal(200, answer.Status);
        var found = await app.Get("DocumentReference");
        var url = (string)found.Matches.Single()["content"]![0]!["attachment"]!["url"]!;
        var (read, bytes) = await app.GetBytes(url, ("Accept", "*/*"));
        Assert.Equal((200, data), (read.Status, Convert.ToBase64String(bytes)));
        Assert.Equal("attachment", read.Message.Content.Headers.ContentDisposition!.ToString());
    }

    [Theory]
    [InlineData("text/html", "<html>", 422)]
    [InlineData("image/png", "not one", 422)]
    [InlineData("text/plain", "words", 201)]
    [InlineData("text/plain", "", 422)]
    public async Task A_Binary_sent_as_a_resource_is_looked_at_too(string type, string text, int status)
    {
        await using var records = await RecordsUnderTest.Start();
        using var app = await records.OpenChart();
        var data = text.Length == 0 ? "" : $",\"data\":\"{Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text))}\"";
        Assert.Equal(status, (await app.Post("Binary", $$"""{"resourceType":"Binary","contentType":"{{type}}"{{data}}}""")).Status);
    }

    [Fact]
    public async Task The_bytes_of_a_document_are_not_lost_by_changing_its_resource()
    {
        await using var records = await RecordsUnderTest.Start();
        using var app = await records.OpenChart();
        var bytes = Sent.Pdf(5000);
        var id = (await app.PostBytes(bytes)).NewId();
        Assert.Equal(422, (await app.Put($"Binary/{id}", $$"""{"resourceType":"Binary","id":"{{id}}","contentType":"application/pdf"}""", ("If-Match", "W/\"2\""))).Status);
        var patch = new StringContent("""[{"op":"replace","path":"/contentType","value":"image/png"}]""", System.Text.Encoding.UTF8, "application/json-patch+json");
        Assert.Equal(422, (await app.Send(HttpMethod.Patch, $"Binary/{id}", patch, [("If-Match", "W/\"2\"")])).Status);
        Assert.Equal(bytes, (await app.GetBytes($"Binary/{id}")).Bytes);
    }
}

using System.Net.Http.Headers;
using System.Text;

namespace Holdfast.Tests.Records;

/// <summary>Whatever is sent: a clear refusal that names the mend, never a 500, nothing stored in part.</summary>
public class BadInputTests(WritingTests.Node node) : IClassFixture<WritingTests.Node>
{
    private const string Start = """{"resourceType":"Observation","status":"final","code":{"text":"x"}""";

    public static TheoryData<string, string, int> Bodies => new()
    {
        { "empty", "", 400 },
        { "not JSON", "hello", 400 },
        { "an array", "[]", 400 },
        { "null", "null", 400 },
        { "a number", "5", 400 },
        { "cut short", Start, 400 },
        { "two documents", Start + "}{}", 400 },
        { "no type", "{\"status\":\"final\"}", 400 },
        { "a type that is a number", "{\"resourceType\":5}", 400 },
        { "an unknown type", "{\"resourceType\":\"Nothing\"}", 400 },
        { "another type than the address", "{\"resourceType\":\"Condition\",\"subject\":{\"reference\":\"Patient/x\"}}", 400 },
        { "a wrapper", "{\"resourceType\":\"Bundle\",\"type\":\"collection\"}", 400 },
        { "a member twice", Start + ",\"status\":\"final\"}", 400 },
        { "a nested member twice", "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\"x\",\"text\":\"y\"}}", 400 },
        { "an unknown element", Start + ",\"colour\":\"red\"}", 422 },
        { "a required element missing", "{\"resourceType\":\"Observation\",\"code\":{\"text\":\"x\"}}", 422 },
        { "a code of no value set", "{\"resourceType\":\"Observation\",\"status\":\"perhaps\",\"code\":{\"text\":\"x\"}}", 422 },
        { "a bad date", Start + ",\"effectiveDateTime\":\"2026-13-45\"}", 422 },
        { "a day that is none", Start + ",\"effectiveDateTime\":\"2026-02-30\"}", 422 },
        { "an object for a string", "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":{}}}", 422 },
        { "a string for an object", Start + ",\"subject\":\"Patient/x\"}", 422 },
        { "an id with a path", Start + ",\"id\":\"../../etc/passwd\"}", 422 },
        { "an empty string", "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\"\"}}", 422 },
        { "an empty array", Start + ",\"category\":[]}", 422 },
        { "an empty object", Start + ",\"subject\":{}}", 422 },
        { "half a character", "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\"\\ud800\"}}", 400 },
        { "a script in the narrative", Start + ",\"text\":{\"status\":\"generated\",\"div\":\"<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\"><script>x</script></div>\"}}", 422 },
        { "an entity bomb in the narrative", Start + ",\"text\":{\"status\":\"generated\",\"div\":\"<!DOCTYPE d [<!ENTITY a 'x'>]><div xmlns=\\\"http://www.w3.org/1999/xhtml\\\">&a;</div>\"}}", 422 },
        { "nested too deep", Start + ",\"extension\":" + string.Concat(Enumerable.Repeat("[{\"url\":\"http://x\",\"extension\":", 40)) + "1" + string.Concat(Enumerable.Repeat("}]", 40)) + "}", 400 },
        { "ten thousand brackets", new string('[', 10_000), 400 },
        { "two values of one choice", Start + ",\"valueString\":\"x\",\"valueBoolean\":true}", 422 },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Is_refused_with_its_reason(string what, string body, int status)
    {
        using var app = await node.Records.OpenChart();
        var head = node.Records.State.Head(app.Chart);
        var answer = await app.Post("Observation", body);
        Assert.True(answer.Status == status, $"{what}: {answer.Status} {answer.Text}");
        Assert.Equal("OperationOutcome", (string)answer.Json["resourceType"]!);
        Assert.True(answer.Issue.Length > 20, what);
        Assert.Empty(Holdfast.Records.Fhir.ResourceParser.Validate(Encoding.UTF8.GetBytes(answer.Text)));
        Assert.Equal(head, node.Records.State.Head(app.Chart));
    }

    [Fact]
    public async Task Bytes_that_are_no_text_and_other_media_are_refused()
    {
        using var app = await node.Records.OpenChart();
        async Task<int> Send(byte[] body, string type)
        {
            var content = new ByteArrayContent(body);
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
            return (await app.Send(HttpMethod.Post, "Observation", content, [])).Status;
        }

        byte[] invalid = [.. Encoding.UTF8.GetBytes("{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\""), 0xFF, 0xFE, .. Encoding.UTF8.GetBytes("\"}}")];
        var valid = Encoding.UTF8.GetBytes(WritingTests.Observation(app.Patient));
        Assert.Equal(400, await Send(invalid, "application/fhir+json"));
        Assert.Equal(400, await Send(valid, "application/xml"));
        Assert.Equal(415, await Send(valid, "text/plain"));
        Assert.Equal(415, await Send(valid, "application/fhir+json; charset=utf-16"));
        Assert.Equal(201, await Send(valid, "application/json; charset=UTF-8"));
        Assert.Equal(415, (await app.Send(HttpMethod.Post, "Observation", null, [])).Status);
    }

    [Fact]
    public async Task A_body_of_more_than_two_mebibytes_is_refused()
    {
        using var app = await node.Records.OpenChart();
        var large = $$"""{"resourceType":"Observation","status":"final","code":{"text":"x"},"note":[{"text":"{{new string('x', 3 * 1024 * 1024)}}"}]}""";
        FhirResponse? answer = null;
        try
        {
            answer = await app.Post("Observation", large);
        }
        catch (HttpRequestException)
        {
            // Kestrel may close the connection while the rest of the body is still being sent.
        }

        if (answer is not null) Assert.Equal(413, answer.Status);
        Assert.Equal(200, (await app.Get($"Patient/{app.Patient}")).Status);
    }

    [Theory]
    [InlineData("GET", "Observation/..%2F..%2Fetc", 400)]
    [InlineData("GET", "Observation/a b", 400)]
    [InlineData("GET", "Nothing/1", 404)]
    [InlineData("GET", "Bundle/1", 404)]
    [InlineData("GET", "Observation/a/b/c/d", 404)]
    [InlineData("PUT", "", 405)]
    [InlineData("POST", "Observation/1", 405)]
    [InlineData("PATCH", "Observation/1", 415)]
    [InlineData("POST", "", 415)]
    [InlineData("DELETE", "Observation", 400)]
    [InlineData("GET", "Observation?colour=red", 400)]
    [InlineData("GET", "Observation?date=tomorrow", 400)]
    [InlineData("GET", "Observation?date=2026-02-30", 400)]
    [InlineData("GET", "Observation?code:above=x", 400)]
    [InlineData("GET", "Observation?subject.colour=x", 400)]
    [InlineData("GET", "Observation?_has:Provenance:target:colour=x", 400)]
    [InlineData("GET", "Observation?_include=Nothing:x", 400)]
    [InlineData("GET", "Observation?_count=x", 400)]
    [InlineData("GET", "Observation?_page=AAAA", 410)]
    [InlineData("GET", "Observation?_sort=colour", 400)]
    [InlineData("GET", "Observation?code=", 400)]
    public async Task An_address_that_leads_nowhere_says_so(string method, string path, int status)
    {
        using var app = await node.Records.OpenChart();
        var answer = await app.Send(new HttpMethod(method), path, null, []);
        Assert.True(answer.Status == status, $"{answer.Status} {answer.Text}");
        Assert.Equal("OperationOutcome", (string)answer.Json["resourceType"]!);
    }
}
